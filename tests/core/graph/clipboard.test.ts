import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clip, copyPart, readClip } from "@/core/graph/clipboard";
import { emptyDocument, GraphDocument, type GraphNode } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { absolutePosition } from "@/core/graph/levels";
import { placeClip } from "@/core/graph/paste";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { nestedDocument } from "../../helpers/nested";

let next = 0;
const newId = (kind: string) => `${kind}-new${next++}`;
const paste = (document: GraphDocument, clip: Clip, into?: string) => {
  const placed = placeClip(document, clip, { into, at: { x: 1000, y: 500 }, newId, kinds });
  return { ...placed, document: edit(document, placed.command) };
};
const all = ({ nodes }: GraphDocument) => nodes.map(({ id }) => id);
const readBack = (clip: Clip): Clip => {
  const read = readClip(JSON.stringify(clip));
  if (read.type !== "clip") throw new Error(`read as ${read.type}`);
  return read.clip;
};

/** A document and some of its nodes. */
const chosenPart = nestedDocument.chain((document) =>
  fc.record({ document: fc.constant(document), chosen: fc.subarray(all(document), { minLength: 1 }) }),
);

const chain = () =>
  graphOf(
    [inputNode("question"), modelNode("ask", "{{question}}"), templateNode("wrap", "{{text}}"), outputNode("answer")],
    ["input.question -> ask.question", "ask.output -> wrap.text", "wrap.text -> output.answer"],
  );

describe("copy and paste", () => {
  it("gives the same part again: nodes, what is inside them, and the edges between them", () => {
    fc.assert(
      fc.property(chosenPart, ({ document, chosen }) => {
        const clip = readBack(copyPart(document, chosen));
        const pasted = paste(emptyDocument(), clip);
        expect(pasted.document.nodes).toHaveLength(clip.nodes.length);
        const became = new Map(clip.nodes.map(({ id }, index) => [id, pasted.nodes[index]]));
        const [before, after] = [byId(clip.nodes), byId(pasted.document.nodes)];
        const offset = new Set<string>();
        for (const node of clip.nodes) {
          const copy = after.get(became.get(node.id) ?? "") as GraphNode;
          expect([copy.kind, copy.config, copy.settings]).toEqual([node.kind, node.config, node.settings]);
          expect(copy.parentId).toBe(node.parentId && became.get(node.parentId));
          const [from, to] = [absolutePosition(node, before), absolutePosition(copy, after)];
          offset.add(`${to.x - from.x} ${to.y - from.y}`);
        }
        expect(offset.size).toBe(1);
        const renamed = clip.edges.map(({ source, target }) => [
          { ...source, node: became.get(source.node) },
          { ...target, node: became.get(target.node) },
        ]);
        expect(pasted.document.edges.map(({ source, target }) => [source, target])).toEqual(renamed);
      }),
    );
  });

  it("never gives an id or a name twice, however often it is pasted", () => {
    fc.assert(
      fc.property(chosenPart, ({ document, chosen }) => {
        const clip = copyPart(document, chosen);
        const twice = paste(paste(document, clip).document, clip).document;
        for (const part of [all(twice), twice.nodes.map(({ name }) => name), twice.edges.map(({ id }) => id)])
          expect(new Set(part).size).toBe(part.length);
        expect(GraphDocument.safeParse(twice).success).toBe(true);
        const ids = new Set(all(twice));
        expect(twice.edges.every(({ source, target }) => ids.has(source.node) && ids.has(target.node))).toBe(true);
      }),
    );
  });

  it("asks again for an id that is taken", () => {
    const ids = ["ask", "ask", "fresh"];
    const clip = copyPart(chain(), ["ask"]);
    const { nodes } = placeClip(chain(), clip, { at: { x: 0, y: 0 }, newId: () => ids.shift() ?? "", kinds });
    expect(nodes).toEqual(["fresh"]);
  });

  it("leaves what was there as it was, and is undone in one step", () => {
    const before = chain();
    const { document } = paste(before, copyPart(before, ["ask", "wrap"]));
    expect(document.nodes.slice(0, 4)).toEqual(before.nodes);
    expect(document.nodes.slice(4).map(({ name }) => name)).toEqual(["ask 2", "wrap 2"]);
    expect(document.edges.slice(3).map(({ source, target }) => [source.port, target.port])).toEqual([["output", "text"]]);
  });

  it("connects a copy of a whole graph to the input there is, and keeps what its output has", () => {
    const before = chain();
    const { document, nodes } = paste(before, copyPart(before, all(before)));
    expect(document.nodes.filter(({ kind }) => kind === "input" || kind === "output")).toHaveLength(2);
    expect(document.edges.slice(3).map(({ source, target }) => `${source.node} -> ${target.node}`)).toEqual([
      `${nodes[0]} -> ${nodes[1]}`,
      `input -> ${nodes[0]}`,
    ]);
  });

  it("gives the graph's input and output the fields that a pasted graph needs", () => {
    const other = graphOf(
      [inputNode("tone"), modelNode("say", "{{tone}}"), outputNode("speech")],
      ["input.tone -> say.tone", "say.output -> output.speech"],
    );
    const { document } = paste(chain(), readBack(copyPart(other, all(other))));
    const fields = (id: string) => document.nodes.find((node) => node.id === id)?.config.fields;
    expect(fields("input")).toMatchObject([{ name: "question" }, { name: "tone" }]);
    expect(fields("output")).toMatchObject([{ name: "answer" }, { name: "speech" }]);
    expect(document.edges).toHaveLength(5);
  });

  it("puts a part into a container, without the graph's own ends", () => {
    const withMap = graphOf([{ id: "each", kind: "map", config: kinds("map")?.defaultConfig ?? {} }], []);
    const { document } = paste(withMap, copyPart(chain(), all(chain())), "each");
    expect(document.nodes.slice(1).map(({ kind, parentId }) => [kind, parentId])).toEqual([
      ["model", "each"],
      ["template", "each"],
    ]);
    expect(document.edges).toHaveLength(1);
  });
});

const byId = (nodes: readonly GraphNode[]) => new Map(nodes.map((node) => [node.id, node]));

describe("the clipboard's text", () => {
  it("is read from an exported graph, too", () => {
    expect(readClip(JSON.stringify(chain(), null, 2))).toMatchObject({ type: "clip", clip: { nodes: [{}, {}, {}, {}] } });
  });

  it("may be any text", () => {
    for (const text of ["Hello", "{", '{"format":"pdf"}', "null", "[1]"]) expect(readClip(text)).toEqual({ type: "text", text });
  });

  it("says why a part of a graph can't be read", () => {
    expect(readClip('{"format":"minnow.clip/9"}')).toEqual({ type: "unreadable", code: "clip_newer" });
    expect(readClip('{"format":"minnow.clip/1","nodes":3}')).toEqual({ type: "unreadable", code: "clip_broken" });
    expect(readClip(JSON.stringify(emptyDocument()))).toEqual({ type: "unreadable", code: "clip_empty" });
    expect(readClip(" ")).toEqual({ type: "unreadable", code: "clip_empty" });
  });
});
