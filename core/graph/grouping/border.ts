import type { GraphDocument, GraphEdge, GraphNode, PortRef } from "../document";
import { type Kinds, portsOf } from "../kind";
import { levelOfEdge, sourcePort, targetPort, withDescendants } from "../levels";
import { any, type PortType } from "../ports";
import { successorsOf } from "../traverse";
import { variableWires } from "../variables";

/** Why nodes can't be grouped or a container not be dissolved, as a code of `grouping.refused` in core/messages. */
export type GroupRefusal = {
  code:
    | "nothing"
    | "boundary"
    | "several_levels"
    | "inside_agent"
    | "comes_back"
    | "variable_leaves"
    | "variable_crosses"
    | "map_several_results"
    | "no_result"
    | "no_container";
  params: Record<string, string>;
};

/** A value that crosses the border of a part of a graph: the port that gives it, and all that take it on the other side. */
export type Crossing = { source: PortRef; type: PortType; targets: { ref: PortRef; type: PortType; required: boolean }[] };

/** A part of one level, and what crosses its border. */
export type Part = {
  /** The container around it; undefined on the top level. */
  level: string | undefined;
  /** On that level; what is inside them belongs to the part as well. */
  nodes: GraphNode[];
  /** With what is inside them. */
  ids: ReadonlySet<string>;
  incoming: Crossing[];
  outgoing: Crossing[];
  /** Edges that cross the border. */
  crossing: GraphEdge[];
};

/** The chosen nodes as a part: what is inside a chosen container goes with that. Ids of notes and unknown ids are left out. */
export function partOf(document: GraphDocument, chosen: Iterable<string>, kinds: Kinds): Part {
  const wanted = new Set(chosen);
  const inner = withDescendants(document.nodes, wanted);
  const nodes = document.nodes.filter(({ id, parentId = "" }) => wanted.has(id) && !inner.has(parentId));
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const ids = withDescendants(
    document.nodes,
    nodes.map(({ id }) => id),
  );
  const crossing = document.edges.filter(({ source, target }) => ids.has(source.node) !== ids.has(target.node));
  const collect = (edges: readonly GraphEdge[]): Crossing[] => {
    const crossings = new Map<string, Crossing>();
    for (const edge of edges) {
      const [from, to] = [byId.get(edge.source.node), byId.get(edge.target.node)];
      if (from === undefined || to === undefined) continue;
      const level = levelOfEdge(from, to);
      const given = sourcePort(edge, level, portsOf(from, kinds));
      const taken = targetPort(edge, level, portsOf(to, kinds));
      const key = `${edge.source.node} ${edge.source.port}`;
      const known = crossings.get(key) ?? { source: edge.source, type: given?.type ?? any, targets: [] };
      known.targets.push({ ref: edge.target, type: taken?.type ?? any, required: taken?.required ?? false });
      crossings.set(key, known);
    }
    return [...crossings.values()];
  };
  return {
    level: nodes[0]?.parentId,
    nodes,
    ids,
    incoming: collect(crossing.filter(({ target }) => ids.has(target.node))),
    outgoing: collect(crossing.filter(({ source }) => ids.has(source.node))),
    crossing,
  };
}

/** Why a part can't go into a container of its own; null when it can. */
export function refusePart(document: GraphDocument, part: Part, into: "map" | "loop" | "subgraph", kinds: Kinds): GroupRefusal | null {
  const { nodes, ids, level } = part;
  if (nodes.length === 0) return { code: "nothing", params: {} };
  const end = nodes.find(({ kind }) => kind === "input" || kind === "output");
  if (end !== undefined) return { code: "boundary", params: { node: end.name } };
  if (nodes.some(({ parentId }) => parentId !== level)) return { code: "several_levels", params: {} };
  const around = document.nodes.find(({ id }) => id === level);
  if (around !== undefined && isAgent(around, kinds)) return { code: "inside_agent", params: { agent: around.name } };
  const wires = variableWires(document, kinds).edges;
  const way = returnsBy({ ...document, edges: [...document.edges, ...wires] }, ids);
  if (way !== undefined) return { code: "comes_back", params: { node: way.name } };
  const variable = variableAcross(document, ids, into, kinds);
  if (variable !== undefined) return { code: into === "subgraph" ? "variable_crosses" : "variable_leaves", params: { variable } };
  if (into === "map" && part.outgoing.length > 1) {
    const names = new Map(document.nodes.map(({ id, name }) => [id, name]));
    const values = part.outgoing.map(({ source }) => `${names.get(source.node)}.${source.port}`);
    return { code: "map_several_results", params: { values: values.join(", ") } };
  }
  return null;
}

export const isAgent = ({ kind, config }: GraphNode, kinds: Kinds): boolean => kinds(kind)?.containerOf(config)?.type === "agent";

/** A node outside that a way leads through which leaves the part and comes back to it. */
function returnsBy(document: GraphDocument, ids: ReadonlySet<string>): GraphNode | undefined {
  const successors = successorsOf(document);
  const outside = (from: Iterable<string>) => [...from].flatMap((id) => successors.get(id) ?? []).filter((id) => !ids.has(id));
  const first = new Map<string, string>(outside(ids).map((id) => [id, id]));
  const open = [...first.keys()];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const left = first.get(id) ?? id;
    for (const next of successors.get(id) ?? []) {
      if (ids.has(next)) return document.nodes.find((node) => node.id === left);
      if (first.has(next)) continue;
      first.set(next, left);
      open.push(next);
    }
  }
  return undefined;
}

/** A variable that is set in the part and got outside it; for a graph of its own also one that is set outside and got in it. */
function variableAcross({ nodes }: GraphDocument, ids: ReadonlySet<string>, into: string, kinds: Kinds): string | undefined {
  const variables = nodes.flatMap(({ id, kind, config }) => {
    const variable = kinds(kind)?.variableOf(config) ?? null;
    return variable === null ? [] : [{ ...variable, inside: ids.has(id) }];
  });
  const isAt = (name: string, role: "set" | "get", inside: boolean) =>
    variables.some((variable) => variable.name === name && variable.role === role && variable.inside === inside);
  return variables.find(
    ({ name }) =>
      (isAt(name, "set", true) && isAt(name, "get", false)) || (into === "subgraph" && isAt(name, "set", false) && isAt(name, "get", true)),
  )?.name;
}

/** What a part comes to when nothing leaves it: the first port of the one node that feeds no other. */
export function lastPort({ nodes }: Part, document: GraphDocument, kinds: Kinds): { ref: PortRef; type: PortType } | undefined {
  const successors = successorsOf(document);
  const ends = nodes.filter(({ id }) => (successors.get(id) ?? []).length === 0);
  const [only] = ends;
  const port = only === undefined || ends.length > 1 ? undefined : portsOf(only, kinds).outputs[0];
  return only === undefined || port === undefined ? undefined : { ref: { node: only.id, port: port.name }, type: port.type };
}
