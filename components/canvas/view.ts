import type { Edge, Node } from "@xyflow/react";
import type { GraphDocument, GraphEdge, GraphNode } from "@/core/graph/document";
import { type Kinds, portsOf } from "@/core/graph/kind";
import type { Ports } from "@/core/graph/ports";

/** What a node component gets. `ghosts` are ports that edges still name but the node no longer has. */
export type CanvasNodeData = { node: GraphNode; ports: Ports; ghosts: { inputs: string[]; outputs: string[] } };
export type CanvasNode = Node<CanvasNodeData, "graph">;
/** `type` is the port type's name, for the colour; broken when a port at either end is gone. */
export type CanvasEdge = Edge<{ type: string; broken: boolean }, "graph">;

/** What React Flow knows of a node and the document doesn't: its size, and where it is while being dragged. */
export type Placement = { measured?: { width: number; height: number }; dragged?: { x: number; y: number } };

type Scene = {
  document: GraphDocument;
  placements: ReadonlyMap<string, Placement>;
  selection: { nodes: readonly string[]; edges: readonly string[] };
  /** Text for screen readers. */
  describe(node: GraphNode): string;
};

type CachedNode = { from: [GraphNode, Ports, string, Placement | undefined, boolean]; view: CanvasNode };
type CachedEdge = { from: [GraphEdge, string, boolean, boolean]; view: CanvasEdge };

const noPlacement: Placement = {};

/**
 * The one place where our document becomes React Flow's nodes and edges.
 * Returns a function that gives unchanged nodes and edges the same object as before, so that only changed ones render.
 */
export function createView(kinds: Kinds) {
  const portsByNode = new WeakMap<GraphNode, Ports>();
  const lastPorts = new Map<string, Ports>();
  let nodeCache = new Map<string, CachedNode>();
  let edgeCache = new Map<string, CachedEdge>();

  /** Ports of a node; while its config can't be read, those it had last, so that edges don't jump about. */
  const portsFor = (node: GraphNode): Ports => {
    const known = portsByNode.get(node);
    if (known !== undefined) return known;
    const readable = kinds(node.kind)?.portsOf(node.config) !== null;
    const ports = readable ? portsOf(node, kinds) : (lastPorts.get(node.id) ?? portsOf(node, kinds));
    const before = lastPorts.get(node.id);
    const kept = before !== undefined && JSON.stringify(before) === JSON.stringify(ports) ? before : ports;
    portsByNode.set(node, kept);
    lastPorts.set(node.id, kept);
    return kept;
  };

  return ({ document, placements, selection, describe }: Scene): { nodes: CanvasNode[]; edges: CanvasEdge[] } => {
    const ports = new Map(document.nodes.map((node) => [node.id, portsFor(node)]));
    const ghosts = ghostPorts(document, ports);
    const selectedNodes = new Set(selection.nodes);
    const selectedEdges = new Set(selection.edges);
    const nextNodes = new Map<string, CachedNode>();
    const nextEdges = new Map<string, CachedEdge>();

    const nodes = document.nodes.map((node) => {
      const mine = ghosts.get(node.id) ?? { inputs: [], outputs: [] };
      const placement = placements.get(node.id);
      const from: CachedNode["from"] = [
        node,
        ports.get(node.id) ?? { inputs: [], outputs: [] },
        JSON.stringify(mine),
        placement,
        selectedNodes.has(node.id),
      ];
      const cached = nodeCache.get(node.id);
      const entry = cached?.from.every((value, index) => value === from[index])
        ? cached
        : { from, view: nodeView(node, from[1], mine, placement ?? noPlacement, from[4], describe(node), cached?.view) };
      nextNodes.set(node.id, entry);
      return entry.view;
    });

    const edges = document.edges.map((edge) => {
      const type = ports.get(edge.source.node)?.outputs.find(({ name }) => name === edge.source.port)?.type.type;
      const broken = type === undefined || ports.get(edge.target.node)?.inputs.every(({ name }) => name !== edge.target.port) !== false;
      const from: CachedEdge["from"] = [edge, type ?? "any", broken, selectedEdges.has(edge.id)];
      const cached = edgeCache.get(edge.id);
      const entry = cached?.from.every((value, index) => value === from[index]) ? cached : { from, view: edgeView(...from) };
      nextEdges.set(edge.id, entry);
      return entry.view;
    });

    nodeCache = nextNodes;
    edgeCache = nextEdges;
    return { nodes, edges };
  };
}

function nodeView(
  node: GraphNode,
  ports: Ports,
  ghosts: CanvasNodeData["ghosts"],
  { measured, dragged }: Placement,
  selected: boolean,
  ariaLabel: string,
  before: CanvasNode | undefined,
): CanvasNode {
  const sameData =
    before !== undefined &&
    before.data.node === node &&
    before.data.ports === ports &&
    JSON.stringify(before.data.ghosts) === JSON.stringify(ghosts);
  return {
    id: node.id,
    type: "graph",
    position: dragged ?? node.position,
    data: sameData ? before.data : { node, ports, ghosts },
    selected,
    ariaLabel,
    ...(measured !== undefined && { measured }),
    ...(dragged !== undefined && { dragging: true }),
  };
}

const edgeView = ({ id, source, target }: GraphEdge, type: string, broken: boolean, selected: boolean): CanvasEdge => ({
  id,
  type: "graph",
  source: source.node,
  sourceHandle: source.port,
  target: target.node,
  targetHandle: target.port,
  data: { type, broken },
  selected,
});

/** Port names that edges mention and nodes don't have, by node. */
function ghostPorts({ edges }: GraphDocument, ports: ReadonlyMap<string, Ports>): Map<string, CanvasNodeData["ghosts"]> {
  const ghosts = new Map<string, CanvasNodeData["ghosts"]>();
  const add = (node: string, side: "inputs" | "outputs", port: string) => {
    const known = ports.get(node);
    if (known === undefined || known[side].some(({ name }) => name === port)) return;
    const mine = ghosts.get(node) ?? { inputs: [], outputs: [] };
    if (!mine[side].includes(port)) mine[side].push(port);
    ghosts.set(node, mine);
  };
  for (const { source, target } of edges) {
    add(source.node, "outputs", source.port);
    add(target.node, "inputs", target.port);
  }
  return ghosts;
}
