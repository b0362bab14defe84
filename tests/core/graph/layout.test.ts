import ElkConstructor from "elkjs/lib/elk.bundled.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GraphNode } from "@/core/graph/document";
import { portsOf } from "@/core/graph/kind";
import { elkLevel, placesOf } from "@/core/graph/layout";
import { levelsOf } from "@/core/graph/levels";
import type { Ports } from "@/core/graph/ports";
import { graphOf, templateNode } from "../../helpers/documents";
import { nestedDocument, nestedKinds } from "../../helpers/nested";

const elk = new ElkConstructor();
const none: Ports = { inputs: [], outputs: [] };
/** Sizes that differ from node to node. */
const sizeOf = ({ id }: GraphNode) => ({ width: 200 + 40 * (id.length % 4), height: 80 + 30 * (id.length % 5) });
const corner = { x: 128, y: 48 };

describe("the layout of a level", () => {
  it("covers no node by another, goes from left to right, and starts at the corner on the grid", async () => {
    await fc.assert(
      fc.asyncProperty(nestedDocument, async (document) => {
        const ports = new Map(document.nodes.map((node) => [node.id, portsOf(node, nestedKinds)]));
        for (const [level, part] of levelsOf(document)) {
          const laid = await elk.layout(elkLevel(level, part, sizeOf, (id) => ports.get(id) ?? none));
          const places = placesOf(laid, corner, 16);
          expect(Object.keys(places).sort()).toEqual(part.nodes.map(({ id }) => id).sort());
          const boxes = part.nodes.map((node) => ({
            id: node.id,
            ...sizeOf(node),
            ...(places[node.id] ?? { x: Number.NaN, y: Number.NaN }),
          }));
          for (const a of boxes)
            for (const b of boxes)
              if (a.id < b.id)
                expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
          const byId = new Map(boxes.map((box) => [box.id, box]));
          for (const { source, target } of part.edges) {
            const [from, to] = [byId.get(source.node), byId.get(target.node)];
            if (from !== undefined && to !== undefined && from !== to) expect(from.x + from.width).toBeLessThan(to.x);
          }
          expect(Math.min(...boxes.map(({ x }) => x))).toBe(corner.x);
          expect(Math.min(...boxes.map(({ y }) => y))).toBe(corner.y);
          expect(boxes.every(({ x, y }) => x % 16 === 0 && y % 16 === 0)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("stacks what stands unconnected in a body", async () => {
    const body = graphOf(
      [
        { id: "box", kind: "map", config: nestedKinds("map")?.defaultConfig ?? {} },
        ...["a", "b", "c"].map((id) => ({ ...templateNode(id, "{{text}}"), parentId: "box" })),
      ],
      ["box.item -> c.text"],
    );
    const part = levelsOf(body).get("box") ?? { nodes: [], edges: [] };
    const ports = new Map(body.nodes.map((node) => [node.id, portsOf(node, nestedKinds)]));
    const same = () => ({ width: 240, height: 100 });
    const places = placesOf(await elk.layout(elkLevel("box", part, same, (id) => ports.get(id) ?? none)), corner, 16);
    expect(Object.values(places).map(({ x }) => x)).toEqual([corner.x, corner.x, corner.x]);
  });
});
