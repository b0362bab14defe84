import { decodeBytes, encodeBytes } from "@/core/live/bytes";

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

type Left = { key: string; text: string; update: Uint8Array };

/**
 * Keeps edits the server doesn't have yet in this browser, so that they outlive a reload, a closed laptop or a crash of the tab.
 * Every tab has an entry of its own; edits merge, so it does no harm when one tab sends another's too.
 */
export function unsentStore(graphId: string, tabId: string, storage: Storage) {
  const prefix = `minnow-unsent:${graphId}:`;
  const own = prefix + tabId;
  return {
    keep(update: Uint8Array): void {
      try {
        storage.setItem(own, encodeBytes(update));
      } catch (error) {
        // A full store only costs the safety net; the save itself goes on.
        console.warn("Unsaved edits could not be kept in this browser", error);
      }
    },
    clear(): void {
      storage.removeItem(own);
    },
    /** What tabs have left here, of this graph. */
    left(): Left[] {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").filter((key) => key.startsWith(prefix));
      return keys.flatMap((key) => {
        const text = storage.getItem(key) ?? "";
        const update = decodeBytes(text);
        if (update === null) storage.removeItem(key);
        return update === null ? [] : [{ key, text, update }];
      });
    },
    /** Forgets what a tab left, unless that tab has added to it since. */
    forget({ key, text }: Left): void {
      if (storage.getItem(key) === text) storage.removeItem(key);
    },
  };
}

export type UnsentStore = ReturnType<typeof unsentStore>;
