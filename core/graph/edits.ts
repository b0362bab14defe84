import { type Draft, original, produce } from "immer";
import type { GraphDocument, GraphEdge, GraphExample, GraphNode, GraphNote, NodeSettings, PortRef } from "./document";
import type { JsonObject } from "./json";
import { type Kinds, portsOf } from "./kind";
import { levelOfEdge, sourcePort, targetPort, withDescendants } from "./levels";
import { fits, portTypeName } from "./ports";
import { closesCycle } from "./traverse";

/** Old port name to new, so that edges follow a renamed port. */
export type Renames = {
  inputs?: Record<string, string>;
  outputs?: Record<string, string>;
  /** Inside a container: what it gives to its body, and what it takes from it. */
  gives?: Record<string, string>;
  takes?: Record<string, string>;
};

/** A node's new place: its level, and where on that. */
export type Move = { id: string; parentId?: string | undefined; position: { x: number; y: number } };

/** Every way a person changes a graph. */
export type GraphCommand =
  | { type: "addNode"; node: GraphNode }
  /** Adds a part of a graph that has ids and a place of its own, as `placeClip` makes it; `grown` are configs of nodes it leans on. */
  | {
      type: "insert";
      nodes: readonly GraphNode[];
      edges: readonly GraphEdge[];
      notes: readonly GraphNote[];
      grown?: Readonly<Record<string, JsonObject>>;
      /** Edges that make way. */
      cut?: readonly string[];
    }
  /** Replaces edges by others. */
  | { type: "rewire"; cut: readonly string[]; edges: readonly GraphEdge[] }
  | { type: "editNote"; id: string; change: Partial<Omit<GraphNote, "id">> }
  /**
   * Puts a container around nodes or takes one away, as core/graph/grouping makes it: nodes change their level or go, others come,
   * and edges with them. `moves` may hold notes.
   */
  | {
      type: "regroup";
      did: { code: "group" | "dissolve"; name: string; count: number };
      moves: readonly Move[];
      gone: readonly string[];
      nodes: readonly GraphNode[];
      cut: readonly string[];
      edges: readonly GraphEdge[];
    }
  /** Shows or hides what is inside containers. */
  | { type: "collapse"; ids: readonly string[]; collapsed: boolean }
  /** Removes nodes with what is inside them, notes, and edges; notes are named among the nodes. */
  | { type: "removeElements"; nodes: readonly string[]; edges: readonly string[] }
  /** Moves nodes, and notes with them. */
  | { type: "moveNodes"; positions: Readonly<Record<string, { x: number; y: number }>> }
  /** Puts nodes, with what is inside them, on another level; edges that would cross levels go. */
  | { type: "reparent"; moves: readonly Move[] }
  | { type: "renameNode"; id: string; name: string }
  | { type: "configure"; id: string; config: JsonObject; renames?: Renames }
  | { type: "changeSettings"; id: string; settings: Partial<NodeSettings> }
  /** Outputs that it gives in runs of the draft without being run; null to run it again. */
  | { type: "pinOutput"; id: string; outputs: JsonObject | null }
  | { type: "connect"; source: PortRef; target: PortRef }
  | { type: "saveExample"; example: GraphExample }
  | { type: "removeExample"; id: string }
  | { type: "replaceDocument"; document: GraphDocument };

/** The document after a command; the same object when nothing changed. Commands that name nodes which aren't there change nothing. */
export const edit = (document: GraphDocument, command: GraphCommand): GraphDocument =>
  produce(document, (draft) => perform(draft, command));

export const edgeId = (source: PortRef, target: PortRef): string => `${source.node}.${source.port}-${target.node}.${target.port}`;

function perform(draft: Draft<GraphDocument>, command: GraphCommand): void {
  switch (command.type) {
    case "addNode":
      draft.nodes.push({ ...command.node, name: freeName(draft.nodes, command.node.name) });
      return;
    case "insert":
      for (const node of command.nodes) draft.nodes.push({ ...node, name: freeName(draft.nodes, node.name) });
      rewire(draft, command.cut ?? [], command.edges);
      draft.notes.push(...command.notes);
      for (const [id, config] of Object.entries(command.grown ?? {})) {
        onNode(draft, id, (node) => {
          node.config = config;
        });
      }
      return;
    case "rewire":
      rewire(draft, command.cut, command.edges);
      return;
    case "regroup":
      regroup(draft, command);
      return;
    case "collapse":
      for (const id of command.ids) {
        onNode(draft, id, (node) => {
          if (command.collapsed) node.collapsed = true;
          else delete node.collapsed;
        });
      }
      return;
    case "editNote": {
      const note = draft.notes.find(({ id }) => id === command.id);
      if (note !== undefined) Object.assign(note, command.change);
      return;
    }
    case "removeElements":
      removeElements(draft, new Set(command.nodes), new Set(command.edges));
      return;
    case "moveNodes":
      for (const element of [...draft.nodes, ...draft.notes]) {
        const position = command.positions[element.id];
        if (position !== undefined) element.position = position;
      }
      return;
    case "reparent":
      reparent(draft, command.moves);
      return;
    case "renameNode":
      onNode(draft, command.id, (node) => {
        const name = command.name.trim().slice(0, 120);
        if (name !== "") node.name = name;
      });
      return;
    case "configure":
      onNode(draft, command.id, (node) => {
        node.config = command.config;
      });
      if (command.renames !== undefined) renamePorts(draft, command.id, command.renames);
      return;
    case "changeSettings":
      onNode(draft, command.id, (node) => {
        node.settings = { ...node.settings, ...command.settings };
      });
      return;
    case "pinOutput":
      onNode(draft, command.id, (node) => {
        if (command.outputs === null) delete node.pinned;
        else node.pinned = command.outputs;
      });
      return;
    case "connect": {
      const { source, target } = command;
      const inside = isInside(draft, command);
      draft.edges = draft.edges.filter(
        (edge) => edge.target.node !== target.node || edge.target.port !== target.port || isInside(draft, edge) !== inside,
      );
      draft.edges.push({ id: edgeId(source, target), source, target });
      return;
    }
    case "saveExample": {
      const { example } = command;
      const examples = draft.examples ?? [];
      const place = examples.findIndex(({ id }) => id === example.id);
      const others = examples.filter(({ id }) => id !== example.id);
      const saved = { ...example, name: freeName(others, example.name) };
      draft.examples = place < 0 ? [...examples, saved] : examples.with(place, saved);
      return;
    }
    case "removeExample":
      draft.examples = draft.examples?.filter(({ id }) => id !== command.id);
      return;
    case "replaceDocument":
      draft.nodes = command.document.nodes;
      draft.edges = command.document.edges;
      draft.notes = command.document.notes;
      draft.examples = command.document.examples;
      return;
  }
}

/** A node of a draft. Looked for in what the draft was made of: every node seen in the draft itself is wrapped anew, and a key is an edit. */
function nodeIn(draft: Draft<GraphDocument>, id: string): Draft<GraphNode> | undefined {
  const place = original(draft)?.nodes.findIndex((node) => node.id === id) ?? -1;
  const node = place < 0 ? undefined : draft.nodes[place];
  return node?.id === id ? node : draft.nodes.find((candidate) => candidate.id === id);
}

function onNode(draft: Draft<GraphDocument>, id: string, change: (node: Draft<GraphNode>) => void): void {
  const node = nodeIn(draft, id);
  if (node !== undefined) change(node);
}

function rewire(draft: Draft<GraphDocument>, cut: readonly string[], edges: readonly GraphEdge[]): void {
  if (cut.length > 0) draft.edges = draft.edges.filter(({ id }) => !cut.includes(id));
  draft.edges.push(...edges);
}

type Regrouping = Extract<GraphCommand, { type: "regroup" }>;

function regroup(draft: Draft<GraphDocument>, { moves, gone, nodes, cut, edges }: Regrouping): void {
  for (const { id, parentId, position } of moves) {
    onNode(draft, id, (node) => place(node, parentId, position));
    const note = draft.notes.find((candidate) => candidate.id === id);
    if (note !== undefined) note.position = position;
  }
  // What comes out of a container has left it by now.
  removeElements(draft, new Set(gone), new Set());
  for (const node of nodes) draft.nodes.push({ ...node, name: freeName(draft.nodes, node.name) });
  rewire(draft, cut, edges);
}

function place(node: Draft<GraphNode>, parentId: string | undefined, position: Move["position"]): void {
  node.position = position;
  if (parentId === undefined) delete node.parentId;
  else node.parentId = parentId;
}

function removeElements(draft: Draft<GraphDocument>, nodes: ReadonlySet<string>, edges: ReadonlySet<string>): void {
  if (draft.notes.some(({ id }) => nodes.has(id))) draft.notes = draft.notes.filter(({ id }) => !nodes.has(id));
  const gone = withDescendants(draft.nodes, nodes);
  if (gone.size > 0) draft.nodes = draft.nodes.filter(({ id }) => !gone.has(id));
  if (gone.size + edges.size === 0) return;
  draft.edges = draft.edges.filter(({ id, source, target }) => !edges.has(id) && !gone.has(source.node) && !gone.has(target.node));
}

/** Does an edge end at the inside of a container? */
function isInside({ nodes }: Draft<GraphDocument>, { source, target }: { source: PortRef; target: PortRef }): boolean {
  const [from, to] = [nodes.find(({ id }) => id === source.node), nodes.find(({ id }) => id === target.node)];
  return from !== undefined && to !== undefined && levelOfEdge(from, to) === to.id;
}

function reparent(draft: Draft<GraphDocument>, moves: readonly Move[]): void {
  const levels = () => {
    const places = new Map(draft.nodes.map(({ id, parentId }) => [id, { id, ...(parentId !== undefined && { parentId }) }]));
    return draft.edges.map(({ source, target }) => {
      const [from, to] = [places.get(source.node), places.get(target.node)];
      return from && to && levelOfEdge(from, to);
    });
  };
  const before = levels();
  const moved = new Set<string>();
  for (const { id, parentId, position } of moves) {
    // A node can't go into itself, nor into what is inside it.
    if (parentId !== undefined && withDescendants(draft.nodes, [id]).has(parentId)) continue;
    onNode(draft, id, (node) => {
      place(node, parentId, position);
      moved.add(id);
    });
  }
  const after = levels();
  draft.edges = draft.edges.filter(({ source, target }, index) => {
    const together = moved.has(source.node) && moved.has(target.node);
    return after[index] !== undefined && (together || after[index] === before[index]);
  });
}

function renamePorts(draft: Draft<GraphDocument>, node: string, { inputs = {}, outputs = {}, gives = {}, takes = {} }: Renames): void {
  const places = new Map(draft.nodes.map((place) => [place.id, place]));
  for (const edge of draft.edges) {
    const [from, to] = [places.get(edge.source.node), places.get(edge.target.node)];
    const inside = from !== undefined && to !== undefined && levelOfEdge(from, to) === node;
    const input = edge.target.node === node ? (inside ? takes : inputs)[edge.target.port] : undefined;
    const output = edge.source.node === node ? (inside ? gives : outputs)[edge.source.port] : undefined;
    if (input !== undefined) edge.target.port = input;
    if (output !== undefined) edge.source.port = output;
    if (input !== undefined || output !== undefined) edge.id = edgeId(edge.source, edge.target);
  }
}

/** Leaves room for a number within the longest name a node may have. */
const LONGEST_NUMBERED = 112;

/** The name itself, or with the first number that makes it unique: `Model 2`. */
export function freeName(nodes: readonly { name: string }[], wanted: string): string {
  const taken = new Set(nodes.map(({ name }) => name));
  if (!taken.has(wanted)) return wanted;
  // `Model 2` becomes `Model 3`, not `Model 2 2`.
  const stem = wanted.replace(/ \d{1,4}$/, "").slice(0, LONGEST_NUMBERED);
  for (let number = 2; ; number++) if (!taken.has(`${stem} ${number}`)) return `${stem} ${number}`;
}

/** Why two ports can't be connected, as a code of `problems` in core/messages. */
export type ConnectionRefusal = {
  code: "port_missing" | "connects_itself" | "edge_across_levels" | "closes_cycle" | "types_differ";
  params: Record<string, string>;
};

/** Why an edge may not be drawn, or null when it may. */
export function refuseConnection(document: GraphDocument, source: PortRef, target: PortRef, kinds: Kinds): ConnectionRefusal | null {
  const from = document.nodes.find(({ id }) => id === source.node);
  const to = document.nodes.find(({ id }) => id === target.node);
  if (from === undefined || to === undefined) return { code: "port_missing", params: {} };
  const [fromPorts, toPorts] = [portsOf(from, kinds), portsOf(to, kinds)];
  if (from.id === to.id && fromPorts.inside === undefined) return { code: "connects_itself", params: { node: from.name } };
  const level = levelOfEdge(from, to);
  if (level === undefined) return { code: "edge_across_levels", params: { from: from.name, to: to.name } };
  const output = sourcePort({ id: "", source, target }, level, fromPorts);
  const input = targetPort({ id: "", source, target }, level, toPorts);
  if (output === undefined || input === undefined) return { code: "port_missing", params: {} };
  if (!fits(output.type, input.type)) {
    return {
      code: "types_differ",
      params: {
        from: `${from.name} · ${output.name}`,
        fromType: portTypeName(output.type),
        to: `${to.name} · ${input.name}`,
        toType: portTypeName(input.type),
      },
    };
  }
  return closesCycle(document, source.node, target.node) ? { code: "closes_cycle", params: {} } : null;
}
