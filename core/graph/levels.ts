import type { GraphDocument, GraphEdge, GraphNode } from "./document";
import type { Port, Ports } from "./ports";

/** Where an edge lies: on the level of a container's body (its id), on the top level (null), or across levels (undefined). */
export type EdgeLevel = string | null | undefined;

/** All of a node that says where it is. */
type Place = Pick<GraphNode, "id" | "parentId">;

/**
 * The level of an edge between two nodes. Nodes of the same parent are on one level; inside its body a container stands for what
 * comes in and what goes out, so an edge between a container and its child lies in the body, and so does one from a container to itself.
 */
export function levelOfEdge(source: Place, target: Place): EdgeLevel {
  if (source.id === target.id) return source.id;
  if (source.parentId === target.parentId) return source.parentId ?? null;
  if (target.parentId === source.id) return source.id;
  if (source.parentId === target.id) return target.id;
  return undefined;
}

/** The port an edge leaves by, seen from the level it lies on; undefined when there is none. */
export const sourcePort = ({ source }: GraphEdge, level: EdgeLevel, ports: Ports | undefined): Port | undefined =>
  (level === source.node ? ports?.inside?.gives : ports?.outputs)?.find(({ name }) => name === source.port);

/** The port an edge goes into, seen from the level it lies on; undefined when there is none. */
export const targetPort = ({ target }: GraphEdge, level: EdgeLevel, ports: Ports | undefined): Port | undefined =>
  (level === target.node ? ports?.inside?.takes : ports?.inputs)?.find(({ name }) => name === target.port);

/** The node itself and everything inside it, at any depth. */
export function withDescendants(nodes: readonly GraphNode[], ids: Iterable<string>): Set<string> {
  const children = Map.groupBy(nodes, ({ parentId }) => parentId);
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const child of children.get(id) ?? []) open.push(child.id);
  }
  return found;
}

export type Point = { x: number; y: number };

/** A node's place on the whole canvas. */
export function absolutePosition(node: GraphNode, byId: ReadonlyMap<string, GraphNode>): Point {
  let { x, y } = node.position;
  const seen = new Set([node.id]);
  for (let above = byId.get(node.parentId ?? ""); above !== undefined && !seen.has(above.id); above = byId.get(above.parentId ?? "")) {
    seen.add(above.id);
    x += above.position.x;
    y += above.position.y;
  }
  return { x, y };
}

/** The part of a document on one level: its nodes, and its edges with what they connect. */
export type LevelPart = { nodes: GraphNode[]; edges: GraphEdge[] };

/** A document taken apart into its levels; edges across levels or to unknown nodes are left out. The top level's key is null. */
export function levelsOf({ nodes, edges }: Pick<GraphDocument, "nodes" | "edges">): Map<string | null, LevelPart> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const levels = new Map<string | null, LevelPart>([[null, { nodes: [], edges: [] }]]);
  const at = (key: string | null): LevelPart => {
    const known = levels.get(key);
    if (known !== undefined) return known;
    const part: LevelPart = { nodes: [], edges: [] };
    levels.set(key, part);
    return part;
  };
  for (const node of nodes) at(node.parentId ?? null).nodes.push(node);
  for (const edge of edges) {
    const [source, target] = [byId.get(edge.source.node), byId.get(edge.target.node)];
    const level = source && target && levelOfEdge(source, target);
    if (level !== undefined) at(level).edges.push(edge);
  }
  return levels;
}
