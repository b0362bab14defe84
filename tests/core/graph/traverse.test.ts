import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyDocument, type GraphDocument } from "@/core/graph/document";
import { closesCycle, findCycle } from "@/core/graph/traverse";

const ids = ["a", "b", "c", "d", "e", "f"];
const pair = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)).filter(([from, to]) => from !== to);

const documentOf = (edges: readonly (readonly [string, string])[]): GraphDocument => ({
  ...emptyDocument(),
  nodes: ids.map((id) => ({ id, kind: "template", name: id, position: { x: 0, y: 0 }, config: { text: "" } })),
  edges: edges.map(([from, to], index) => ({ id: `${index}`, source: { node: from, port: "text" }, target: { node: to, port: "value" } })),
});

describe("an edge closes a cycle", () => {
  it("exactly when the graph with it has one, whichever ends are asked about first", () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 9 }), fc.array(pair, { minLength: 1, maxLength: 12 }), (edges, asked) => {
        const document = documentOf(edges);
        fc.pre(findCycle(document) === null);
        for (const [from, to] of asked)
          expect(closesCycle(document, from, to)).toBe(findCycle(documentOf([...edges, [from, to]])) !== null);
      }),
    );
  });
});
