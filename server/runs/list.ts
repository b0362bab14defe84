import "server-only";
import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { RunStatus } from "@/core/engine/events";
import { graphs, modelCalls, runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { costOfCalls } from "./read";

/** A run as a row of a table. Times are ISO 8601, cost in US dollars, null when a price is unknown. */
export const RunSummary = z.object({
  id: z.string(),
  graphId: z.string(),
  graphName: z.string(),
  version: z.number().int().nullable(),
  trigger: z.enum(["editor", "api", "node", "test", "playground", "import"]),
  status: RunStatus,
  simulated: z.boolean(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cost: z.number().nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export type RunFilter = {
  graphId?: string | undefined;
  status?: RunStatus | undefined;
  limit: number;
  /** Id of the last run of the page before. */
  before?: string | undefined;
};

/** Runs of the workspace, newest first. */
export async function listRuns(context: WorkspaceContext, { graphId, status, limit, before }: RunFilter): Promise<RunSummary[]> {
  const page = context.db
    .select()
    .from(runs)
    .where(
      within(
        context,
        runs,
        graphId === undefined ? undefined : eq(runs.graphId, graphId),
        status === undefined ? undefined : eq(runs.status, status),
        before === undefined
          ? undefined
          : sql`(${runs.createdAt}, ${runs.id}) < (select before.created_at, before.id from ${runs} as before where before.id = ${before})`,
      ),
    )
    .orderBy(desc(runs.createdAt), desc(runs.id))
    .limit(limit)
    .as("page");
  const used = context.db
    .select({
      calls: sql`count(*)`.mapWith(Number).as("calls"),
      inputTokens: sql`coalesce(sum(${modelCalls.inputTokens}), 0)`.mapWith(Number).as("input_tokens_sum"),
      outputTokens: sql`coalesce(sum(${modelCalls.outputTokens}), 0)`.mapWith(Number).as("output_tokens_sum"),
      cost: costOfCalls.as("cost_sum"),
      simulated: sql<boolean>`coalesce(bool_or(${modelCalls.simulated}), false)`.as("simulated_any"),
    })
    .from(modelCalls)
    .where(within(context, modelCalls, eq(modelCalls.runId, page.id)))
    .as("used");
  const rows = await context.db
    .select({
      id: page.id,
      graphId: page.graphId,
      graphName: graphs.name,
      version: page.version,
      trigger: page.trigger,
      status: page.status,
      createdAt: page.createdAt,
      startedAt: page.startedAt,
      finishedAt: page.finishedAt,
      calls: used.calls,
      inputTokens: used.inputTokens,
      outputTokens: used.outputTokens,
      cost: used.cost,
      simulatedRun: page.simulated,
      simulatedCall: used.simulated,
    })
    .from(page)
    .innerJoin(graphs, eq(graphs.id, page.graphId))
    .innerJoinLateral(used, sql`true`)
    .orderBy(desc(page.createdAt), desc(page.id));
  return rows.map(({ simulatedRun, simulatedCall, createdAt, startedAt, finishedAt, ...row }) => ({
    ...row,
    simulated: simulatedRun || simulatedCall,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  }));
}
