import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEditor, isDirty, newNode } from "@/components/editor/store";
import { opened, prompt } from "../graphs";

function editorAt() {
  let time = 0;
  const store = createEditor(opened(), () => time);
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
    expect(store.getState().history.past).toHaveLength(1);
    store.getState().undo();
    expect(promptText()).toBe(before);
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
    const { store, type } = editorAt();
    type("text");
    store.getState().perform({ type: "renameNode", id: "ask", name: "Ask" }, "rename ask");
    expect(store.getState().history.past).toHaveLength(2);
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
    expect(store.getState().history.future).toHaveLength(0);
  });

  it("keeps no step for a command that changes nothing", () => {
    const { store } = editorAt();
    store.getState().perform({ type: "renameNode", id: "nobody", name: "X" });
    expect(store.getState().history.past).toHaveLength(0);
    expect(isDirty(store.getState())).toBe(false);
  });

  it("brings back the first document after any commands, and the last one on redo", () => {
    const command = fc.oneof(
      fc.record({ type: fc.constant("renameNode" as const), id: fc.constantFrom("start", "ask", "end"), name: fc.string() }),
      fc.record({
        type: fc.constant("moveNodes" as const),
        positions: fc.record({ ask: fc.record({ x: fc.integer(), y: fc.integer() }) }),
      }),
      fc.record({ type: fc.constant("removeElements" as const), nodes: fc.subarray(["start", "ask", "end"]), edges: fc.constant([]) }),
      fc.record({ type: fc.constant("configure" as const), id: fc.constant("ask"), config: fc.string().map(prompt) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.constantFrom("same", undefined)), { maxLength: 12 }), (commands) => {
        const store = createEditor(opened(), () => 0);
        const first = JSON.stringify(store.getState().document);
        for (const [next, merge] of commands) store.getState().perform(next, merge);
        const last = JSON.stringify(store.getState().document);
        while (store.getState().history.past.length > 0) store.getState().undo();
        expect(JSON.stringify(store.getState().document)).toBe(first);
        while (store.getState().history.future.length > 0) store.getState().redo();
        expect(JSON.stringify(store.getState().document)).toBe(last);
      }),
    );
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
