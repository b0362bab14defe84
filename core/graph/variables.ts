import type { GraphDocument, GraphEdge, GraphNode } from "./document";
import type { Kinds } from "./kind";

/** Where a variable comes into a node; no port that people name begins so. */
export const variablePort = (name: string): string => `$${name}`;

/** An input port that only the wires of variables use. */
export type VariableInput = { port: string; required: boolean };

export type VariableWires = {
  /** From where a variable is set to where it is got, through the edges of the containers in between. */
  edges: GraphEdge[];
  inputs: Map<string, VariableInput[]>;
  /** Got, but set nowhere within reach. */
  unset: { node: GraphNode; name: string }[];
  /** Set a second time. */
  again: { node: GraphNode; name: string }[];
};

/**
 * The wires that variables stand for. A variable is an edge that isn't drawn, so that a run stays as independent of timing as it is
 * with edges alone: whoever gets a variable waits for it.
 */
export function variableWires({ nodes }: Pick<GraphDocument, "nodes">, kinds: Kinds): VariableWires {
  const wires: VariableWires = { edges: [], inputs: new Map(), unset: [], again: [] };
  const variables = nodes.flatMap((node) => {
    const variable = kinds(node.kind)?.variableOf(node.config) ?? null;
    return variable === null ? [] : [{ node, ...variable }];
  });
  if (variables.length === 0) return wires;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const setters = new Map<string, GraphNode>();
  for (const { node, role, name } of variables) {
    if (role !== "set") continue;
    if (setters.has(name)) wires.again.push({ node, name });
    else setters.set(name, node);
  }
  for (const { node, role, name } of variables) {
    if (role !== "get") continue;
    const setter = setters.get(name);
    const way = setter && wayIn(setter, node, byId);
    if (setter === undefined || way === undefined) wires.unset.push({ node, name });
    else wire(wires, setter, way, name);
  }
  return wires;
}

/** The containers from the level of `from` inwards to `to`, and `to` itself; undefined when `to` is not on that level or inside it. */
function wayIn(from: GraphNode, to: GraphNode, byId: ReadonlyMap<string, GraphNode>): GraphNode[] | undefined {
  const way = [to];
  for (let at = to; at.parentId !== from.parentId; ) {
    const above = byId.get(at.parentId ?? "");
    if (above === undefined || way.includes(above)) return undefined;
    way.unshift(above);
    at = above;
  }
  return way;
}

function wire({ edges, inputs }: VariableWires, setter: GraphNode, way: readonly GraphNode[], name: string): void {
  const port = variablePort(name);
  let source = { node: setter.id, port: "value" };
  for (const [index, { id }] of way.entries()) {
    const known = inputs.get(id) ?? [];
    if (!known.some((input) => input.port === port)) {
      inputs.set(id, [...known, { port, required: index === way.length - 1 }]);
      edges.push({ id: `${port}:${source.node}-${id}`, source, target: { node: id, port } });
    }
    source = { node: id, port };
  }
}
