import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { restoreUnsaved, type SaveResult, startSaving } from "@/components/editor/saving";
import { createEditor } from "@/components/editor/store";
import { unsavedStore } from "@/components/editor/unsaved";
import type { GraphDocument } from "@/core/graph/document";
import { memoryStorage, opened, smallGraph } from "../graphs";

type Request = { revision: number; document: GraphDocument };

/** A server that answers as told, else accepts what is built on its revision. */
function editorWithServer(answers: SaveResult[] = []) {
  const storage = memoryStorage();
  const unsaved = unsavedStore("g1", storage);
  const store = createEditor(opened());
  const requests: Request[] = [];
  let revision = 1;
  const save = async (request: Request): Promise<SaveResult> => {
    requests.push(request);
    const told = answers.shift();
    if (told !== undefined) return told;
    if (request.revision !== revision) return { type: "conflict", revision };
    revision++;
    return { type: "saved", revision };
  };
  const saving = startSaving(store, { save, unsaved, delayMs: 800, retryMs: 3_000 });
  return {
    store,
    storage,
    unsaved,
    requests,
    saving,
    rename: (name: string) => store.getState().perform({ type: "renameNode", id: "ask", name }),
    saveElsewhere: () => {
      revision++;
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("autosave", () => {
  it("waits for a pause, then saves everything in one request", async () => {
    const { store, requests, rename } = editorWithServer();
    rename("A");
    await vi.advanceTimersByTimeAsync(500);
    rename("B");
    await vi.advanceTimersByTimeAsync(500);
    expect(requests).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(300);
    expect(requests.map(({ revision, document }) => [revision, document.nodes[1]?.name])).toEqual([[1, "B"]]);
    expect(store.getState().saving).toEqual({ state: "saved" });
    expect(store.getState().saved.revision).toBe(2);
  });

  it("saves at once when asked to, building on the revision of the save before", async () => {
    const { requests, rename, saving } = editorWithServer();
    rename("A");
    await saving.flush();
    rename("B");
    await saving.flush();
    await saving.flush();
    expect(requests.map(({ revision }) => revision)).toEqual([1, 2]);
  });

  it("keeps edits in the browser until the server has them", async () => {
    const { storage, rename, saving } = editorWithServer();
    rename("A");
    expect(storage.length).toBe(1);
    await saving.flush();
    expect(storage.length).toBe(0);
  });

  it("tries again while the server can't be reached, and says that it isn't saved", async () => {
    const { store, requests, rename } = editorWithServer([
      { type: "unreachable", error: "gone" },
      { type: "unreachable", error: "gone" },
    ]);
    rename("A");
    await vi.advanceTimersByTimeAsync(800);
    expect(store.getState().saving).toEqual({ state: "failed", error: "gone" });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(requests).toHaveLength(3);
    expect(store.getState().saving).toEqual({ state: "saved" });
  });

  it("does not repeat a request that was refused, until something changes", async () => {
    const { requests, rename } = editorWithServer([{ type: "refused", error: "no" }]);
    rename("A");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(1);
    rename("B");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(requests).toHaveLength(2);
  });
});

describe("a graph that was saved elsewhere meanwhile", () => {
  it("is not overwritten: saving stops and the person is told", async () => {
    const { store, requests, rename, saveElsewhere } = editorWithServer();
    saveElsewhere();
    rename("Mine");
    await vi.advanceTimersByTimeAsync(800);
    expect(store.getState().saving).toEqual({ state: "conflict", revision: 2 });
    rename("Still mine");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(1);
    expect(store.getState().document.nodes[1]?.name).toBe("Still mine");
  });

  it("is replaced by mine when I say so", async () => {
    const { store, requests, rename, saveElsewhere } = editorWithServer();
    saveElsewhere();
    rename("Mine");
    await vi.advanceTimersByTimeAsync(800);
    store.getState().keepMine();
    await vi.advanceTimersByTimeAsync(10);
    expect(requests.at(-1)).toMatchObject({ revision: 2 });
    expect(store.getState().saving).toEqual({ state: "saved" });
    expect(store.getState().saved.revision).toBe(3);
  });

  it("is loaded when I say so, and mine is one undo away", async () => {
    const { store, requests, rename, saveElsewhere } = editorWithServer();
    saveElsewhere();
    rename("Mine");
    await vi.advanceTimersByTimeAsync(800);
    const theirs = smallGraph();
    theirs.nodes[1] = { ...(theirs.nodes[1] as (typeof theirs.nodes)[number]), name: "Theirs" };
    store.getState().takeTheirs(theirs, 2);
    expect(store.getState().document.nodes[1]?.name).toBe("Theirs");
    expect(store.getState().saving).toEqual({ state: "saved" });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(requests).toHaveLength(1);
    store.getState().undo();
    expect(store.getState().document.nodes[1]?.name).toBe("Mine");
    await vi.advanceTimersByTimeAsync(800);
    expect(requests.at(-1)).toMatchObject({ revision: 2 });
  });
});

describe("edits a closed tab left behind", () => {
  const left = (revision: number, name: string) => {
    const storage = memoryStorage();
    const unsaved = unsavedStore("g1", storage);
    const document = smallGraph();
    document.nodes[1] = { ...(document.nodes[1] as (typeof document.nodes)[number]), name };
    unsaved.keep({ revision, document });
    return { storage, unsaved };
  };

  it("come back, undoable, when nobody saved since", () => {
    const { unsaved } = left(1, "Left");
    const store = createEditor(opened());
    expect(restoreUnsaved(store, unsaved)).toBe("restored");
    expect(store.getState().document.nodes[1]?.name).toBe("Left");
    store.getState().undo();
    expect(store.getState().document.nodes[1]?.name).toBe("ask");
  });

  it("are a conflict when somebody saved since", () => {
    const { unsaved } = left(1, "Left");
    const store = createEditor(opened(smallGraph(), 4));
    expect(restoreUnsaved(store, unsaved)).toBe("conflict");
    expect(store.getState().saving).toEqual({ state: "conflict", revision: 4 });
    expect(store.getState().document.nodes[1]?.name).toBe("Left");
  });

  it("are forgotten when the server has them already", () => {
    const { unsaved, storage } = left(1, "ask");
    expect(restoreUnsaved(createEditor(opened(smallGraph(), 2)), unsaved)).toBe("nothing");
    expect(storage.length).toBe(0);
  });

  it("are dropped when they can't be read", () => {
    const storage = memoryStorage();
    storage.setItem("minnow-unsaved:g1:1", "{");
    expect(restoreUnsaved(createEditor(opened()), unsavedStore("g1", storage))).toBe("nothing");
    expect(storage.length).toBe(0);
  });
});
