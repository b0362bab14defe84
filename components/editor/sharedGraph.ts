import * as Y from "yjs";
import type { EditDescription } from "@/core/graph/describeEdit";
import type { GraphDocument } from "@/core/graph/document";
import { isWritable, openShared, writeShared } from "@/core/live/document";

/** What can be taken back, and what can be done again. */
export type History = { undo: EditDescription | null; redo: EditDescription | null };

export type SharedGraphListener = (document: GraphDocument, history: History) => void;

/** A pause longer than this starts a new undo step, in milliseconds. */
const MERGE_WITHIN = 1_200;
const DID = "did";
/** Origins of transactions: mine can be undone, and others don't know of it yet. */
const MINE = "mine";
const RESTORED = "restored";
const THEIRS = "theirs";

/**
 * The graph of one open editor as a document shared with everyone else who edits it. Own edits, undos included, are handed to `onMine`
 * for sending; what others did comes in by `take`. Undo takes back only what this editor did, and leaves what others made of it since.
 * @param state what the server has, as a Yjs update (V2)
 * @param known what that reads as, where the server says so: then it is decoded only when somebody edits
 */
export function openSharedGraph(state: Uint8Array, now: () => number, known?: GraphDocument) {
  let last: { merge: string | null; at: number } | null = null;
  let telling: EditDescription | null = null;
  let changed: SharedGraphListener = () => {};
  let mine: (update: Uint8Array) => void = () => {};

  let decoded: ReturnType<typeof decode> | null = null;
  const opened = () => {
    decoded ??= decode();
    return decoded;
  };
  function decode() {
    const doc = new Y.Doc();
    Y.applyUpdateV2(doc, state, THEIRS);
    const shared = openShared(doc, "server", known);
    // Put in order now, while nobody waits, and not at the first key.
    shared.document();
    const maps = ["nodes", "edges", "notes", "examples"].map((name) => doc.getMap(name));
    // What belongs to one step is decided here, not by the time between transactions.
    const steps = new Y.UndoManager(maps, { trackedOrigins: new Set([MINE]), captureTimeout: Number.POSITIVE_INFINITY });
    // What an undo leaves to be done again is told as what it took back.
    steps.on("stack-item-added", ({ stackItem }) => stackItem.meta.set(DID, steps.currStackItem?.meta.get(DID) ?? telling));
    steps.on("stack-item-updated", ({ stackItem }) => stackItem.meta.set(DID, telling));
    doc.on("updateV2", (update: Uint8Array, origin: unknown) => {
      if (origin !== THEIRS) mine(update);
    });
    return { doc, shared, steps };
  }
  const document = (): GraphDocument => (decoded === null && known !== undefined ? known : opened().shared.document());

  const didOf = (stack: readonly { meta: Map<unknown, unknown> }[]) => (stack.at(-1)?.meta.get(DID) as EditDescription | undefined) ?? null;
  let told: History = { undo: null, redo: null };
  /** The same object as long as it says the same, so that typing doesn't draw the buttons anew. */
  const history = (): History => {
    const now = { undo: didOf(decoded?.steps.undoStack ?? []), redo: didOf(decoded?.steps.redoStack ?? []) };
    if (JSON.stringify(now) !== JSON.stringify(told)) told = now;
    return told;
  };
  const tell = () => changed(document(), history());
  const step = (take: "undo" | "redo") => {
    const { steps } = opened();
    last = null;
    steps.stopCapturing();
    if (steps[take]() !== null) tell();
  };

  return {
    document,
    history,
    /** Makes the document `after`, as one undo step or, with the merge key of the step before and shortly after it, as part of that. */
    write(after: GraphDocument, did: EditDescription, merge: string | null): void {
      const { doc, steps } = opened();
      const before = document();
      if (!isWritable(before, after)) {
        console.error("An edit was left out because its result is no graph", did);
        return;
      }
      const at = now();
      const merges = last !== null && merge !== null && last.merge === merge && at - last.at <= MERGE_WITHIN;
      if (!merges) steps.stopCapturing();
      last = { merge, at };
      telling = did;
      writeShared(doc, before, after, MINE);
      tell();
    },
    undo: () => step("undo"),
    redo: () => step("redo"),
    /** Takes in what others did. */
    take(update: Uint8Array): void {
      Y.applyUpdateV2(opened().doc, update, THEIRS);
      tell();
    },
    /** Takes in own edits that an earlier tab could not send; they are sent again, and there is nothing to undo. */
    restore(update: Uint8Array): void {
      Y.applyUpdateV2(opened().doc, update, RESTORED);
      tell();
    },
    /** What is known here, so that the server sends the rest. */
    vector: () => Y.encodeStateVector(opened().doc),
    onChange: (listener: SharedGraphListener) => {
      changed = listener;
    },
    onMine: (listener: (update: Uint8Array) => void) => {
      mine = listener;
    },
  };
}

export type EditorGraph = ReturnType<typeof openSharedGraph>;

/** Several updates as one. */
export const mergeUpdates = (updates: readonly Uint8Array[]): Uint8Array =>
  updates.length === 1 && updates[0] !== undefined ? updates[0] : Y.mergeUpdatesV2([...updates]);
