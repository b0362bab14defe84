import type { GraphNode, NodeSettings } from "../graph/document";
import type { Container } from "../graph/kind";

/** An input port of a planned node; `edge` is the index of the edge that feeds it, -1 when nothing does. */
export type PlannedInput = { port: string; required: boolean; edge: number };

export type PlannedNode = {
  node: GraphNode;
  /** The graph it belongs to, when that isn't the run's own: it stands in a subgraph. */
  graphId: string | null;
  settings: NodeSettings;
  inputs: PlannedInput[];
  /** Indexes of outgoing edges by output port; ports without edges are left out. */
  outputs: Map<string, number[]>;
  /** Number of incoming edges. */
  indegree: number;
  /** Fires when every token is there, or with the first value that comes. */
  fires: "all" | "first";
  /** Nodes of the level that work for nobody but this one; they end when it has fired. */
  rivals: readonly number[];
  /** Does it wait for people, for as long as they take? */
  waits: boolean;
  /** Does running it change anything outside the run? */
  effects: "none" | "outside";
  /** Length of the longest path from here to an end, own weight included: ready nodes start in this order. */
  priority: number;
  /** A container's rule and what is inside it; the scheduler runs it, not an executor. */
  container: PlannedContainer | null;
};

/** `tools`: of an agent, each node inside as a level of its own, by id. */
export type PlannedContainer = { rule: Container; body: Level; tools: ReadonlyMap<string, Level> };

/** The nodes that share a parent, with dense indexes instead of ids. */
export type Level = {
  nodes: PlannedNode[];
  /** Target node index by edge index; `EXIT` for what leaves a body. */
  targets: number[];
  /** Indexes of the edges that bring in what a body is given, by port. Empty on the top level. */
  entry: Map<string, number[]>;
  /** What a body gives to its container. Empty on the top level. */
  exit: PlannedInput[];
};

/** Number of nodes on a level and in all bodies inside it. */
export const sizeOf = ({ nodes }: Level): number =>
  nodes.reduce(
    (sum, { container }) => sum + 1 + (container === null ? 0 : bodiesOf(container).reduce((inside, body) => inside + sizeOf(body), 0)),
    0,
  );

/** Every level inside a container. */
export const bodiesOf = ({ body, tools }: PlannedContainer): Level[] => [body, ...tools.values()];

/** In place of a node's index: the edge leaves the body it lies in. */
export const EXIT = -1;
