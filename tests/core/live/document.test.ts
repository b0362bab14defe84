import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { emptyDocument, type GraphDocument, type GraphExample, type GraphNode } from "@/core/graph/document";
import { edgeId, edit, type GraphCommand } from "@/core/graph/edits";
import { JsonObject } from "@/core/graph/json";
import { fillShared, isWritable, openShared, writeShared } from "@/core/live/document";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";

const chain = () =>
  graphOf(
    [inputNode("question"), modelNode("ask", "{{question}}"), templateNode("wrap", "{{text}}"), outputNode("answer")],
    ["input.question -> ask.question", "ask.output -> wrap.text", "wrap.text -> output.answer"],
  );

const template = (id: string): GraphNode => ({ id, kind: "template", name: id, position: { x: 0, y: 0 }, config: { text: "{{text}}" } });

/** Somebody who edits a copy of a graph; `meet` lets two of them exchange what they did. */
function person(state?: Uint8Array) {
  const doc = new Y.Doc();
  if (state === undefined) fillShared(doc, chain());
  else Y.applyUpdateV2(doc, state);
  const shared = openShared(doc);
  return {
    doc,
    document: shared.document,
    state: () => Y.encodeStateAsUpdateV2(doc),
    become: (document: GraphDocument) => writeShared(doc, shared.document(), document),
    does(command: GraphCommand) {
      writeShared(doc, shared.document(), edit(shared.document(), command));
    },
    node: (id: string) => shared.document().nodes.find((node) => node.id === id),
  };
}
type Someone = ReturnType<typeof person>;

function twoPeople(): [Someone, Someone] {
  const first = person();
  return [first, person(first.state())];
}

function meet(a: Someone, b: Someone) {
  const [fromA, fromB] = [a.state(), b.state()];
  Y.applyUpdateV2(a.doc, fromB);
  Y.applyUpdateV2(b.doc, fromA);
}

const json = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ unit: "grapheme", maxLength: 8 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc.dictionary(fc.constantFrom("text", "content", "b", "a", "z", "10", "__proto__", "list"), tie("value"), { maxKeys: 5 }),
}));
const config = json.object.map((value) => JsonObject.parse(JSON.parse(JSON.stringify(value))));

const nodes = fc.uniqueArray(fc.constantFrom("n1", "n2", "n3", "n4", "n5"), { maxLength: 5 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record({
        id: fc.constant(id),
        kind: fc.constant("template"),
        name: fc.constantFrom("A", "B"),
        position: fc.tuple(fc.integer(), fc.integer()).map(([x, y]) => ({ x, y })),
        config,
      }),
    ),
  ),
);
const documents: fc.Arbitrary<GraphDocument> = fc.record({ nodes, order: fc.infiniteStream(fc.boolean()) }).map(({ nodes, order }) => ({
  ...emptyDocument(),
  nodes: nodes as GraphNode[],
  edges: nodes.slice(1).flatMap((node, index) => {
    const [source, target] = [
      { node: nodes[index]?.id ?? "", port: "text" },
      { node: node.id, port: "in" },
    ];
    return order.next().value ? [{ id: edgeId(source, target), source, target }] : [];
  }),
  notes: nodes.slice(0, 2).map(({ id, position }) => ({ id: `note-${id}`, text: id, position, size: { width: 10, height: 10 } })),
}));

describe("a shared document", () => {
  it("reads as what was written to it, in order and to the last key", () => {
    fc.assert(
      fc.property(fc.array(documents, { minLength: 1, maxLength: 5 }), (states) => {
        const someone = person();
        for (const state of states) {
          someone.become(state);
          expect(JSON.stringify(someone.document())).toBe(JSON.stringify(state));
          expect(JSON.stringify(openShared(someone.doc).document())).toBe(JSON.stringify(state));
        }
      }),
    );
  });

  it("keeps the objects of what did not change", () => {
    const someone = person();
    const before = someone.document();
    someone.does({ type: "renameNode", id: "ask", name: "Ask" });
    const after = someone.document();
    expect(after.nodes.map((node, index) => node === before.nodes[index])).toEqual([true, false, true, true]);
    expect(after.edges).toBe(before.edges);
  });

  it("becomes the same for everyone, whatever two people do to it at the same time", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(documents, documents), { minLength: 1, maxLength: 4 }), (rounds) => {
        const [mine, yours] = twoPeople();
        const readers = [yours];
        for (const [here, there] of rounds) {
          mine.become(here);
          yours.become(there);
          meet(mine, yours);
          expect(JSON.stringify(yours.document())).toBe(JSON.stringify(mine.document()));
          expect(JSON.stringify(openShared(mine.doc).document())).toBe(JSON.stringify(mine.document()));
          // Whoever is told what it reads as goes on from there.
          for (const { document } of readers) expect(JSON.stringify(document())).toBe(JSON.stringify(mine.document()));
          readers.push({ ...yours, ...openShared(yours.doc, "server", mine.document()) });
        }
      }),
    );
  });

  it("merges what two people do to different parts of one node", () => {
    const [mine, yours] = twoPeople();
    mine.does({ type: "renameNode", id: "wrap", name: "Mine" });
    yours.does({ type: "moveNodes", positions: { wrap: { x: 7, y: 8 } } });
    mine.does({ type: "changeSettings", id: "wrap", settings: { retries: 5 } });
    yours.does({ type: "configure", id: "wrap", config: { text: "yours {{text}}" } });
    meet(mine, yours);
    expect(mine.node("wrap")).toMatchObject({
      name: "Mine",
      position: { x: 7, y: 8 },
      config: { text: "yours {{text}}" },
      settings: { retries: 5 },
    });
  });

  it("merges what two people type into one prompt", () => {
    const [mine, yours] = twoPeople();
    const write = (who: Someone, text: string) => who.does({ type: "configure", id: "wrap", config: { text } });
    write(mine, "Please: {{text}}");
    write(yours, "{{text}} Thank you.");
    meet(mine, yours);
    expect(mine.node("wrap")?.config).toEqual({ text: "Please: {{text}} Thank you." });
  });

  it("never tears a character of two halves apart", () => {
    const [mine, yours] = twoPeople();
    const write = (who: Someone, text: string) => who.does({ type: "configure", id: "wrap", config: { text } });
    write(mine, "😀");
    meet(mine, yours);
    write(mine, "😁");
    write(yours, "😀!");
    meet(mine, yours);
    expect(["😁!", "!😁"]).toContain(mine.node("wrap")?.config.text);
  });

  it("shows no connection to a node that somebody removed meanwhile, until it is back", () => {
    const [mine, yours] = twoPeople();
    mine.does({ type: "removeElements", nodes: ["wrap"], edges: [] });
    yours.does({ type: "connect", source: { node: "input", port: "question" }, target: { node: "wrap", port: "text" } });
    meet(mine, yours);
    expect(mine.document().edges.every(({ target }) => target.node !== "wrap")).toBe(true);
    mine.does({ type: "addNode", node: template("wrap") });
    expect(mine.document().edges.some(({ target }) => target.node === "wrap")).toBe(true);
  });

  it("puts a node on the top level whose container somebody removed meanwhile", () => {
    const box: GraphNode = { id: "box", kind: "map", name: "Box", position: { x: 0, y: 0 }, config: {} };
    const first = person();
    first.does({ type: "addNode", node: box });
    const second = person(first.state());
    first.does({ type: "removeElements", nodes: ["box"], edges: [] });
    second.does({ type: "addNode", node: { ...template("inner"), parentId: "box" } });
    meet(first, second);
    expect(first.node("inner")).not.toHaveProperty("parentId");
  });

  it("takes two containers out of each other that two people put into each other", () => {
    const box = (id: string): GraphNode => ({ id, kind: "map", name: id, position: { x: 0, y: 0 }, config: {} });
    const first = person();
    first.does({ type: "addNode", node: box("one") });
    first.does({ type: "addNode", node: box("two") });
    const second = person(first.state());
    const into = (id: string, parentId: string): GraphCommand => ({
      type: "reparent",
      moves: [{ id, parentId, position: { x: 0, y: 0 } }],
    });
    first.does(into("one", "two"));
    second.does(into("two", "one"));
    meet(first, second);
    expect(first.document().nodes.flatMap(({ id, parentId }) => (parentId === undefined ? [] : [`${id} in ${parentId}`]))).toEqual([
      "two in one",
    ]);
    expect(second.document()).toEqual(first.document());
  });

  it("merges a new name of a test case with new checks of it, and takes checks of two people as one of them left them", () => {
    const [first, second] = twoPeople();
    const example: GraphExample = {
      id: "case",
      name: "Case",
      input: { question: "?" },
      expected: { z: 1, a: 2 },
      checks: [{ type: "equals", field: "a", value: 2 }],
    };
    first.does({ type: "saveExample", example });
    meet(first, second);
    first.does({ type: "saveExample", example: { ...example, name: "Renamed" } });
    second.does({ type: "saveExample", example: { ...example, checks: [{ type: "costAtMost", usd: 1 }] } });
    meet(first, second);
    const merged = { ...example, name: "Renamed", checks: [{ type: "costAtMost", usd: 1 }] };
    expect(first.document().examples).toEqual([merged]);
    expect(Object.keys(first.document().examples?.[0]?.expected ?? {})).toEqual(["z", "a"]);

    first.does({ type: "saveExample", example: { ...example, checks: [{ type: "contains", field: "a", text: "x" }] } });
    second.does({ type: "saveExample", example: { ...example, checks: [{ type: "durationAtMost", ms: 5 }] } });
    meet(first, second);
    expect(first.document()).toEqual(second.document());
    expect([[{ type: "contains", field: "a", text: "x" }], [{ type: "durationAtMost", ms: 5 }]]).toContainEqual(
      first.document().examples?.[0]?.checks,
    );
  });

  it("tells a document that nobody could read", () => {
    const document = chain();
    expect(isWritable(document, { ...document, nodes: [] })).toBe(true);
    expect(isWritable(document, { ...document, nodes: document.nodes.map((node) => ({ ...node, name: "" })) })).toBe(false);
  });
});
