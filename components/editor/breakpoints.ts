type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** Where a person stops runs of a graph before its nodes: theirs alone, and kept in this browser. */
export function breakpointStore(graphId: string, storage: Storage) {
  const key = `minnow-breakpoints:${graphId}`;
  return {
    read(): ReadonlySet<string> {
      return new Set(storage.getItem(key)?.split(" ").filter(Boolean));
    },
    keep(ids: ReadonlySet<string>): void {
      try {
        if (ids.size === 0) storage.removeItem(key);
        else storage.setItem(key, [...ids].join(" "));
      } catch (error) {
        // A full store only costs that they are gone with the page.
        console.warn("Breakpoints could not be kept in this browser", error);
      }
    },
  };
}
