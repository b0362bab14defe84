import { type GraphDocument, type GraphNode, type NodeSettings, settingsOf } from "../graph/document";
import { type Kinds, portsOf } from "../graph/kind";

/** An input port of a planned node; `edge` is the index of the edge that feeds it, -1 when nothing does. */
export type PlannedInput = { port: string; required: boolean; edge: number };

export type PlannedNode = {
  node: GraphNode;
  settings: NodeSettings;
  inputs: PlannedInput[];
  /** Indexes of outgoing edges by output port; ports without edges are left out. */
  outputs: Map<string, number[]>;
  /** Number of incoming edges. */
  indegree: number;
  /** Does running it change anything outside the run? */
  effects: "none" | "outside";
  /** Length of the longest path from here to an end, own weight included: ready nodes start in this order. */
  priority: number;
};

/** A graph compiled for running: dense indexes instead of ids. */
export type Plan = {
  nodes: PlannedNode[];
  /** Target node index by edge index. */
  targets: number[];
  /** Source node index by edge index. */
  sources: number[];
  indexOf: ReadonlyMap<string, number>;
};

export type PlanOptions = {
  /** Expected duration of a node, in any one unit; 1 for all when left out. */
  weightOf?: (nodeId: string) => number;
};

/**
 * Compiles a valid document (see validateGraph). Edges of unknown nodes and ports are left out, so that it never throws.
 */
export function compile(document: GraphDocument, kinds: Kinds, { weightOf = () => 1 }: PlanOptions = {}): Plan {
  const indexOf = new Map(document.nodes.map(({ id }, index) => [id, index]));
  const nodes = document.nodes.map((node): PlannedNode => {
    const ports = portsOf(node, kinds);
    return {
      node,
      settings: settingsOf(node),
      inputs: ports.inputs.map(({ name, required }) => ({ port: name, required, edge: -1 })),
      outputs: new Map(ports.outputs.map(({ name }) => [name, []])),
      indegree: 0,
      effects: kinds(node.kind)?.effects ?? "none",
      priority: 0,
    };
  });
  const sources: number[] = [];
  const targets: number[] = [];
  for (const { source, target } of document.edges) {
    const from = indexOf.get(source.node);
    const to = indexOf.get(target.node);
    if (from === undefined || to === undefined) continue;
    const out = nodes[from]?.outputs.get(source.port);
    const into = nodes[to]?.inputs.find(({ port }) => port === target.port);
    if (out === undefined || into === undefined || into.edge !== -1) continue;
    into.edge = sources.length;
    out.push(sources.length);
    sources.push(from);
    targets.push(to);
    (nodes[to] as PlannedNode).indegree += 1;
  }
  const plan = { nodes, sources, targets, indexOf };
  prioritise(plan, weightOf);
  return plan;
}

/** Longest remaining path of each node, by one pass in reverse topological order. */
function prioritise({ nodes, targets }: Plan, weightOf: (nodeId: string) => number): void {
  const missing = nodes.map(({ indegree }) => indegree);
  const order: number[] = [];
  const open = missing.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    order.push(index);
    for (const edges of nodes[index]?.outputs.values() ?? []) {
      for (const edge of edges) {
        const target = targets[edge] as number;
        missing[target] = (missing[target] as number) - 1;
        if (missing[target] === 0) open.push(target);
      }
    }
  }
  for (const index of order.toReversed()) {
    const planned = nodes[index] as PlannedNode;
    let longest = 0;
    for (const edges of planned.outputs.values()) {
      for (const edge of edges) longest = Math.max(longest, nodes[targets[edge] as number]?.priority ?? 0);
    }
    planned.priority = longest + weightOf(planned.node.id);
  }
}
