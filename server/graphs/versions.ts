import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import type { Transaction } from "@/db/client";
import { user } from "@/db/schema/auth";
import { documents, graphCheckpoints, graphs, graphVersions } from "@/db/schema/graphs";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { amongDrawn, findGraph, type GraphRow, loadDocument, parseDocument, storeDocument } from "./read";
import { requireRunnable, userOf } from "./write";

/** A version as people see it in the history. Times are ISO 8601. */
export const VersionSummary = z.object({
  number: z.number().int(),
  name: z.string(),
  message: z.string(),
  author: z.string().nullable(),
  createdAt: z.string(),
  /** Programs run it now. */
  live: z.boolean(),
  /** Programs run it now or have run it. */
  published: z.boolean(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;

/** What the draft was like at a moment. */
export const CheckpointSummary = z.object({ id: z.string(), author: z.string().nullable(), createdAt: z.string() });
export type CheckpointSummary = z.infer<typeof CheckpointSummary>;

/** Versions of a graph, newest first. */
export async function listVersions(context: WorkspaceContext, graphId: string): Promise<VersionSummary[]> {
  const graph = await findGraph(context, graphId);
  const { number, name, message, published, createdAt } = graphVersions;
  const rows = await context.db
    .select({ number, name, message, published, author: user.name, createdAt })
    .from(graphVersions)
    .leftJoin(user, eq(user.id, graphVersions.createdBy))
    .where(within(context, graphVersions, eq(graphVersions.graphId, graphId)))
    .orderBy(desc(graphVersions.number));
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString(), live: row.number === graph.liveVersion }));
}

type Words = { name?: string | undefined; message: string };

/** Keeps the draft, as saved at `revision`, as a version; whether it can run doesn't matter. @throws revision_conflict */
export const saveVersion = (
  context: WorkspaceContext,
  { id, revision, ...words }: { id: string; revision: number } & Words,
): Promise<{ version: number }> =>
  context.db.transaction(async (transaction) => {
    const graph = await holdGraph(transaction, context, id, revision);
    return { version: await addVersion(transaction, context, graph, { ...words, published: false }) };
  });

/** Makes the draft, as saved at `revision`, the version that programs run. @throws revision_conflict, graph_invalid */
export const publishGraph = (
  context: WorkspaceContext,
  { id, revision, ...words }: { id: string; revision: number } & Words,
): Promise<{ version: number }> =>
  context.db.transaction(async (transaction) => {
    const graph = await holdGraph(transaction, context, id, revision);
    await requireRunnable(context, graph.id, parseDocument(graph.draft));
    const version = await addVersion(transaction, context, graph, { ...words, published: true });
    await setLive(transaction, context, graph.id, version);
    return { version };
  });

/** Makes an earlier version the one that programs run. @throws not_found; graph_invalid when it can't run as things are now */
export async function goLive(context: WorkspaceContext, { id, number }: { id: string; number: number }): Promise<void> {
  const { document } = await loadDocument(context, id, number);
  await requireRunnable(context, id, document);
  await context.db.transaction(async (transaction) => {
    await holdGraph(transaction, context, id);
    await transaction
      .update(graphVersions)
      .set({ published: true })
      .where(within(context, graphVersions, eq(graphVersions.graphId, id), eq(graphVersions.number, number)));
    await setLive(transaction, context, id, number);
  });
}

/** Gives a version another name and message. @throws not_found */
export async function describeVersion(
  context: WorkspaceContext,
  { id, number, ...words }: { id: string; number: number; name: string; message: string },
): Promise<void> {
  const rows = await context.db
    .update(graphVersions)
    .set(words)
    .where(within(context, graphVersions, eq(graphVersions.graphId, id), eq(graphVersions.number, number)))
    .returning({ number: graphVersions.number });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "version" });
}

async function holdGraph(transaction: Transaction, context: WorkspaceContext, id: string, revision?: number): Promise<GraphRow> {
  const [graph] = await transaction
    .select()
    .from(graphs)
    .where(amongDrawn(context, eq(graphs.id, id)))
    .for("update");
  if (graph === undefined) throw new MinnowError("not_found", { thing: "graph" });
  if (revision !== undefined && graph.revision !== revision) {
    throw new MinnowError("revision_conflict", {}, { details: { revision: graph.revision } });
  }
  return graph;
}

async function addVersion(
  transaction: Transaction,
  context: WorkspaceContext,
  graph: GraphRow,
  { name = "", message, published }: Words & { published: boolean },
): Promise<number> {
  const [last] = await transaction
    .select({ number: sql<number>`coalesce(max(${graphVersions.number}), 0)`.mapWith(Number) })
    .from(graphVersions)
    .where(within(context, graphVersions, eq(graphVersions.graphId, graph.id)));
  const number = (last?.number ?? 0) + 1;
  await transaction.insert(graphVersions).values({
    graphId: graph.id,
    number,
    workspaceId: context.workspaceId,
    documentHash: await storeDocument(transaction, context, parseDocument(graph.draft)),
    name,
    message,
    published,
    createdBy: userOf(context),
  });
  return number;
}

async function setLive(transaction: Transaction, context: WorkspaceContext, graphId: string, version: number): Promise<void> {
  await transaction
    .update(graphs)
    .set({ liveVersion: version })
    .where(amongDrawn(context, eq(graphs.id, graphId)));
}

/** While a draft is edited, one of it is kept this often. Minutes. */
const CHECKPOINT_MINUTES = 10;
/** So many of a graph are kept; the oldest go. */
const CHECKPOINTS = 100;

/** Keeps what the draft was before an edit, when the last that was kept is older than ten minutes. @param row the graph before the edit */
export async function checkpointDraft(transaction: Transaction, context: WorkspaceContext, row: GraphRow): Promise<void> {
  const ofGraph = within(context, graphCheckpoints, eq(graphCheckpoints.graphId, row.id));
  const [last] = await transaction
    .select({
      hash: graphCheckpoints.documentHash,
      recent: sql<boolean>`${graphCheckpoints.createdAt} > now() - make_interval(mins => ${CHECKPOINT_MINUTES})`,
    })
    .from(graphCheckpoints)
    .where(ofGraph)
    .orderBy(desc(graphCheckpoints.createdAt), desc(graphCheckpoints.id))
    .limit(1);
  if (last?.recent === true) return;
  const documentHash = await storeDocument(transaction, context, parseDocument(row.draft));
  if (last?.hash === documentHash) return;
  await transaction
    .insert(graphCheckpoints)
    .values({ graphId: row.id, workspaceId: context.workspaceId, documentHash, createdBy: userOf(context) });
  await transaction.execute(sql`
    delete from graph_checkpoints where ${ofGraph} and id not in (
      select id from graph_checkpoints where ${ofGraph} order by created_at desc, id desc limit ${CHECKPOINTS})`);
}

/** What was kept of a graph's draft, newest first. */
export async function listCheckpoints(context: WorkspaceContext, graphId: string): Promise<CheckpointSummary[]> {
  await findGraph(context, graphId);
  const rows = await context.db
    .select({ id: graphCheckpoints.id, author: user.name, createdAt: graphCheckpoints.createdAt })
    .from(graphCheckpoints)
    .leftJoin(user, eq(user.id, graphCheckpoints.createdBy))
    .where(within(context, graphCheckpoints, eq(graphCheckpoints.graphId, graphId)))
    .orderBy(desc(graphCheckpoints.createdAt), desc(graphCheckpoints.id));
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** A version, or what was kept of the draft. */
export const Moment = z.union([z.object({ version: z.number().int().min(1) }), z.object({ checkpoint: z.string().min(1) })]);
export type Moment = z.infer<typeof Moment>;

/** The document of a version, or of what was kept of the draft at a moment. @throws not_found */
export async function readHistory(context: WorkspaceContext, { id, at }: { id: string; at: Moment }): Promise<GraphDocument> {
  if ("version" in at) return (await loadDocument(context, id, at.version)).document;
  const [row] = await context.db
    .select({ body: documents.body })
    .from(graphCheckpoints)
    .innerJoin(documents, and(eq(documents.hash, graphCheckpoints.documentHash), eq(documents.workspaceId, graphCheckpoints.workspaceId)))
    .where(within(context, graphCheckpoints, eq(graphCheckpoints.graphId, id), eq(graphCheckpoints.id, at.checkpoint)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "version" });
  return parseDocument(row.body);
}
