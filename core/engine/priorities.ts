import { bodiesOf, EXIT, type Level, type PlannedNode } from "./level";

/** Expected duration of a node, in any one unit; left out: 1, of a container what is inside it. */
export type Weights = (planned: PlannedNode) => number | undefined;

/**
 * Sets every node's priority: the longest path from it to the end of the run, by one pass over each level in reverse topological order.
 * A node inside a container has what follows the container still before it.
 */
export function prioritise(level: Level, weightOf: Weights): void {
  longestPaths(level, weightOf);
  for (const { container, priority } of level.nodes) if (container !== null) for (const body of bodiesOf(container)) raise(body, priority);
}

/** @returns the longest path through the level */
function longestPaths(level: Level, weightOf: Weights): number {
  let longest = 0;
  for (const index of topologicalOrder(level).toReversed()) {
    const planned = level.nodes[index] as PlannedNode;
    const inside = planned.container === null ? 1 : Math.max(...bodiesOf(planned.container).map((body) => longestPaths(body, weightOf)));
    let after = 0;
    for (const target of targetsOf(level, planned)) after = Math.max(after, level.nodes[target]?.priority ?? 0);
    planned.priority = after + (weightOf(planned) ?? inside);
    longest = Math.max(longest, planned.priority);
  }
  return longest;
}

function raise({ nodes }: Level, by: number): void {
  for (const planned of nodes) {
    planned.priority += by;
    if (planned.container !== null) for (const body of bodiesOf(planned.container)) raise(body, by);
  }
}

/** Indexes of the nodes that a node feeds, one for each edge; edges that leave the level are left out. */
export function* targetsOf(level: Level, { outputs }: PlannedNode): Generator<number> {
  for (const edges of outputs.values()) {
    for (const edge of edges) {
      const target = level.targets[edge] as number;
      if (target !== EXIT) yield target;
    }
  }
}

/** Indexes of a level's nodes, each after all that feed it. Nodes on a cycle are left out. */
export function topologicalOrder(level: Level): number[] {
  const missing = new Int32Array(level.nodes.length);
  for (const target of level.targets) if (target !== EXIT) missing[target] = (missing[target] as number) + 1;
  for (const edges of level.entry.values()) {
    for (const edge of edges) {
      const target = level.targets[edge] as number;
      if (target !== EXIT) missing[target] = (missing[target] as number) - 1;
    }
  }
  const order: number[] = [];
  const open = [...missing.keys()].filter((index) => missing[index] === 0);
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    order.push(index);
    for (const target of targetsOf(level, level.nodes[index] as PlannedNode)) {
      missing[target] = (missing[target] as number) - 1;
      if (missing[target] === 0) open.push(target);
    }
  }
  return order;
}
