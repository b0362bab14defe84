import type { GraphDocument } from "@/core/graph/document";
import { canonicalJson, Json } from "@/core/graph/json";
import { type EditorStore, isDirty } from "./store";
import type { UnsavedStore } from "./unsaved";

/** What became of a request to save. */
export type SaveResult =
  | { type: "saved"; revision: number }
  | { type: "conflict"; revision: number }
  /** Refused: the same document would be refused again. */
  | { type: "refused"; error: unknown }
  /** Not reached: the same request may succeed later. */
  | { type: "unreachable"; error: unknown };

export type SavingOptions = {
  save(request: { revision: number; document: GraphDocument }): Promise<SaveResult>;
  unsaved: UnsavedStore;
  /** From the last edit to the save, in milliseconds. */
  delayMs?: number;
  /** Between tries while the server can't be reached, in milliseconds. */
  retryMs?: number;
};

/**
 * Saves the store's document a moment after every edit, one request at a time, each building on the revision of the one before.
 * A conflict stops it until the person has decided; an unreachable server is tried again until it answers.
 */
export function startSaving(store: EditorStore, { save, unsaved, delayMs = 800, retryMs = 3_000 }: SavingOptions) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let inFlight: Promise<void> | null = null;
  let stopped = false;

  const plan = (ms: number) => {
    if (timer !== null) clearTimeout(timer);
    timer = stopped ? null : setTimeout(() => void flush(), ms);
  };

  async function send(): Promise<void> {
    const { document, saved, setSaving, markSaved } = store.getState();
    setSaving({ state: "saving" });
    const result = await save({ revision: saved.revision, document });
    switch (result.type) {
      case "saved":
        unsaved.forget({ revision: saved.revision, document });
        markSaved(document, result.revision);
        if (isDirty(store.getState())) {
          unsaved.drop(saved.revision);
          unsaved.keep({ revision: result.revision, document: store.getState().document });
          plan(delayMs);
        }
        return;
      case "conflict":
        setSaving({ state: "conflict", revision: result.revision });
        return;
      case "refused":
        setSaving({ state: "failed", error: result.error });
        return;
      case "unreachable":
        setSaving({ state: "failed", error: result.error });
        plan(retryMs);
    }
  }

  /** Saves now what is not saved yet; resolves when the request has ended. */
  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await inFlight;
    const state = store.getState();
    if (!isDirty(state) || state.saving.state === "conflict") return;
    inFlight = send().finally(() => {
      inFlight = null;
    });
    await inFlight;
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.document === before.document) {
      if (before.saving.state === "conflict" && state.saving.state === "pending") plan(0);
      return;
    }
    if (!isDirty(state)) return;
    unsaved.keep({ revision: state.saved.revision, document: state.document });
    if (state.saving.state !== "conflict") plan(delayMs);
  });

  if (isDirty(store.getState()) && store.getState().saving.state !== "conflict") plan(delayMs);

  return {
    flush,
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** Brings back edits a closed tab left behind. Built on an older revision than the server's, they are a conflict to decide. */
export function restoreUnsaved(store: EditorStore, unsaved: UnsavedStore): "nothing" | "restored" | "conflict" {
  const found = unsaved.find();
  if (found === null) return "nothing";
  const { document, saved, perform, setSaving } = store.getState();
  if (sameDocument(found.document, document)) {
    unsaved.drop(found.revision);
    return "nothing";
  }
  perform({ type: "replaceDocument", document: found.document });
  if (found.revision >= saved.revision) return "restored";
  setSaving({ state: "conflict", revision: saved.revision });
  return "conflict";
}

const sameDocument = (a: GraphDocument, b: GraphDocument) => canonicalJson(Json.parse(a)) === canonicalJson(Json.parse(b));
