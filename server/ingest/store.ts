import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { GraphDocument } from "@/core/graph/document";
import { contentHash, nodeFingerprint } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { ObservedAgent, type ObservedRun, observe, unknownAgent } from "@/core/ingest/agent";
import { configOf, drawAgent } from "@/core/ingest/draw";
import { type ObservedCall, ObservedCallRecord, type ObservedSpan } from "@/core/ingest/observed";
import { matchTask, type ObservedTask } from "@/core/ingest/tasks";
import type { Tallies } from "@/core/tallies/run";
import type { Transaction } from "@/db/client";
import { makeCallPartitions } from "@/db/partitions";
import { documents } from "@/db/schema/graphs";
import { observedAgents } from "@/db/schema/ingest";
import { modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { activationRows } from "../engine/commit";
import { rowWriter, sendIn } from "../engine/insertRows";
import { editDraft } from "../graphs/live";
import { parseDocument, storeDocument } from "../graphs/read";
import { createGraph, removeGraph } from "../graphs/write";
import { tellStale, tellTallies } from "../insights/rollups/news";
import { callText, insertCalls, wholeRequest } from "../runs/requests";
import { within } from "../scope";
import { layOut } from "./layOut";
import { type ServingModel, servingModels } from "./models";
import { activationRow, callRowsOf, fingerprints, idAt, runRow, startOf } from "./rows";
import { addTallies, type RunRows } from "./tallies";

const runRows = rowWriter(runs, [
  ...(["id", "workspaceId", "graphId", "documentHash", "trigger", "status", "input", "output", "error", "idempotencyKey"] as const),
  ...(["createdAt", "startedAt", "finishedAt"] as const),
]);

/** What came of storing runs of an agent. `known`: runs that were there already. */
export type Stored = { graphId: string; runs: number; known: number; calls: number };

/**
 * Stores runs of an agent that runs elsewhere as runs of the graph that is drawn from them. What is there already stays as it is: the same
 * spans again change nothing, and further ones of a run are added to it.
 * @param traces each the spans of one run
 */
export async function storeTraces(context: WorkspaceContext, name: string, traces: readonly (readonly ObservedSpan[])[]): Promise<Stored> {
  const graphId = await agentGraph(context, name);
  await makeCallPartitions(
    context.db,
    traces.flatMap((spans) => spans.flatMap(({ call, startedAt }) => (call === null ? [] : [new Date(startedAt)]))),
  );
  const { stored, changed, document } = await context.db.transaction(async (transaction) => {
    // Drawing a large agent on a busy machine may take longer than a transaction may stand still.
    await transaction.execute(sql`set local idle_in_transaction_session_timeout = '2min'`);
    // One at a time for each agent: what is known of it grows with every batch.
    const [agent] = await transaction
      .select({ state: observedAgents.state, documentHash: observedAgents.documentHash })
      .from(observedAgents)
      .where(within(context, observedAgents, eq(observedAgents.graphId, graphId)))
      .for("update");
    if (agent === undefined) throw new Error(`the agent ${name} was made and is gone`);
    const fresh = await unstored(transaction, context, graphId, [...new Map(traces.map((spans) => [spans[0]?.traceId, spans])).values()]);
    const calls = fresh.flatMap((spans) => spans.flatMap(({ call }) => call ?? []));
    const modelOf = await servingModels(transaction, context, calls);
    const before = ObservedAgent.parse(agent.state);
    const seen = observe(before, fresh, (call) => modelOf(call).key);
    await refit(transaction, context, graphId, before, seen.agent, seen.widened);
    const document = await drawn(transaction, context, agent.documentHash, drawAgent(seen.agent));
    const documentHash = await storeDocument(transaction, context, document);
    await transaction
      .update(observedAgents)
      .set({ state: seen.agent, documentHash })
      .where(within(context, observedAgents, eq(observedAgents.graphId, graphId)));
    const stored = await insertRuns(transaction, { ...context, graphId, documentHash, modelOf }, seen.runs);
    return {
      stored: { ...stored, known: traces.length - fresh.length + stored.known },
      changed: documentHash !== agent.documentHash,
      document,
    };
  });
  if (changed) await redraw(context, graphId, document);
  return { graphId, ...stored };
}

/** What was drawn, with places: those of before when nothing else differs. */
async function drawn(
  transaction: Transaction,
  context: Pick<WorkspaceContext, "workspaceId">,
  hash: string,
  document: GraphDocument,
): Promise<GraphDocument> {
  const [row] = await transaction
    .select({ body: documents.body })
    .from(documents)
    .where(within(context, documents, eq(documents.hash, hash)));
  const before = row === undefined ? null : parseDocument(row.body);
  return before !== null && contentHash(unplaced(before)) === contentHash(unplaced(document)) ? before : layOut(document);
}

/** The graph of an agent, made when it is seen for the first time. */
async function agentGraph(context: WorkspaceContext, name: string): Promise<string> {
  const find = () =>
    context.db
      .select({ graphId: observedAgents.graphId })
      .from(observedAgents)
      .where(within(context, observedAgents, eq(observedAgents.name, name)));
  const [known] = await find();
  if (known !== undefined) return known.graphId;
  const document = drawAgent(unknownAgent());
  const { id } = await createGraph(context, { name: name.slice(0, 120), document });
  const documentHash = await storeDocument(context.db, context, document);
  const made = await context.db
    .insert(observedAgents)
    .values({ graphId: id, workspaceId: context.workspaceId, name, state: unknownAgent(), documentHash, drawnHash: documentHash })
    .onConflictDoNothing()
    .returning({ graphId: observedAgents.graphId });
  if (made.length > 0) return id;
  // Somebody else's log of the same agent was faster.
  await removeGraph(context, id);
  const [other] = await find();
  if (other === undefined) throw new Error(`the agent ${name} is neither there nor can it be made`);
  return other.graphId;
}

const keyOf = (graphId: string, traceId: string): string => `trace ${graphId} ${traceId}`;

/** Traces of which at least one span isn't stored. Those of a single call are told by their run alone. */
async function unstored(
  transaction: Transaction,
  context: Pick<WorkspaceContext, "workspaceId">,
  graphId: string,
  traces: readonly (readonly ObservedSpan[])[],
): Promise<(readonly ObservedSpan[])[]> {
  const single = traces.filter(({ length }) => length === 1).map(([span]) => keyOf(graphId, span?.traceId ?? ""));
  const found = await knownRuns(transaction, context, single);
  return traces.filter((spans) => spans.length > 1 || !found.has(keyOf(graphId, spans[0]?.traceId ?? "")));
}

async function knownRuns(
  transaction: Transaction,
  context: Pick<WorkspaceContext, "workspaceId">,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await transaction
    .select({ id: runs.id, key: runs.idempotencyKey })
    .from(runs)
    .where(within(context, runs, sql`${runs.idempotencyKey} = any(${sql.param([...keys])}::text[])`));
  return new Map(rows.map(({ id, key }) => [key ?? "", id]));
}

/** Runs that are inserted at once, and that are made ready in one turn of the event loop. */
const [AT_ONCE, A_TURN] = [250, 25];

const chunked = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

type Place = { workspaceId: string; graphId: string; documentHash: string; modelOf: (call: ObservedCall) => ServingModel };

async function insertRuns(transaction: Transaction, place: Place, observed: readonly ObservedRun[]) {
  const { workspaceId, graphId, documentHash, modelOf } = place;
  // Of a run of a single span it is known by now that it isn't there.
  const known = await knownRuns(
    transaction,
    place,
    observed.flatMap(({ traceId, spans }) => (spans.length === 1 ? [] : [keyOf(graphId, traceId)])),
  );
  const tallies: Tallies = new Map();
  let [inserted, calls] = [0, 0];
  const late: (typeof runs.$inferInsert)[] = [];
  const fingerprintOf = fingerprints();
  const send = sendIn(transaction);
  // The database takes in some while the next are made ready.
  let inserting = Promise.resolve();
  for (const some of chunked(observed, AT_ONCE)) {
    const rows: RunRows = { runs: [], activations: [], calls: [] };
    for (const few of chunked(some, A_TURN)) {
      for (const run of few) {
        const key = keyOf(graphId, run.traceId);
        const id = known.get(key) ?? idAt(startOf(run.spans), key);
        const row = runRow(run, { id, workspaceId, graphId, documentHash, idempotencyKey: key });
        (known.has(key) ? late : rows.runs).push(row);
        for (const activation of run.activations) {
          rows.activations.push(activationRow(activation, { runId: id, workspaceId, graphId }));
          rows.calls.push(...callRowsOf(activation, { runId: id, workspaceId, graphId }, modelOf, fingerprintOf));
        }
      }
      await nextTurn();
    }
    addTallies(tallies, rows);
    const texts = {
      runs: rows.runs.map(runRows.textOf),
      activations: rows.activations.map(activationRows.textOf),
      calls: rows.calls.map(callText),
    };
    inserted += rows.runs.length;
    calls += rows.calls.length;
    inserting = inserting.then(async () => {
      await runRows.insert(send, texts.runs);
      await activationRows.insert(send, texts.activations);
      await insertCalls(send, texts.calls);
    });
    // Its failure is told when it is waited for.
    inserting.catch(() => {});
  }
  await inserting;
  await tellTallies(transaction, workspaceId, tallies);
  if (late.length > 0)
    await tellStale(
      transaction,
      within(
        place,
        runs,
        inArray(
          runs.id,
          late.map(({ id = "" }) => id),
        ),
      ),
      false,
    );
  for (const { id = "", status, output, error, startedAt, finishedAt } of late)
    await transaction
      .update(runs)
      .set({ status, output, error, startedAt, finishedAt })
      .where(within({ workspaceId }, runs, eq(runs.id, id)));
  return { runs: inserted, known: late.length, calls };
}

/** Calls of tasks that are wider now: their statistics go on under the new task, with the variables that it has. */
async function refit(
  transaction: Transaction,
  context: Pick<WorkspaceContext, "workspaceId">,
  graphId: string,
  before: ObservedAgent,
  after: ObservedAgent,
  widened: ReadonlyMap<string, ObservedTask>,
): Promise<void> {
  for (const [id, task] of widened) {
    const [old, node] = [before, after].map(({ nodes }) => nodes.find((node) => node.id === id));
    if (old === undefined || node?.task == null) continue;
    const [was, is] = [nodeFingerprint(configOf({ ...old, task })), nodeFingerprint(configOf(node))];
    const ofTask = and(eq(modelCalls.graphId, graphId), eq(modelCalls.nodeId, id), eq(modelCalls.fingerprint, was));
    const ofCalls = transaction
      .select({ runId: modelCalls.runId })
      .from(modelCalls)
      .where(within(context, modelCalls, ofTask));
    await tellStale(transaction, within(context, runs, inArray(runs.id, ofCalls)), true);
    for (;;) {
      const rows = await transaction
        .select({ id: modelCalls.id, request: wholeRequest })
        .from(modelCalls)
        .where(within(context, modelCalls, ofTask))
        .limit(500);
      for (const row of rows) {
        const call = ObservedCallRecord.safeParse(row.request);
        const variables = call.success ? matchTask(node.task, call.data) : null;
        await transaction
          .update(modelCalls)
          .set({ fingerprint: is, ...(variables !== null && { variables }) })
          .where(within(context, modelCalls, eq(modelCalls.id, row.id)));
      }
      if (rows.length < 500 || was === is) break;
    }
  }
}

/** Draws the graph anew as long as no person has changed it. */
async function redraw(context: WorkspaceContext, graphId: string, document: GraphDocument): Promise<void> {
  const ofAgent = within(context, observedAgents, eq(observedAgents.graphId, graphId));
  const [agent] = await context.db.select({ drawnHash: observedAgents.drawnHash }).from(observedAgents).where(ofAgent);
  let isOurs = false;
  await editDraft(context, graphId, (draft) => {
    isOurs = contentHash(draft) === agent?.drawnHash;
    return isOurs ? document : draft;
  });
  if (isOurs)
    await context.db
      .update(observedAgents)
      .set({ drawnHash: contentHash(document) })
      .where(ofAgent);
}

const unplaced = ({ nodes, edges }: GraphDocument): JsonObject[] => [
  ...nodes.map(({ id, kind, name, config }) => ({ id, kind, name, config })),
  ...[...edges].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, source, target }) => ({ id, source, target })),
];
