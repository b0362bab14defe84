import type { GraphEdge, GraphNode } from "./document";
import type { EdgeLevel, LevelPart, Point } from "./levels";
import type { Ports } from "./ports";

/** One level of a graph as the JSON of the Eclipse Layout Kernel (https://eclipse.dev/elk): left to right in layers. */
export type ElkLevel = {
  id: string;
  layoutOptions: Record<string, string>;
  children: ElkBox[];
  edges: { id: string; sources: string[]; targets: string[] }[];
};
type ElkBox = { id: string; width: number; height: number; layoutOptions: Record<string, string>; ports: ElkPort[] };
type ElkPort = { id: string; layoutOptions: Record<string, string> };

/** What the layout gives back of each box. */
export type ElkPlaced = { children?: { id: string; x?: number; y?: number }[] };

type Size = { width: number; height: number };

const LAYERED: Record<string, string> = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "SPLINES",
  "elk.spacing.nodeNode": "40",
  "elk.spacing.componentComponent": "64",
  "elk.layered.spacing.nodeNodeBetweenLayers": "80",
  "elk.layered.spacing.edgeNodeBetweenLayers": "24",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.layered.crossingMinimization.semiInteractive": "false",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};

/** Of a body, the edges at which its container stands for what comes in and what goes out. */
const START = "body start";
const END = "body end";
const EDGE_OF_BODY: Size = { width: 1, height: 40 };

/**
 * The level with the key `level`, for layout. Ports keep their order, and a body's ends stay at its edges.
 * @param sizeOf how large a node is drawn, in pixels
 */
export function elkLevel(
  level: EdgeLevel,
  { nodes, edges }: LevelPart,
  sizeOf: (node: GraphNode) => Size,
  portsOf: (id: string) => Ports,
): ElkLevel {
  const inside = typeof level === "string" ? portsOf(level).inside : undefined;
  const names = (ports: readonly { name: string }[]) => ports.map(({ name }) => name);
  const children = nodes.map((node) => {
    const { inputs, outputs } = portsOf(node.id);
    return box(node.id, sizeOf(node), names(inputs), names(outputs));
  });
  if (inside !== undefined) {
    children.unshift(box(START, EDGE_OF_BODY, [], names(inside.gives), { "elk.layered.layering.layerConstraint": "FIRST_SEPARATE" }));
    children.push(box(END, EDGE_OF_BODY, names(inside.takes), [], { "elk.layered.layering.layerConstraint": "LAST_SEPARATE" }));
  }
  const known = new Set(children.flatMap(({ ports }) => ports.map(({ id }) => id)));
  return {
    id: level ?? "top",
    // What stands in a body unconnected, as an agent's tools do, is stacked in one column.
    layoutOptions: inside === undefined ? LAYERED : { ...LAYERED, "elk.separateConnectedComponents": "false" },
    children,
    edges: edges.flatMap((edge) => {
      const [from, to] = endsOf(edge, level);
      return known.has(from) && known.has(to) ? [{ id: edge.id, sources: [from], targets: [to] }] : [];
    }),
  };
}

function box(id: string, size: Size, inputs: string[], outputs: string[], options: Record<string, string> = {}): ElkBox {
  return {
    id,
    ...size,
    layoutOptions: { "elk.portConstraints": "FIXED_ORDER", ...options },
    // The kernel counts ports clockwise: down the right side, and up the left one.
    ports: [
      ...outputs.map((name, index) => port(portId(id, "out", name), "EAST", index)),
      ...inputs.map((name, index) => port(portId(id, "in", name), "WEST", inputs.length - index)),
    ],
  };
}

const portId = (node: string, side: "in" | "out", name: string): string => `${node} ${side} ${name}`;
const port = (id: string, side: string, index: number): ElkPort => ({
  id,
  layoutOptions: { "elk.port.side": side, "elk.port.index": String(index) },
});

function endsOf({ source, target }: GraphEdge, level: EdgeLevel): [string, string] {
  const from = source.node === level ? START : source.node;
  const to = target.node === level ? END : target.node;
  return [portId(from, "out", source.port), portId(to, "in", target.port)];
}

/** New corners of a level's nodes, the upper left one at `corner`, on the grid. */
export function placesOf({ children = [] }: ElkPlaced, corner: Point, grid: number): Record<string, Point> {
  const boxes = children.filter(({ id }) => id !== START && id !== END).map(({ id, x = 0, y = 0 }) => ({ id, x, y }));
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const snap = (value: number) => Math.round(value / grid) * grid;
  return Object.fromEntries(boxes.map(({ id, x, y }) => [id, { x: snap(x - left + corner.x), y: snap(y - top + corner.y) }]));
}
