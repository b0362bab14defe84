import { z } from "zod";
import { GraphDocument } from "@/core/graph/document";

const Unsaved = z.object({ revision: z.number().int(), document: GraphDocument });
export type Unsaved = z.infer<typeof Unsaved>;

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const prefixOf = (graphId: string) => `minnow-unsaved:${graphId}:`;

/** Keeps edits the server doesn't have yet, so that they outlive a reload or a crash of the tab. */
export function unsavedStore(graphId: string, storage: Storage) {
  const prefix = prefixOf(graphId);
  const keyOf = (revision: number) => `${prefix}${revision}`;
  return {
    keep({ revision, document }: Unsaved): void {
      try {
        storage.setItem(keyOf(revision), JSON.stringify({ revision, document }));
      } catch (error) {
        // A full store only costs the safety net; the save itself goes on.
        console.warn("Unsaved edits could not be kept in this browser", error);
      }
    },
    /** Forgets edits built on `revision`, unless another tab has since put different ones there. */
    forget({ revision, document }: Unsaved): void {
      const key = keyOf(revision);
      if (storage.getItem(key) === JSON.stringify({ revision, document })) storage.removeItem(key);
    },
    drop(revision: number): void {
      storage.removeItem(keyOf(revision));
    },
    /** The edits built on the newest revision, or null. Entries that can't be read are dropped. */
    find(): Unsaved | null {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter((key) => key?.startsWith(prefix));
      const found = keys.flatMap((key) => {
        const parsed = Unsaved.safeParse(parseJson(storage.getItem(key ?? "") ?? ""));
        if (!parsed.success && key) storage.removeItem(key);
        return parsed.success ? [parsed.data] : [];
      });
      return found.sort((a, b) => b.revision - a.revision)[0] ?? null;
    },
  };
}

export type UnsavedStore = ReturnType<typeof unsavedStore>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
