import { describe, expect, it } from "vitest";
import { type CanvasElement, createView } from "@/components/canvas/view";
import { edit, type GraphCommand } from "@/core/graph/edits";
import { kinds } from "@/nodes/definitions";
import { node, prompt, smallGraph } from "../graphs";

const words = {
  describe: ({ name }: { name: string }) => name,
  describeNote: ({ text }: { text: string }) => text,
  describeEdge: (from: string, to: string) => `${from} to ${to}`,
};
/** What is drawn of the document's nodes. */
const nodesOf = (elements: readonly CanvasElement[]) => elements.flatMap((element) => (element.type === "note" ? [] : [element]));
const nothing = { nodes: [], edges: [] };

function drawn(document = smallGraph()) {
  const view = createView(kinds);
  const scene = { placements: new Map(), selection: nothing, ...words };
  return {
    document,
    draw: (next = document, over = {}) => view({ ...scene, ...over, document: next }),
    changed: (command: GraphCommand) => edit(document, command),
  };
}

describe("the view of a graph", () => {
  it("draws nodes and edges between their ports", () => {
    const { nodes, edges } = drawn().draw();
    expect(nodesOf(nodes).map(({ id, data }) => [id, data.ports.inputs.length, data.ports.outputs.length])).toEqual([
      ["start", 0, 1],
      ["ask", 1, 1],
      ["end", 1, 0],
    ]);
    expect(edges[0]).toMatchObject({ source: "start", sourceHandle: "question", target: "ask", targetHandle: "question" });
    expect(edges.map(({ data }) => data)).toEqual([
      { type: "text", broken: false },
      { type: "text", broken: false },
    ]);
  });

  it("gives unchanged nodes and edges the same object again", () => {
    const { draw, changed } = drawn();
    const before = draw();
    const moved = draw(changed({ type: "moveNodes", positions: { ask: { x: 1, y: 2 } } }));
    expect(moved.nodes.map((node, index) => node === before.nodes[index])).toEqual([true, false, true]);
    expect(moved.edges.every((edge, index) => edge === before.edges[index])).toBe(true);
  });

  it("keeps a node's data while it is dragged or selected", () => {
    const { draw, document } = drawn();
    const before = draw();
    const dragged = draw(document, { placements: new Map([["ask", { dragged: { x: 40, y: 8 } }]]) });
    expect(dragged.nodes[1]?.position).toEqual({ x: 40, y: 8 });
    expect(dragged.nodes[1]?.data).toBe(before.nodes[1]?.data);
    const selected = draw(document, { selection: { nodes: ["ask"], edges: [] } });
    expect(selected.nodes[1]).toMatchObject({ selected: true });
    expect(selected.nodes[0]).toBe(before.nodes[0]);
  });

  it("keeps an edge to a vanished port, with a ghost of the port", () => {
    const { draw, changed } = drawn();
    const { nodes, edges } = draw(changed({ type: "configure", id: "ask", config: prompt("no variable any more") }));
    expect(nodesOf(nodes)[1]?.data.ghosts).toEqual({ inputs: ["question"], outputs: [] });
    expect(edges[0]?.data).toEqual({ type: "text", broken: true });
  });

  it("keeps the last known ports of a node whose config can't be read", () => {
    const { draw, changed } = drawn();
    draw();
    const { nodes, edges } = draw(changed({ type: "configure", id: "start", config: { fields: "broken" } }));
    expect(nodesOf(nodes)[0]?.data.ports.outputs.map(({ name }) => name)).toEqual(["question"]);
    expect(edges[0]?.data?.broken).toBe(false);
  });

  it("gives the very same list of edges while nodes are dragged or their configs change", () => {
    const { draw, document, changed } = drawn();
    const before = draw();
    expect(draw(document, { placements: new Map([["ask", { dragged: { x: 40, y: 8 } }]]) }).edges).toBe(before.edges);
    expect(draw(changed({ type: "configure", id: "ask", config: prompt("{{question}} again") })).edges).toBe(before.edges);
  });
});

describe("the view of a large graph", () => {
  const large = () => {
    const document = smallGraph();
    const more = Array.from({ length: 300 }, (_, index) => node(`more${index}`, "template", { text: "{{value}}" }));
    return drawn({ ...document, nodes: [...document.nodes, ...more] });
  };
  const ask = (elements: readonly CanvasElement[]) => nodesOf(elements).find(({ id }) => id === "ask");

  it("says where a node's ports will be before it has been drawn", () => {
    const { handles, measured } = ask(large().draw().nodes) ?? {};
    expect(handles?.map(({ id, type }) => [id, type])).toEqual([
      ["question", "target"],
      ["output", "source"],
    ]);
    expect(handles?.every(({ y }) => y > 0 && y < (measured?.height ?? 0))).toBe(true);
  });

  it("leaves them to what was measured, until the node has other ports", () => {
    const { draw, document, changed } = large();
    const placements = new Map([["ask", { measured: { width: 240, height: 131 } }]]);
    expect(ask(draw(document, { placements }).nodes)).toMatchObject({ measured: { height: 131 } });
    expect(ask(draw(document, { placements }).nodes)).not.toHaveProperty("handles");
    const asked = draw(changed({ type: "configure", id: "ask", config: prompt("{{topic}} {{question}}") }), { placements });
    expect(ask(asked.nodes)?.handles?.map(({ id }) => id)).toEqual(["topic", "question", "output"]);
  });

  it("says nothing of the kind in a small graph, where every node is drawn", () => {
    expect(ask(drawn().draw().nodes)).not.toHaveProperty("handles");
  });
});
