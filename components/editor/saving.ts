import { mergeUpdates } from "./sharedGraph";
import type { EditorStore } from "./store";
import type { UnsentStore } from "./unsent";

/** What became of a request to save. */
export type SaveResult =
  | { type: "saved"; revision: number }
  /** Refused: the same edits would be refused again. */
  | { type: "refused"; error: unknown }
  /** Not reached: the same request may succeed later. */
  | { type: "unreachable"; error: unknown };

export type SavingOptions = {
  /** Sends edits, as one Yjs update; sending the same again does no harm. */
  push(update: Uint8Array): Promise<SaveResult>;
  unsent: UnsentStore;
  /** From the first edit to its save, in milliseconds. */
  delayMs?: number;
  /** Between tries while the server can't be reached, in milliseconds. */
  retryMs?: number;
};

/**
 * Sends own edits a moment after they are made, one request at a time. Until the server has them they are kept in this browser, those of
 * earlier tabs included; a server that can't be reached is tried again until it answers.
 */
export function startSaving(store: EditorStore, { push, unsent, delayMs = 400, retryMs = 3_000 }: SavingOptions) {
  const { shared, setSaving } = store.getState();
  const waiting: Uint8Array[] = [];
  /** Left behind by earlier tabs, to be forgotten once sent. */
  let inherited = unsent.left();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let inFlight: Promise<void> | null = null;
  let stopped = false;

  const plan = (ms: number) => {
    if (stopped) return;
    timer ??= setTimeout(() => void flush(), ms);
  };
  const unplan = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  async function send(): Promise<void> {
    const sent = waiting.length;
    setSaving({ state: "saving" });
    const result = await push(mergeUpdates(waiting));
    if (result.type !== "saved") {
      setSaving({ state: "failed", error: result.error });
      if (result.type === "unreachable") plan(retryMs);
      return;
    }
    waiting.splice(0, sent);
    for (const left of inherited) unsent.forget(left);
    inherited = [];
    if (waiting.length === 0) unsent.clear();
    else unsent.keep(mergeUpdates(waiting));
    const { saved, setRevision } = store.getState();
    if (result.revision > saved.revision) setRevision(result.revision);
    setSaving({ state: waiting.length === 0 ? "saved" : "pending" });
    if (waiting.length > 0) plan(delayMs);
  }

  /** Saves now what is not saved yet; resolves when the request has ended. */
  async function flush(): Promise<void> {
    unplan();
    await inFlight;
    if (waiting.length === 0) return;
    inFlight = send().finally(() => {
      inFlight = null;
    });
    await inFlight;
  }

  shared.onMine((update) => {
    waiting.push(update);
    unsent.keep(mergeUpdates(waiting));
    if (store.getState().saving.state !== "saving") setSaving({ state: "pending" });
    plan(delayMs);
  });
  for (const left of inherited) {
    try {
      shared.restore(left.update);
    } catch (error) {
      console.warn("Edits kept in this browser could not be read", error);
      unsent.forget(left);
    }
  }
  if (waiting.length > 0) {
    setSaving({ state: "pending" });
    plan(0);
  }

  return {
    flush,
    /** What has not been sent, or null. */
    unsent: (): Uint8Array | null => (waiting.length > 0 ? mergeUpdates(waiting) : null),
    stop() {
      stopped = true;
      unplan();
      shared.onMine(() => {});
    },
  };
}
