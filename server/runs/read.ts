import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { type RunStatus, RunView, type Usage } from "@/core/engine/events";
import { applyRunEvents, hasFinished } from "@/core/engine/live";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import { activations, documents, graphs, modelCalls, runEvents, runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { activationView, completeEvents } from "../engine/storedEvents";
import { parseDocument } from "../graphs/read";
import { subgraphsOf, usesOf } from "../graphs/subgraphs";
import { within } from "../scope";
import { inOrder } from "./order";

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;

/** Where a run stands. @throws not_found when it isn't the workspace's */
export async function runStatus(context: WorkspaceContext, runId: string): Promise<RunStatus> {
  const [row] = await context.db
    .select({ status: runs.status })
    .from(runs)
    .where(within(context, runs, eq(runs.id, runId)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "run" });
  return row.status;
}

/** A run with its activations: those that ended from the journal, those that still run from its events. */
export async function readRun(context: WorkspaceContext, runId: string): Promise<RunView> {
  await runStatus(context, runId);
  // Events first: whatever the journal has more than they do, they merely repeat when they are followed.
  const stored = await context.db
    .select({ id: runEvents.id, events: runEvents.events })
    .from(runEvents)
    .where(eq(runEvents.runId, runId))
    .orderBy(runEvents.id);
  const recorded = await recordedRun(context, runId);
  const lastEventId = stored.at(-1)?.id ?? 0;
  if (hasFinished(recorded.status)) return { ...recorded, lastEventId };
  const batches = await completeEvents(context.db, runId, stored);
  return batches.reduce((run, { id, events }) => applyRunEvents(run, id, events), recorded);
}

async function recordedRun(context: WorkspaceContext, runId: string): Promise<RunView> {
  const [row] = await context.db
    .select({ run: runs, graphName: graphs.name, document: documents.body })
    .from(runs)
    .innerJoin(graphs, eq(graphs.id, runs.graphId))
    .innerJoin(documents, and(eq(documents.workspaceId, runs.workspaceId), eq(documents.hash, runs.documentHash)))
    .where(within(context, runs, eq(runs.id, runId)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "run" });
  // After the run itself: once that says finished, its journal is complete.
  const [journal, used] = await Promise.all([
    context.db
      .select()
      .from(activations)
      .where(within(context, activations, eq(activations.runId, runId))),
    usageByActivation(context, runId),
  ]);
  const { run, graphName } = row;
  const document = parseDocument(row.document);
  const names = await nodeNames(context, document);
  const views = journal.map((activation) => activationView(activation, used.get(activation.path) ?? null));
  return RunView.parse({
    id: run.id,
    graphId: run.graphId,
    graphName,
    nodeNames: names,
    version: run.version,
    trigger: run.trigger,
    status: run.status,
    pauseRequested: run.pauseRequested,
    againOf: run.againOf,
    valuesTakenOut: iso(run.valuesTakenOut),
    input: run.input,
    output: run.output,
    error: run.error,
    simulated: run.simulated || views.some(({ usage }) => usage?.simulated),
    createdAt: run.createdAt.toISOString(),
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    activations: inOrder(views, document),
    streamed: {},
    lastEventId: 0,
  });
}

/** See RunView. */
async function nodeNames(context: WorkspaceContext, document: GraphDocument): Promise<Record<string, string>> {
  const inside = await subgraphsOf(context.db, context.workspaceId, document);
  const graphOf = new Map([document, ...inside.values()].flatMap(usesOf).map(({ document: hash, graphId }) => [hash, graphId]));
  return Object.fromEntries([
    ...document.nodes.map(({ id, name }) => [id, name]),
    ...[...inside].flatMap(([hash, { nodes }]) => nodes.map(({ id, name }) => [`${graphOf.get(hash)}/${id}`, name])),
  ]);
}

/** A call without tokens never reached a price; one with tokens and no price makes the sum unknown. */
export const costOfCalls = sql<number | null>`case
  when bool_or(${modelCalls.cost} is null and ${modelCalls.outputTokens} is not null) then null
  else coalesce(sum(${modelCalls.cost}), 0) end`;

async function usageByActivation(context: WorkspaceContext, runId: string): Promise<Map<string, Usage>> {
  const rows = await context.db
    .select({
      activation: modelCalls.activation,
      calls: sql`count(*)`.mapWith(Number),
      inputTokens: sql`coalesce(sum(${modelCalls.inputTokens}), 0)`.mapWith(Number),
      outputTokens: sql`coalesce(sum(${modelCalls.outputTokens}), 0)`.mapWith(Number),
      cost: costOfCalls,
      models: sql<string[]>`array_agg(distinct ${modelCalls.model})`,
      simulated: sql<boolean>`bool_or(${modelCalls.simulated})`,
    })
    .from(modelCalls)
    .where(within(context, modelCalls, eq(modelCalls.runId, runId)))
    .groupBy(modelCalls.activation);
  return new Map(rows.map(({ activation, ...usage }) => [activation, usage]));
}
