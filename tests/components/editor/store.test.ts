import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEditor, isDirty, newNode } from "@/components/editor/store";
import { opened, prompt } from "../graphs";

function editorAt() {
  let time = 0;
  const store = createEditor(opened(), { now: () => time });
  return {
    store,
    wait: (ms: number) => {
      time += ms;
    },
    type: (text: string) => store.getState().perform({ type: "configure", id: "ask", config: prompt(text) }, "configure ask prompt"),
    promptText: () => JSON.stringify(store.getState().document.nodes[1]?.config),
  };
}

describe("undo in the editor", () => {
  it("takes rapid typing in one field back in one step", () => {
    const { store, wait, type, promptText } = editorAt();
    const before = promptText();
    for (const text of ["a", "ab", "abc"]) {
      wait(200);
      type(text);
    }
    store.getState().undo();
    expect(promptText()).toBe(before);
    expect(store.getState().history.undo).toBeNull();
    store.getState().redo();
    expect(promptText()).toContain('"abc"');
  });

  it("starts a new step after a pause", () => {
    const { store, wait, type, promptText } = editorAt();
    type("first");
    wait(5_000);
    type("first second");
    store.getState().undo();
    expect(promptText()).toContain('"first"');
  });

  it("starts a new step in another field", () => {
    const { store, type, promptText } = editorAt();
    type("text");
    store.getState().perform({ type: "renameNode", id: "ask", name: "Ask" }, "rename ask");
    store.getState().undo();
    expect(store.getState().document.nodes[1]?.name).toBe("ask");
    expect(promptText()).toContain('"text"');
  });

  it("does not merge typing into a step that was just redone", () => {
    const { store, type, promptText } = editorAt();
    type("a");
    store.getState().undo();
    store.getState().redo();
    type("b");
    store.getState().undo();
    expect(promptText()).toContain('"a"');
  });

  it("forgets what could be redone once something else is done", () => {
    const { store, type } = editorAt();
    type("a");
    store.getState().undo();
    store.getState().perform({ type: "renameNode", id: "end", name: "Finish" });
    expect(store.getState().history.redo).toBeNull();
  });

  it("keeps no step for a command that changes nothing", () => {
    const { store } = editorAt();
    store.getState().perform({ type: "renameNode", id: "nobody", name: "X" });
    expect(store.getState().history.undo).toBeNull();
    expect(isDirty(store.getState())).toBe(false);
  });

  it("brings back the first document after any commands, and the last one on redo", () => {
    const command = fc.oneof(
      fc.record({ type: fc.constant("renameNode" as const), id: fc.constantFrom("start", "ask", "end"), name: fc.string() }),
      fc.record({
        type: fc.constant("moveNodes" as const),
        positions: fc.tuple(fc.integer(), fc.integer()).map(([x, y]) => ({ ask: { x, y } })),
      }),
      fc.record({ type: fc.constant("removeElements" as const), nodes: fc.subarray(["start", "ask", "end"]), edges: fc.constant([]) }),
      fc.record({ type: fc.constant("configure" as const), id: fc.constant("ask"), config: fc.string().map(prompt) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.constantFrom("same", undefined)), { maxLength: 12 }), (commands) => {
        const store = createEditor(opened(), { now: () => 0 });
        const first = JSON.stringify(store.getState().document);
        for (const [next, merge] of commands) store.getState().perform(next, merge);
        const last = JSON.stringify(store.getState().document);
        while (store.getState().history.undo !== null) store.getState().undo();
        expect(JSON.stringify(store.getState().document)).toBe(first);
        while (store.getState().history.redo !== null) store.getState().redo();
        expect(JSON.stringify(store.getState().document)).toBe(last);
      }),
    );
  });
});

describe("two people in one graph", () => {
  function twoEditors() {
    const { draft, ...state } = opened();
    // One is told what the state reads as, the other reads it.
    const [mine, theirs] = [createEditor({ ...state, draft }), createEditor(state)];
    for (const [from, to] of [
      [mine, theirs],
      [theirs, mine],
    ] as const)
      from.getState().shared.onMine((update) => to.getState().shared.take(update));
    const ask = () => mine.getState().document.nodes.find(({ id }) => id === "ask");
    return { mine, theirs, ask };
  }

  it("see each other's edits at once", () => {
    const { mine, theirs } = twoEditors();
    mine.getState().perform({ type: "renameNode", id: "ask", name: "Mine" });
    theirs.getState().perform({ type: "moveNodes", positions: { ask: { x: 5, y: 5 } } });
    expect(mine.getState().document).toEqual(theirs.getState().document);
    expect(mine.getState().document.nodes[1]).toMatchObject({ name: "Mine", position: { x: 5, y: 5 } });
  });

  it("undo only what they did themselves", () => {
    const { mine, theirs, ask } = twoEditors();
    mine.getState().perform({ type: "renameNode", id: "ask", name: "Mine" });
    theirs.getState().perform({ type: "moveNodes", positions: { ask: { x: 5, y: 5 } } });
    mine.getState().undo();
    expect(ask()).toMatchObject({ name: "ask", position: { x: 5, y: 5 } });
    expect(mine.getState().history.undo).toBeNull();
    theirs.getState().undo();
    expect(ask()).toMatchObject({ name: "ask", position: { x: 0, y: 0 } });
    mine.getState().redo();
    expect(ask()?.name).toBe("Mine");
  });

  it("leave what the other has made of their edit since", () => {
    const { mine, theirs, ask } = twoEditors();
    mine.getState().perform({ type: "renameNode", id: "ask", name: "Mine" });
    theirs.getState().perform({ type: "renameNode", id: "ask", name: "Theirs" });
    mine.getState().undo();
    expect(ask()?.name).toBe("Theirs");
  });

  it("take back their own words from a prompt in which the other has written too", () => {
    const { mine, theirs, ask } = twoEditors();
    mine.getState().perform({ type: "configure", id: "ask", config: prompt("{{question}} Be brief.") });
    theirs.getState().perform({ type: "configure", id: "ask", config: prompt("Dear model, {{question}} Be brief.") });
    mine.getState().undo();
    expect(JSON.stringify(ask()?.config)).toContain('"Dear model, {{question}}"');
  });

  it("keep their selection, but for what is gone", () => {
    const { mine, theirs } = twoEditors();
    mine.getState().select({ nodes: ["ask", "end"] });
    theirs.getState().perform({ type: "removeElements", nodes: ["ask"], edges: [] });
    expect(mine.getState().selection.nodes).toEqual(["end"]);
  });
});

describe("the selection", () => {
  it("forgets a node that was removed", () => {
    const { store } = editorAt();
    store.getState().select({ nodes: ["ask", "end"] });
    store.getState().perform({ type: "removeElements", nodes: ["ask"], edges: [] });
    expect(store.getState().selection.nodes).toEqual(["end"]);
  });
});

describe("connecting", () => {
  it("knows for every port why it can't take the connection", () => {
    const { store } = editorAt();
    store.getState().startConnecting({ node: "ask", port: "output", inside: false }, "source");
    const refusals = store.getState().connecting?.refusals;
    expect(refusals?.get("ask question")?.code).toBe("connects_itself");
    expect(refusals?.has("end answer")).toBe(false);
    store.getState().stopConnecting(null);
    expect(store.getState().connecting).toBeNull();
  });
});

describe("a new node", () => {
  it("has its kind's default config and a name nothing else has", () => {
    const { document } = createEditor(opened()).getState();
    expect(newNode(document, "model", "ask", { x: 1, y: 2 }, "n")).toMatchObject({ id: "n", kind: "model", name: "ask 2" });
    expect(newNode(document, "no such kind", "x", { x: 0, y: 0 }, "n")).toBeNull();
  });
});

describe("what is looked through as a whole", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const settledText = (store: ReturnType<typeof editorAt>["store"]) => JSON.stringify(store.getState().settled.nodes[1]?.config);

  it("has a single change at once, and what is typed after it when nobody types any more", () => {
    const { store, type } = editorAt();
    type("a");
    expect(settledText(store)).toContain('"a"');
    const first = store.getState().settled;
    for (const text of ["ab", "abc", "abcd"]) {
      vi.advanceTimersByTime(200);
      type(text);
    }
    expect(store.getState().settled).toBe(first);
    vi.advanceTimersByTime(300);
    expect(store.getState().settled).toBe(store.getState().document);
    expect(settledText(store)).toContain('"abcd"');
  });

  it("is never behind in what is where and what leads where", () => {
    const { store, type } = editorAt();
    type("a");
    type("ab");
    store.getState().perform({ type: "moveNodes", positions: { ask: { x: 512, y: 256 } } });
    expect(store.getState().settled).toBe(store.getState().document);
    type("abc");
    store.getState().perform({ type: "removeElements", nodes: ["ask"], edges: [] });
    expect(store.getState().settled.nodes.some(({ id }) => id === "ask")).toBe(false);
  });
});
