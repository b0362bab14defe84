import type { GraphDocument, GraphEdge, GraphNode, PortRef } from "../document";
import { type Kinds, portsOf } from "../kind";
import { levelOfEdge, type Point } from "../levels";
import { fits, type PortType } from "../ports";
import { withToolIds } from "../toolIds";
import { type GroupRefusal, isAgent } from "./border";
import { type Grouped, leastOf } from "./container";
import { dissolves } from "./dissolves";
import { edgeOf, type Lost, lostWire } from "./naming";

/** Why a container can't be dissolved; null when it can. */
export function refuseDissolving(document: GraphDocument, id: string, kinds: Kinds): GroupRefusal | null {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (dissolves(node, kinds) === null) return { code: "no_container", params: {} };
  const around = document.nodes.find((candidate) => candidate.id === node?.parentId);
  return around !== undefined && isAgent(around, kinds) ? { code: "inside_agent", params: { agent: around.name } } : null;
}

/** A body to take out: what enters and leaves it by which port of its container. */
type Body = {
  edges: readonly GraphEdge[];
  /** The node at which edges enter the body, and the one at which they leave it; a container is both. */
  entry: string | undefined;
  exit: string | undefined;
  /** The container's port outside that a port inside stands for; null when there is none, as for the number of the round. */
  inputOf(port: string): string | null;
  resultOf(port: string): string | null;
  /** A node's name after it came out. */
  idOf(id: string): string;
  typeOf(ref: PortRef, side: "source" | "target"): PortType | undefined;
  /** Those in it, by what they will be called. */
  nodes: readonly Pick<GraphNode, "id" | "name">[];
};

/** Edges that take the place of those at a dissolved container's border, outside and inside. */
function rewired(document: GraphDocument, container: GraphNode, body: Body, kinds: Kinds): { edges: GraphEdge[]; lost: Lost[] } {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const people = { nodes: [...document.nodes, ...body.nodes] };
  const outside = document.edges.filter(({ source, target }) => {
    const [from, to] = [byId.get(source.node), byId.get(target.node)];
    return (source.node === container.id) !== (target.node === container.id) && from && to && levelOfEdge(from, to) !== container.id;
  });
  const outerType = ({ node, port }: PortRef, side: "source" | "target"): PortType | undefined => {
    const owner = byId.get(node);
    const ports = owner && portsOf(owner, kinds);
    const isAround = node === container.parentId;
    const list = side === "source" ? (isAround ? ports?.inside?.gives : ports?.outputs) : isAround ? ports?.inside?.takes : ports?.inputs;
    return list?.find(({ name }) => name === port)?.type;
  };
  const feeding = (port: string | null) => outside.find(({ target }) => target.node === container.id && target.port === port)?.source;
  const edges: GraphEdge[] = [];
  const lost: Lost[] = [];
  const join = (source: PortRef | undefined, from: PortType | undefined, target: PortRef, to: PortType | undefined, before: PortRef) => {
    if (source !== undefined && from !== undefined && to !== undefined && fits(from, to)) edges.push(edgeOf(source, target));
    else lost.push(lostWire(people, before, target));
  };
  const innerRef = ({ node, port }: PortRef): PortRef => ({ node: body.idOf(node), port });
  for (const { source, target } of body.edges) {
    if (source.node !== body.entry || target.node === body.exit) continue;
    const fed = feeding(body.inputOf(source.port));
    join(fed, fed && outerType(fed, "source"), innerRef(target), body.typeOf(target, "target"), { node: container.id, port: source.port });
  }
  for (const { source, target } of outside) {
    if (source.node !== container.id) continue;
    const result = body.resultOf(source.port);
    const inner = body.edges.find((edge) => edge.target.node === body.exit && edge.target.port === result && result !== null)?.source;
    // What goes straight through came from outside.
    const through = inner?.node === body.entry ? feeding(body.inputOf(inner?.port ?? "")) : undefined;
    const from = inner?.node === body.entry ? through : inner && innerRef(inner);
    const type = through !== undefined ? outerType(through, "source") : inner && body.typeOf(inner, "source");
    join(from, type, target, outerType(target, "target"), source);
  }
  return { edges, lost };
}

const typesAmong =
  (nodes: ReadonlyMap<string, GraphNode>, kinds: Kinds): Body["typeOf"] =>
  ({ node, port }, side) => {
    const owner = nodes.get(node);
    return owner && portsOf(owner, kinds)[side === "source" ? "outputs" : "inputs"].find(({ name }) => name === port)?.type;
  };

/**
 * Takes a map or a loop away: what was inside stands one level up in its place, connected to what its container was connected to.
 * @param corner where the first node inside stands, from the container's own corner
 */
export function dissolveContainer(document: GraphDocument, id: string, { corner, kinds }: { corner: Point; kinds: Kinds }): Grouped | null {
  const container = document.nodes.find((node) => node.id === id);
  const rule = container && kinds(container.kind)?.containerOf(container.config);
  if (container === undefined || (rule?.type !== "map" && rule?.type !== "loop")) return null;
  const inside = document.nodes.filter(({ parentId }) => parentId === id);
  const byId = new Map([container, ...inside].map((node) => [node.id, node]));
  const given = new Set(portsOf(container, kinds).inputs.map(({ name }) => name));
  const { edges, lost } = rewired(
    document,
    container,
    {
      edges: document.edges.filter(({ source, target }) => {
        const [from, to] = [byId.get(source.node), byId.get(target.node)];
        return from !== undefined && to !== undefined && levelOfEdge(from, to) === id;
      }),
      entry: id,
      exit: id,
      inputOf: (port) => (rule.type === "map" && port === rule.item ? rule.over : given.has(port) ? port : null),
      resultOf: (port) => (rule.type === "map" ? (port === rule.results ? rule.result : null) : rule.state.includes(port) ? port : null),
      idOf: (inner) => inner,
      typeOf: typesAmong(byId, kinds),
      nodes: [],
    },
    kinds,
  );
  const moves = inside.map((node) => ({
    id: node.id,
    parentId: container.parentId,
    position: { x: container.position.x + node.position.x - corner.x, y: container.position.y + node.position.y - corner.y },
  }));
  const did = { code: "dissolve" as const, name: container.name, count: inside.length };
  return { command: { type: "regroup", did, moves, gone: [id], nodes: [], cut: [], edges }, lost };
}

/**
 * Takes a subgraph node away: the nodes of the graph that it ran stand in its place, with their own ids where these are free.
 * @param inner the document of the version that it ran
 */
export function dissolveSubgraph(
  document: GraphDocument,
  id: string,
  inner: GraphDocument,
  { kinds, newId }: { kinds: Kinds; newId(kind: string): string },
): Grouped | null {
  const container = document.nodes.find((node) => node.id === id);
  if (container === undefined) return null;
  const [entry, exit] = ["input", "output"].map((kind) => inner.nodes.find((node) => node.kind === kind)?.id);
  const members = inner.nodes.filter(({ kind }) => kind !== "input" && kind !== "output");
  const taken = new Set([...document.nodes, ...document.notes].map((element) => element.id));
  const ids = new Map<string, string>();
  for (const { id: wanted, kind } of members) {
    let free = wanted;
    while (taken.has(free)) free = newId(kind);
    taken.add(free);
    ids.set(wanted, free);
  }
  const idOf = (old: string) => ids.get(old) ?? old;
  const byId = new Map(inner.nodes.map((node) => [node.id, node]));
  const { edges, lost } = rewired(
    document,
    container,
    {
      edges: inner.edges,
      entry,
      exit,
      inputOf: (port) => port,
      resultOf: (port) => port,
      idOf,
      typeOf: typesAmong(byId, kinds),
      nodes: members.map(({ id, name }) => ({ id: idOf(id), name })),
    },
    kinds,
  );
  const kept = inner.edges.flatMap(({ source, target }) =>
    ids.has(source.node) && ids.has(target.node)
      ? [edgeOf({ ...source, node: idOf(source.node) }, { ...target, node: idOf(target.node) })]
      : [],
  );
  const outermost = members.filter(({ parentId }) => parentId === undefined);
  const corner: Point = { x: leastOf(outermost, "x"), y: leastOf(outermost, "y") };
  const nodes = members.map(({ parentId, ...node }): GraphNode => {
    const parent = parentId === undefined ? container.parentId : idOf(parentId);
    const { x, y } = node.position;
    return {
      ...node,
      id: idOf(node.id),
      config: withToolIds(node, ids, kinds),
      position: parentId === undefined ? { x: x - corner.x + container.position.x, y: y - corner.y + container.position.y } : { x, y },
      ...(parent !== undefined && { parentId: parent }),
    };
  });
  const did = { code: "dissolve" as const, name: container.name, count: outermost.length };
  return {
    command: { type: "regroup", did, moves: [], gone: [id], nodes, cut: [], edges: [...kept, ...edges] },
    lost,
  };
}
