import type { Edge, Node } from "@xyflow/react";
import { visiblePart } from "@/core/graph/collapse";
import type { GraphDocument, GraphEdge, GraphNode, GraphNote } from "@/core/graph/document";
import { type Kinds, portsOf } from "@/core/graph/kind";
import { levelOfEdge, sourcePort, targetPort } from "@/core/graph/levels";
import type { Ports } from "@/core/graph/ports";
import { containerSizes, outsideFirst, type Size } from "./containers";
import { estimateNode, isLarge, portNames } from "./geometry";
import { handleId } from "./handles";

/** Ports that edges still name but the node no longer has. */
type Ghosts = { inputs: string[]; outputs: string[] };
/** What a node component gets; `size` is a container's. */
export type CanvasNodeData = { node: GraphNode; ports: Ports; ghosts: Ghosts; size: Size | undefined };
export type CanvasNode = Node<CanvasNodeData, "graph" | "container" | "collapsed">;
/** A note has no body for others to stand in. */
export type CanvasNote = Node<{ note: GraphNote; size: undefined }, "note">;
export type CanvasElement = CanvasNode | CanvasNote;
/** `type` is the port type's name, for the colour; broken when a port at either end is gone. */
export type CanvasEdge = Edge<{ type: string; broken: boolean }, "graph">;

/** What React Flow knows of a node and the document doesn't: its size, and where and how large it is while being dragged or resized. */
export type Placement = { measured?: Size; dragged?: { x: number; y: number }; resized?: Size };

type Scene = {
  document: GraphDocument;
  placements: ReadonlyMap<string, Placement>;
  selection: { nodes: readonly string[]; edges: readonly string[] };
  /** Texts for screen readers. */
  describe(node: GraphNode): string;
  describeNote(note: GraphNote): string;
  describeEdge(from: string, to: string): string;
};

type Estimate = ReturnType<typeof estimateNode>;
type CachedNode = { from: [GraphNode, Ports, Ghosts, Placement | undefined, boolean, string, string, Estimate | null]; view: CanvasNode };
type CachedNote = { from: [GraphNote, Placement | undefined, boolean, string]; view: CanvasNote };
type CachedEdge = { from: [GraphEdge, string, boolean, boolean, string, string]; view: CanvasEdge };

/** What follows from the document and the texts alone, whatever is dragged or selected. */
type Still = {
  ports: ReadonlyMap<string, Ports>;
  ghosts: ReadonlyMap<string, Ghosts>;
  order: readonly GraphNode[];
  labels: ReadonlyMap<string, string>;
  containers: boolean;
  /** Of a large graph, where not every node is drawn: what they will be like. */
  estimates: Map<string, Estimate>;
  edges: readonly Line[];
};

type Line = { edge: GraphEdge; type: string; broken: boolean; level: string; label: string };
/** A line, and what it follows from. */
type CachedLine = { source: GraphNode | undefined; target: GraphNode | undefined; describeEdge: Scene["describeEdge"]; line: Line };

const noPlacement: Placement = {};
const noGhosts: Ghosts = { inputs: [], outputs: [] };
const noSizes: ReadonlyMap<string, Size> = new Map();
const noPorts: Ports = { inputs: [], outputs: [] };

/**
 * The one place where our document becomes React Flow's nodes and edges.
 * Returns a function that gives unchanged nodes and edges the same object as before, so that only changed ones render. While something
 * is dragged or selected, only that is worked out anew.
 */
export function createView(kinds: Kinds) {
  const portsByNode = new WeakMap<GraphNode, Ports>();
  const lastPorts = new Map<string, Ports>();
  const lastGhosts = new Map<string, Ghosts>();
  const nodeCache = new Map<string, CachedNode>();
  let edgeCache = new Map<string, CachedEdge>();
  let noteCache = new Map<string, CachedNote>();
  const estimated = new WeakMap<GraphNode, { from: [Ports, Ghosts]; estimate: Estimate }>();
  /** With which ports a node was measured. */
  const measuredWith = new Map<string, { measured: Size; from: [Ports, Ghosts] }>();

  const estimateFor = (node: GraphNode, ports: Ports, ghosts: Ghosts): Estimate => {
    const known = estimated.get(node);
    if (known?.from[0] === ports && known.from[1] === ghosts) return known.estimate;
    const estimate = estimateNode(node, portNames(ports, ghosts));
    estimated.set(node, { from: [ports, ghosts], estimate });
    return estimate;
  };
  /** Do the handles that React Flow measured belong to these ports? A node that is out of view or far away isn't measured again. */
  const isMeasured = (id: string, measured: Size | undefined, ports: Ports, ghosts: Ghosts): boolean => {
    if (measured === undefined) return false;
    const known = measuredWith.get(id);
    if (known?.measured === measured) return known.from[0] === ports && known.from[1] === ghosts;
    measuredWith.set(id, { measured, from: [ports, ghosts] });
    return true;
  };

  /** Ports of a node; while its config can't be read, those it had last, so that edges don't jump about. */
  const portsFor = (node: GraphNode): Ports => {
    const known = portsByNode.get(node);
    if (known !== undefined) return known;
    const readable = kinds(node.kind)?.portsOf(node.config) !== null;
    const ports = readable ? portsOf(node, kinds) : (lastPorts.get(node.id) ?? portsOf(node, kinds));
    const kept = sameAsBefore(lastPorts, node.id, ports);
    portsByNode.set(node, kept);
    return kept;
  };

  const visible = whenChanged(visiblePart);
  const lines = new WeakMap<GraphEdge, CachedLine>();
  let stood: { given: readonly unknown[]; nodes: readonly GraphNode[]; still: Still } | null = null;
  /** What stands still after something was typed into nodes, which leaves all else of them as it was; null when there is more to it. */
  const standOn = (nodes: readonly GraphNode[], given: readonly unknown[], describe: Scene["describe"]): Still | null => {
    if (stood === null || nodes.length !== stood.nodes.length || stood.given.some((value, index) => value !== given[index])) return null;
    const { nodes: before, still } = stood;
    const changed = new Map<GraphNode, GraphNode>();
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index];
      const old = before[index];
      if (node === old || node === undefined || old === undefined) continue;
      const alike =
        node.id === old.id &&
        node.kind === old.kind &&
        node.name === old.name &&
        node.parentId === old.parentId &&
        portsFor(node) === still.ports.get(node.id);
      if (!alike || describe(node) !== still.labels.get(node.id)) return null;
      changed.set(old, node);
    }
    for (const node of changed.values()) {
      if (!still.estimates.has(node.id)) continue;
      const ghosts = still.ghosts.get(node.id) ?? noGhosts;
      still.estimates.set(node.id, estimateFor(node, still.ports.get(node.id) ?? noPorts, ghosts));
    }
    return { ...still, order: still.order.map((node) => changed.get(node) ?? node) };
  };
  const standStill = whenChanged(
    (
      nodes: GraphDocument["nodes"],
      edges: GraphDocument["edges"],
      describe: Scene["describe"],
      describeEdge: Scene["describeEdge"],
    ): Still => {
      const given = [edges, describe, describeEdge];
      const still = standOn(nodes, given, describe) ?? standAnew(nodes, edges, describe, describeEdge);
      stood = { given, nodes, still };
      return still;
    },
  );
  const standAnew = (
    nodes: GraphDocument["nodes"],
    edges: GraphDocument["edges"],
    describe: Scene["describe"],
    describeEdge: Scene["describeEdge"],
  ): Still => {
    const ports = new Map(nodes.map((node) => [node.id, portsFor(node)]));
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const ghosts = new Map([...ghostPorts({ nodes, edges }, ports)].map(([id, mine]) => [id, sameAsBefore(lastGhosts, id, mine)]));
    return {
      ports,
      ghosts,
      order: outsideFirst(nodes),
      labels: new Map(nodes.map((node) => [node.id, describe(node)])),
      estimates: new Map(
        !isLarge(nodes.length)
          ? []
          : nodes.flatMap((node) => {
              const mine = ports.get(node.id) ?? noPorts;
              return mine.inside === undefined ? [[node.id, estimateFor(node, mine, ghosts.get(node.id) ?? noGhosts)]] : [];
            }),
      ),
      containers: [...ports.values()].some(({ inside }) => inside !== undefined),
      edges: edges.map((edge) => {
        const [source, target] = [byId.get(edge.source.node), byId.get(edge.target.node)];
        const known = lines.get(edge);
        if (known?.source === source && known?.target === target && known?.describeEdge === describeEdge) return known.line;
        const level = source && target && levelOfEdge(source, target);
        const type = sourcePort(edge, level, ports.get(edge.source.node))?.type.type;
        const broken = type === undefined || targetPort(edge, level, ports.get(edge.target.node)) === undefined;
        const label = describeEdge(`${source?.name ?? ""}.${edge.source.port}`, `${target?.name ?? ""}.${edge.target.port}`);
        const line = { edge, type: type ?? "any", broken, level: level ?? "", label };
        lines.set(edge, { source, target, describeEdge, line });
        return line;
      }),
    };
  };

  let lastEdges: CanvasEdge[] = [];
  const drawEdges = whenChanged((lines: Still["edges"], selection: readonly string[]): CanvasEdge[] => {
    const selected = new Set(selection);
    const next = new Map<string, CachedEdge>();
    const edges = lines.map(({ edge, type, broken, level, label }) => {
      const from: CachedEdge["from"] = [edge, type, broken, selected.has(edge.id), level, label];
      const cached = edgeCache.get(edge.id);
      const entry = cached?.from.every((value, index) => value === from[index]) ? cached : { from, view: edgeView(...from) };
      next.set(edge.id, entry);
      return entry.view;
    });
    edgeCache = next;
    // React Flow goes through all edges for a new list.
    if (edges.length !== lastEdges.length || edges.some((edge, index) => edge !== lastEdges[index])) lastEdges = edges;
    return lastEdges;
  });

  return (scene: Scene): { nodes: CanvasElement[]; edges: CanvasEdge[] } => {
    const { placements, selection, describe, describeNote, describeEdge } = scene;
    const document = visible(scene.document);
    const still = standStill(document.nodes, document.edges, describe, describeEdge);
    const selectedNodes = new Set(selection.nodes);
    const sizes = still.containers
      ? containerSizes(
          document,
          (node) => still.ports.get(node.id),
          (id) => placements.get(id)?.measured ?? still.estimates.get(id)?.size,
        )
      : noSizes;

    const nodes = still.order.map((node) => {
      const size = sizes.get(node.id);
      const placement = placements.get(node.id);
      const ports = still.ports.get(node.id) ?? noPorts;
      const ghosts = still.ghosts.get(node.id) ?? noGhosts;
      const estimate = still.estimates.get(node.id);
      const selected = selectedNodes.has(node.id);
      const extent = size === undefined ? "" : JSON.stringify(size);
      const label = still.labels.get(node.id) ?? "";
      const expected = estimate === undefined || isMeasured(node.id, placement?.measured, ports, ghosts) ? null : estimate;
      const cached = nodeCache.get(node.id);
      const was = cached?.from;
      // One by one: a list for each of a thousand nodes is a lot to throw away with every key.
      if (
        cached !== undefined &&
        was !== undefined &&
        was[0] === node &&
        was[1] === ports &&
        was[2] === ghosts &&
        was[3] === placement &&
        was[4] === selected &&
        was[5] === extent &&
        was[6] === label &&
        was[7] === expected
      )
        return cached.view;
      const entry: CachedNode = {
        from: [node, ports, ghosts, placement, selected, extent, label, expected],
        view: nodeView({ node, ports, ghosts, size }, placement ?? noPlacement, selected, label, expected, cached?.view),
      };
      nodeCache.set(node.id, entry);
      return entry.view;
    });
    if (nodeCache.size > still.order.length) {
      const drawn = new Set(still.order.map(({ id }) => id));
      for (const id of nodeCache.keys()) if (!drawn.has(id)) nodeCache.delete(id);
    }

    const nextNotes = new Map<string, CachedNote>();
    const notes = document.notes.map((note) => {
      const from: CachedNote["from"] = [note, placements.get(note.id), selectedNodes.has(note.id), describeNote(note)];
      const cached = noteCache.get(note.id);
      const entry = cached?.from.every((value, index) => value === from[index]) ? cached : { from, view: noteView(...from) };
      nextNotes.set(note.id, entry);
      return entry.view;
    });

    noteCache = nextNotes;
    return { nodes: notes.length === 0 ? nodes : [...notes, ...nodes], edges: drawEdges(still.edges, selection.edges) };
  };
}

/** What was there before under a name, when that says the same; kept for the next time. */
function sameAsBefore<Value>(before: Map<string, Value>, name: string, value: Value): Value {
  const old = before.get(name);
  const kept = old !== undefined && JSON.stringify(old) === JSON.stringify(value) ? old : value;
  before.set(name, kept);
  return kept;
}

/** A function that works anew only when what it is given differs from the last time. */
function whenChanged<Given extends readonly unknown[], Result>(work: (...given: Given) => Result): (...given: Given) => Result {
  let last: { given: Given; result: Result } | null = null;
  return (...given) => {
    if (last === null || last.given.some((value, index) => value !== given[index])) last = { given, result: work(...given) };
    return last.result;
  };
}

function nodeView(
  data: CanvasNodeData,
  { measured, dragged }: Placement,
  selected: boolean,
  ariaLabel: string,
  estimate: Estimate | null,
  before: CanvasNode | undefined,
): CanvasNode {
  const { node, size } = data;
  const extent = measured ?? estimate?.size;
  const sameData =
    before !== undefined &&
    before.data.node === node &&
    before.data.ports === data.ports &&
    before.data.ghosts === data.ghosts &&
    JSON.stringify(before.data.size) === JSON.stringify(size);
  return {
    id: node.id,
    type: data.ports.inside === undefined ? "graph" : node.collapsed === true ? "collapsed" : "container",
    position: dragged ?? node.position,
    data: sameData ? before.data : data,
    selected,
    ariaLabel,
    ...(node.parentId !== undefined && { parentId: node.parentId }),
    ...(size !== undefined && { style: size }),
    ...(extent !== undefined && { measured: extent }),
    ...(estimate !== null && { handles: estimate.handles }),
    ...(dragged !== undefined && { dragging: true }),
  };
}

/** Notes lie behind everything else, selected or not: React Flow raises what is selected by 1,000. */
const BEHIND = -1_001;

function noteView(note: GraphNote, placement: Placement | undefined, selected: boolean, ariaLabel: string): CanvasNote {
  const { measured, dragged, resized } = placement ?? noPlacement;
  return {
    id: note.id,
    type: "note",
    position: dragged ?? note.position,
    data: { note, size: undefined },
    style: resized ?? note.size,
    zIndex: BEHIND,
    selected,
    ariaLabel,
    ...(measured !== undefined && { measured }),
    ...(dragged !== undefined && { dragging: true }),
  };
}

function edgeView(
  { id, source, target }: GraphEdge,
  type: string,
  broken: boolean,
  selected: boolean,
  level: string,
  ariaLabel: string,
): CanvasEdge {
  return {
    id,
    type: "graph",
    source: source.node,
    sourceHandle: handleId({ port: source.port, inside: level === source.node }),
    target: target.node,
    targetHandle: handleId({ port: target.port, inside: level === target.node }),
    data: { type, broken },
    selected,
    ariaLabel,
  };
}

/** Port names that edges mention and nodes don't have, by node. A container's inside has none: such an edge is shown broken at its name outside. */
function ghostPorts({ nodes, edges }: Pick<GraphDocument, "nodes" | "edges">, ports: ReadonlyMap<string, Ports>): Map<string, Ghosts> {
  const ghosts = new Map<string, Ghosts>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const add = (node: string, side: "inputs" | "outputs", port: string) => {
    const mine = ghosts.get(node) ?? { inputs: [], outputs: [] };
    if (!mine[side].includes(port)) mine[side].push(port);
    ghosts.set(node, mine);
  };
  for (const edge of edges) {
    const [source, target] = [byId.get(edge.source.node), byId.get(edge.target.node)];
    if (source === undefined || target === undefined) continue;
    const level = levelOfEdge(source, target);
    if (level !== source.id && sourcePort(edge, level, ports.get(source.id)) === undefined) add(source.id, "outputs", edge.source.port);
    if (level !== target.id && targetPort(edge, level, ports.get(target.id)) === undefined) add(target.id, "inputs", edge.target.port);
  }
  return ghosts;
}
