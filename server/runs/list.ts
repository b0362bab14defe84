import "server-only";
import { and, desc, eq, inArray, isNotNull, ne, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { RunStatus } from "@/core/engine/events";
import type { RunFilter } from "@/core/runs/filter";
import { RunTrigger } from "@/core/runs/trigger";
import type { Queryable } from "@/db/client";
import { feedback, graphs, modelCalls, runs } from "@/db/schema";
import { within } from "../scope";
import { matching } from "./filter";
import { costOfCalls } from "./read";

/** A run as a row of a table. Times are ISO 8601, cost in US dollars, null when a price is unknown. */
export const RunSummary = z.object({
  id: z.string(),
  graphId: z.string(),
  graphName: z.string(),
  version: z.number().int().nullable(),
  trigger: RunTrigger,
  status: RunStatus,
  simulated: z.boolean(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cost: z.number().nullable(),
  /** What people said of it and of its firings. */
  feedback: z.object({ good: z.number().int(), bad: z.number().int(), corrected: z.number().int(), comments: z.number().int() }),
});
export type RunSummary = z.infer<typeof RunSummary>;

export type RunPage = {
  limit: number;
  /** Id of the last run of the page before. */
  before?: string | undefined;
};

/** Runs of the workspace, newest first. */
export async function listRuns(
  context: { db: Queryable; workspaceId: string },
  { limit, before, ...filter }: RunPage & RunFilter,
): Promise<RunSummary[]> {
  const page = context.db
    .select()
    .from(runs)
    .where(
      and(
        matching(context, filter),
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
  const said = await feedbackOf(
    context,
    rows.map(({ id }) => id),
  );
  return rows.map(({ simulatedRun, simulatedCall, createdAt, startedAt, finishedAt, ...row }) => ({
    ...row,
    feedback: said.get(row.id) ?? noFeedback,
    simulated: simulatedRun || simulatedCall,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  }));
}

const noFeedback = { good: 0, bad: 0, corrected: 0, comments: 0 };

async function feedbackOf(
  context: { db: Queryable; workspaceId: string },
  runIds: readonly string[],
): Promise<Map<string, RunSummary["feedback"]>> {
  if (runIds.length === 0) return new Map();
  const count = (condition: SQL) => sql`(count(*) filter (where ${condition}))`.mapWith(Number);
  const rows = await context.db
    .select({
      runId: feedback.runId,
      good: count(eq(feedback.verdict, "good")),
      bad: count(eq(feedback.verdict, "bad")),
      corrected: count(isNotNull(feedback.correction)),
      comments: count(ne(feedback.comment, "")),
    })
    .from(feedback)
    .where(within(context, feedback, inArray(feedback.runId, [...runIds])))
    .groupBy(feedback.runId);
  return new Map(rows.map(({ runId, ...said }) => [runId, said]));
}
