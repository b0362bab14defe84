import "server-only";
import { eq, sql } from "drizzle-orm";
import * as Y from "yjs";
import { MinnowError } from "@/core/errors";
import { GraphDocument } from "@/core/graph/document";
import { readDocument } from "@/core/graph/formats";
import { decodeBytes, encodeBytes } from "@/core/live/bytes";
import { fillShared, openShared, type SharedGraph, writeShared } from "@/core/live/document";
import type { GraphNews, LiveMessage, Presence } from "@/core/live/messages";
import type { Transaction } from "@/db/client";
import { user } from "@/db/schema/auth";
import { graphStates, graphs } from "@/db/schema/graphs";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import type { Services } from "../services";
import { notifyGraph } from "./feed";
import { amongDrawn, findGraph, type GraphRow, parseDocument } from "./read";
import { checkpointDraft, type Moment, readHistory } from "./versions";

/** A draft in the form in which edits merge, as it is at a revision. */
type LiveGraph = { revision: number; doc: Y.Doc; shared: SharedGraph };

/** Kept decoded, the ones used last. The database is the truth: one of another revision is read again. */
const KEPT = 20;
const decoded = new Map<string, LiveGraph>();

/** An editor's first look at a draft: its state as a Yjs update (V2), in base64, and what that reads as. */
export const openLive = (context: WorkspaceContext, graphId: string): Promise<{ row: GraphRow; state: string; draft: GraphDocument }> =>
  withLive(context, graphId, async (live, row) => ({ row, state: stateOf(live), draft: live.shared.document() }));

/** States as they were last given, for a graph is opened more often than it is changed. */
const given = new WeakMap<Y.Doc, { revision: number; state: string }>();

function stateOf({ doc, revision }: LiveGraph): string {
  const known = given.get(doc);
  if (known?.revision === revision) return known.state;
  const state = encodeBytes(Y.encodeStateAsUpdateV2(doc));
  given.set(doc, { revision, state });
  return state;
}

/**
 * Merges edits into a draft. Sending the same edits again changes nothing.
 * @param update a Yjs update (V2), in base64
 * @throws not_found; edits_unreadable when they are no update, or what they make of the draft is no graph
 */
export const pushEdits = (context: WorkspaceContext, { id, update }: { id: string; update: string }): Promise<{ revision: number }> =>
  withLive(context, id, async (live, row, transaction) => {
    const bytes = decodeBytes(update);
    if (bytes === null) throw new MinnowError("edits_unreadable", { reason: "base64" });
    return changeDraft(context, transaction, row, live, () => {
      try {
        Y.applyUpdateV2(live.doc, bytes);
      } catch (cause) {
        throw new MinnowError("edits_unreadable", { reason: cause instanceof Error ? cause.message : "" }, { cause });
      }
    });
  });

/** Saves a whole draft that was made from `revision`. @throws revision_conflict when somebody saved in between */
export const saveDraft = (
  context: WorkspaceContext,
  { id, revision, document }: { id: string; revision: number; document: GraphDocument },
): Promise<{ revision: number }> =>
  withLive(context, id, (live, row, transaction) => {
    if (row.revision !== revision) throw new MinnowError("revision_conflict", {}, { details: { revision: row.revision } });
    return changeDraft(context, transaction, row, live, () => writeShared(live.doc, live.shared.document(), document));
  });

/**
 * Changes a draft from outside an editor, whatever it is by then: what comes of it merges with what others do meanwhile, as their edits do.
 * @throws what `change` throws, with nothing changed
 */
export const editDraft = (
  context: WorkspaceContext,
  id: string,
  change: (document: GraphDocument) => GraphDocument,
): Promise<{ revision: number }> =>
  withLive(context, id, (live, row, transaction) => {
    const document = live.shared.document();
    const changed = change(document);
    return changeDraft(context, transaction, row, live, () => writeShared(live.doc, document, changed));
  });

/**
 * Makes a moment of the history the draft again, even where the draft itself can't be read any more.
 * @throws not_found; document_unreadable, document_newer when that moment can't be read either
 */
export async function restoreDraft(context: WorkspaceContext, { id, at }: { id: string; at: Moment }): Promise<{ revision: number }> {
  const document = await readHistory(context, { id, at });
  if (readDocument((await findGraph(context, id)).draft).ok) {
    return withLive(context, id, (live, row, transaction) =>
      changeDraft(context, transaction, row, live, () => writeShared(live.doc, live.shared.document(), document)),
    );
  }
  return context.db.transaction(async (transaction) => {
    const ofGraph = amongDrawn(context, eq(graphs.id, id));
    const [row] = await transaction
      .update(graphs)
      .set({ draft: document, revision: sql`${graphs.revision} + 1`, updatedAt: new Date() })
      .where(ofGraph)
      .returning({ revision: graphs.revision });
    if (row === undefined) throw new MinnowError("not_found", { thing: "graph" });
    // What it held was of the damaged draft.
    await transaction.delete(graphStates).where(within(context, graphStates, eq(graphStates.graphId, id)));
    await notifyGraph(transaction, id, { type: "edited" });
    return row;
  });
}

/** Tells everyone else in the graph where this person is. */
export async function tellPresence(context: WorkspaceContext, graphId: string, presence: Omit<Presence, "name">): Promise<void> {
  await findGraph(context, graphId);
  await notifyGraph(context.db, graphId, {
    type: "presence",
    presence: { ...presence, name: await nameOf(context) },
    person: personOf(context),
  });
}

const personOf = ({ actor }: WorkspaceContext): string => `${actor.type} ${actor.id}`;

async function nameOf({ db, actor }: WorkspaceContext): Promise<string> {
  if (actor.type !== "user") return "";
  const [row] = await db.select({ name: user.name }).from(user).where(eq(user.id, actor.id));
  return row?.name ?? "";
}

/** Everything an open editor hears of its graph: first the edits it doesn't have, then what others do, as they do it. */
export async function* followGraph(
  services: Pick<Services, "graphNews">,
  context: WorkspaceContext,
  { id, client, vector }: { id: string; client: string; vector: string },
  signal: AbortSignal,
): AsyncGenerator<LiveMessage> {
  await findGraph(context, id);
  // Subscribed before the first read, so that nothing falls between.
  const news = services.graphNews.subscribe(id);
  try {
    let known = readVector(vector);
    let seen = 0;
    await notifyGraph(context.db, id, { type: "hello", client });
    for (let first = true; !signal.aborted; first = false) {
      const { edited, messages } = first ? { edited: true, messages: [] } : await news.next(signal);
      for (const message of messages)
        if (clientOf(message) !== client)
          yield message.type === "presence" ? { ...message, own: message.person === personOf(context) } : message;
      if (!edited || (await revisionOf(context, id)) === seen) continue;
      const missed = await withLive(context, id, async ({ doc, revision }) => ({
        revision,
        update: Y.encodeStateAsUpdateV2(doc, known),
        vector: Y.encodeStateVector(doc),
      }));
      known = missed.vector;
      seen = missed.revision;
      yield { type: "edits", update: encodeBytes(missed.update), revision: missed.revision };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    news.close();
    await notifyGraph(context.db, id, { type: "left", client });
  }
}

/** What an editor has; nothing, when that can't be read. */
function readVector(text: string): Uint8Array {
  const bytes = decodeBytes(text) ?? new Uint8Array();
  try {
    Y.decodeStateVector(bytes);
    return bytes;
  } catch {
    return Y.encodeStateVector(new Map());
  }
}

const clientOf = (message: GraphNews): string => (message.type === "presence" ? message.presence.client : message.client);

async function revisionOf(context: WorkspaceContext, id: string): Promise<number> {
  const [row] = await context.db
    .select({ revision: graphs.revision })
    .from(graphs)
    .where(amongDrawn(context, eq(graphs.id, id)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "graph" });
  return row.revision;
}

/** Holds a graph's row and gives its draft as people edit it together. Where the stored state isn't that of the draft, the draft counts. */
async function withLive<T>(
  context: WorkspaceContext,
  graphId: string,
  use: (live: LiveGraph, row: GraphRow, transaction: Transaction) => Promise<T>,
): Promise<T> {
  // While one is being changed nobody else may have it; it comes back when the change is stored.
  const known = decoded.get(graphId);
  decoded.delete(graphId);
  const { result, live } = await context.db.transaction(async (transaction) => {
    const [row] = await transaction
      .select()
      .from(graphs)
      .where(amongDrawn(context, eq(graphs.id, graphId)))
      .for("no key update");
    if (row === undefined) throw new MinnowError("not_found", { thing: "graph" });
    const live = known?.revision === row.revision ? known : await decode(context, transaction, row);
    return { result: await use(live, row, transaction), live };
  });
  decoded.set(graphId, live);
  const [oldest] = decoded.keys();
  if (decoded.size > KEPT && oldest !== undefined) decoded.delete(oldest);
  return result;
}

async function decode(context: WorkspaceContext, transaction: Transaction, row: GraphRow): Promise<LiveGraph> {
  const [stored] = await transaction.select().from(graphStates).where(eq(graphStates.graphId, row.id));
  const draft = parseDocument(row.draft);
  const known = stored === undefined ? null : docOf(stored.state, row.id);
  const doc = known ?? new Y.Doc();
  if (known === null) fillShared(doc, draft);
  const live = { revision: row.revision, doc, shared: openShared(doc) };
  if (known === null || stored?.revision !== row.revision) {
    if (known !== null) writeShared(doc, live.shared.document(), draft);
    await storeState(context, transaction, row.id, live);
  }
  return live;
}

/** A stored state; null when it is damaged. The draft says the same, so that only the way to merge with older edits is lost. */
function docOf(state: Uint8Array, graphId: string): Y.Doc | null {
  const doc = new Y.Doc();
  try {
    Y.applyUpdateV2(doc, state);
    return doc;
  } catch (error) {
    console.error(`The shared state of graph ${graphId} can't be read and is made anew from its draft`, error);
    return null;
  }
}

async function storeState(context: WorkspaceContext, transaction: Transaction, graphId: string, live: LiveGraph): Promise<void> {
  const row = { revision: live.revision, state: Y.encodeStateAsUpdateV2(live.doc) };
  await transaction
    .insert(graphStates)
    .values({ graphId, workspaceId: context.workspaceId, ...row })
    .onConflictDoUpdate({ target: graphStates.graphId, set: row });
}

/** Changes the shared document and stores what came of it as the next revision, unless nothing changed. */
async function changeDraft(
  context: WorkspaceContext,
  transaction: Transaction,
  row: GraphRow,
  live: LiveGraph,
  change: () => void,
): Promise<{ revision: number }> {
  let changed = false;
  const note = () => {
    changed = true;
  };
  live.doc.on("update", note);
  change();
  live.doc.off("update", note);
  if (!changed) return { revision: row.revision };
  const parsed = GraphDocument.safeParse(live.shared.document());
  if (!parsed.success)
    throw new MinnowError("edits_unreadable", { reason: parsed.error.issues[0]?.message ?? "" }, { cause: parsed.error });
  await checkpointDraft(transaction, context, row);
  live.revision = row.revision + 1;
  await transaction
    .update(graphs)
    .set({ draft: parsed.data, revision: live.revision, updatedAt: new Date() })
    .where(amongDrawn(context, eq(graphs.id, row.id)));
  await storeState(context, transaction, row.id, live);
  await notifyGraph(transaction, row.id, { type: "edited" });
  return { revision: live.revision };
}
