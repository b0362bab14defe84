import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { type SaveResult, startSaving } from "@/components/editor/saving";
import { createEditor } from "@/components/editor/store";
import { unsentStore } from "@/components/editor/unsent";
import { openShared } from "@/core/live/document";
import { memoryStorage, opened } from "../graphs";

const first = opened();

/** A server that answers as told, else merges what it gets. */
function server(answers: (SaveResult | "lost answer")[] = []) {
  const doc = new Y.Doc();
  Y.applyUpdateV2(doc, first.state);
  const shared = openShared(doc);
  let revision = 1;
  let requests = 0;
  return {
    async push(update: Uint8Array): Promise<SaveResult> {
      requests++;
      const told = answers.shift();
      if (told !== undefined && told !== "lost answer") return told;
      Y.applyUpdateV2(doc, update);
      revision++;
      return told === "lost answer" ? { type: "unreachable", error: "gone" } : { type: "saved", revision };
    },
    requests: () => requests,
    nameOf: (id: string) => shared.document().nodes.find((node) => node.id === id)?.name,
    document: () => shared.document(),
  };
}

function tab(name: string, storage: Storage, { push }: Pick<ReturnType<typeof server>, "push">) {
  const store = createEditor(first);
  const saving = startSaving(store, { push, unsent: unsentStore("g1", name, storage), delayMs: 400, retryMs: 3_000 });
  return { store, saving, rename: (to: string, id = "ask") => store.getState().perform({ type: "renameNode", id, name: to }) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("autosave", () => {
  it("sends what is done within a moment in one request", async () => {
    const there = server();
    const { store, rename } = tab("a", memoryStorage(), there);
    rename("A");
    await vi.advanceTimersByTimeAsync(200);
    rename("B");
    expect(store.getState().saving).toEqual({ state: "pending" });
    await vi.advanceTimersByTimeAsync(200);
    expect([there.requests(), there.nameOf("ask")]).toEqual([1, "B"]);
    expect(store.getState().saving).toEqual({ state: "saved" });
    expect(store.getState().saved.revision).toBe(2);
  });

  it("sends at once when asked to, and not again what is there", async () => {
    const there = server();
    const { rename, saving } = tab("a", memoryStorage(), there);
    rename("A");
    await saving.flush();
    await saving.flush();
    expect(there.requests()).toBe(1);
  });

  it("sends an undo too", async () => {
    const there = server();
    const { store, rename, saving } = tab("a", memoryStorage(), there);
    rename("A");
    await saving.flush();
    store.getState().undo();
    await saving.flush();
    expect(there.nameOf("ask")).toBe("ask");
  });

  it("keeps edits in the browser until the server has them", async () => {
    const storage = memoryStorage();
    const { rename, saving } = tab("a", storage, server());
    rename("A");
    expect(storage.length).toBe(1);
    await saving.flush();
    expect(storage.length).toBe(0);
  });

  it("tries again while the server can't be reached, and says that it isn't saved", async () => {
    const there = server([{ type: "unreachable", error: "gone" }, "lost answer"]);
    const { store, rename } = tab("a", memoryStorage(), there);
    rename("A");
    await vi.advanceTimersByTimeAsync(400);
    expect(store.getState().saving).toEqual({ state: "failed", error: "gone" });
    rename("B");
    await vi.advanceTimersByTimeAsync(6_400);
    expect(store.getState().saving).toEqual({ state: "saved" });
    expect(there.document()).toEqual(store.getState().document);
  });

  it("does not repeat a request that was refused, until something changes", async () => {
    const there = server([{ type: "refused", error: "no" }]);
    const { rename } = tab("a", memoryStorage(), there);
    rename("A");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(there.requests()).toBe(1);
    rename("B");
    await vi.advanceTimersByTimeAsync(1_000);
    expect([there.requests(), there.nameOf("ask")]).toEqual([2, "B"]);
  });
});

describe("edits that a closed tab left behind", () => {
  it("come back and are sent, beside what others did meanwhile", async () => {
    const storage = memoryStorage();
    tab("closed", storage, server()).rename("Left behind");
    const there = server();
    const elsewhere = tab("elsewhere", memoryStorage(), there);
    elsewhere.rename("Theirs", "end");
    await elsewhere.saving.flush();

    const { store } = tab("new", storage, there);
    expect(store.getState().document.nodes[1]?.name).toBe("Left behind");
    await vi.advanceTimersByTimeAsync(1_000);
    expect([there.nameOf("ask"), there.nameOf("end")]).toEqual(["Left behind", "Theirs"]);
    expect(storage.length).toBe(0);
  });

  it("are not forgotten when the tab that left them is alive and adds to them", async () => {
    const storage = memoryStorage();
    const offline = tab("offline", storage, { push: async () => ({ type: "unreachable", error: "gone" }) });
    offline.rename("One");
    const there = server();
    tab("second", storage, there);
    offline.rename("Two", "end");
    await vi.advanceTimersByTimeAsync(1_000);
    expect([there.nameOf("ask"), there.nameOf("end")]).toEqual(["One", "end"]);
    expect(storage.length).toBe(1);
  });

  it("are dropped when they can't be read", () => {
    const storage = memoryStorage();
    storage.setItem("minnow-unsent:g1:x", "%");
    const { store } = tab("new", storage, server());
    expect(store.getState().saving).toEqual({ state: "saved" });
    expect(storage.length).toBe(0);
  });
});
