import { createStore } from "zustand/vanilla";
import type { RunStatus } from "@/core/engine/events";
import type { Firings } from "@/core/engine/firings";
import { collapsedAround } from "@/core/graph/collapse";
import { describeEdit } from "@/core/graph/describeEdit";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { type ConnectionRefusal, edit, freeName, type GraphCommand, refuseConnection } from "@/core/graph/edits";
import { JsonObject } from "@/core/graph/json";
import { portsOf } from "@/core/graph/kind";
import type { Problem } from "@/core/graph/validate";
import type { ModelInfo } from "@/core/models";
import { kinds } from "@/nodes/definitions";
import { type PortPlace, portKey } from "../canvas/handles";
import { hasSamePlaces } from "./places";
import { groupProblems } from "./problems";
import { type EditorGraph, type History, openSharedGraph } from "./sharedGraph";

export type GraphHead = { id: string; slug: string; name: string; description: string; liveVersion: number | null };

export type SaveStatus = { state: "saved" | "pending" | "saving" } | { state: "failed"; error: unknown };

export type Selection = { nodes: readonly string[]; edges: readonly string[] };
export const overlays = ["none", "state", "cost", "latency", "replaceability"] as const;
export type Overlay = (typeof overlays)[number];

/** How strongly a node is tinted by the overlay, 0 to 4, and the figure behind it as text. */
export type Heat = { level: 0 | 1 | 2 | 3 | 4; text: string };

/** A port being connected, with the reason for every port that can't take it. */
export type Connecting = { from: PortPlace; side: "source" | "target"; refusals: ReadonlyMap<string, ConnectionRefusal> };

export type ShownRun = { id: string; status: RunStatus; firings: Readonly<Record<string, Firings>> };

export type EditorState = {
  graph: GraphHead;
  document: GraphDocument;
  /**
   * The document for whatever looks at all of it: the same object while somebody types into a node, and up to date once they pause. What
   * is where, and what leads where, is never behind.
   */
  settled: GraphDocument;
  history: History;
  /** What the document is read from, and what merges it with other people's. */
  shared: EditorGraph;
  /** Shows another document than the draft: nothing can be changed. */
  readOnly: boolean;
  selection: Selection;
  /** The newest revision of the server that is known here. */
  saved: { revision: number };
  saving: SaveStatus;
  unpublished: boolean;
  models: ReadonlyMap<string, ModelInfo>;
  problems: readonly Problem[];
  problemsByNode: Readonly<Record<string, readonly Problem[]>>;
  /** Text typed into a form that its config can't take yet, by `node id/field`. */
  drafts: Readonly<Record<string, string>>;
  overlay: Overlay;
  heat: Readonly<Record<string, Heat>>;
  run: ShownRun | null;
  /** Ids of the nodes that runs of the draft stop before. */
  breakpoints: ReadonlySet<string>;
  connecting: Connecting | null;
  /** A connection that was just refused, for the hint on the canvas. */
  refused: ConnectionRefusal | null;
  /** A node to bring into view; a new object asks again. */
  focus: { node: string } | null;

  perform(command: GraphCommand, merge?: string): void;
  undo(): void;
  redo(): void;
  select(selection: Partial<Selection>): void;
  /** Selects a node and brings it into view, out of a collapsed container if it is in one. */
  focusNode(id: string | null): void;
  draft(key: string, text: string | null): void;
  startConnecting(from: PortPlace, side: "source" | "target"): void;
  stopConnecting(refused: ConnectionRefusal | null): void;
  show(shown: Partial<Pick<EditorState, "models" | "overlay" | "heat" | "run" | "refused" | "unpublished">>): void;
  setProblems(problems: readonly Problem[]): void;
  setBreakpoints(breakpoints: ReadonlySet<string>): void;
  setGraph(change: Partial<GraphHead>): void;
  setSaving(saving: SaveStatus): void;
  /** The server is at `revision`. */
  setRevision(revision: number): void;
};

export type EditorStore = ReturnType<typeof createEditor>;

/** A graph as the server gives it to an editor; its state is a Yjs update (V2), and reads as the draft. */
export type OpenedGraph = GraphHead & { state: Uint8Array; draft?: GraphDocument; revision: number; unpublishedChanges: boolean };

/** So long nobody must have pressed a key for what they typed to be shown everywhere, in milliseconds. */
const PAUSE = 300;

/** The state of one open editor. Here the document changes only through the commands of core/graph/edits; what others do merges in. */
export function createEditor(opened: OpenedGraph, { now = Date.now, readOnly = false }: { now?: () => number; readOnly?: boolean } = {}) {
  const { state, draft, revision, unpublishedChanges, ...graph } = opened;
  const shared = openSharedGraph(state, now, draft);
  return createStore<EditorState>()((set, get) => {
    /** Runs from one key to the next while somebody types. */
    let pause: ReturnType<typeof setTimeout> | undefined;
    const settle = (document: GraphDocument): GraphDocument => {
      const { settled } = get();
      const waits = pause !== undefined && hasSamePlaces(settled, document);
      clearTimeout(pause);
      pause = setTimeout(() => {
        pause = undefined;
        set({ settled: get().document });
      }, PAUSE);
      return waits ? settled : document;
    };
    shared.onChange((document, history) => {
      const { selection } = get();
      const kept = {
        nodes: thoseIn(selection.nodes, [document.nodes, document.notes]),
        edges: thoseIn(selection.edges, [document.edges]),
      };
      const same = kept.nodes.length === selection.nodes.length && kept.edges.length === selection.edges.length;
      set({ document, settled: settle(document), history, selection: same ? selection : kept, unpublished: true });
    });
    return {
      graph: { id: graph.id, slug: graph.slug, name: graph.name, description: graph.description, liveVersion: graph.liveVersion },
      document: shared.document(),
      settled: shared.document(),
      history: shared.history(),
      shared,
      readOnly,
      selection: { nodes: [], edges: [] },
      saved: { revision },
      saving: { state: "saved" },
      unpublished: unpublishedChanges,
      models: new Map(),
      problems: [],
      problemsByNode: {},
      drafts: {},
      overlay: "none",
      heat: {},
      run: null,
      breakpoints: new Set(),
      connecting: null,
      refused: null,
      focus: null,

      perform(command, merge) {
        if (readOnly) return;
        const { document } = get();
        const edited = edit(document, command);
        if (edited !== document) shared.write(edited, describeEdit(command, document), merge ?? null);
      },
      undo: shared.undo,
      redo: shared.redo,
      select(selection) {
        set((state) => ({ selection: { ...state.selection, ...selection } }));
      },
      focusNode(id) {
        const closed = id === null ? [] : collapsedAround(get().document, id);
        if (closed.length > 0) get().perform({ type: "collapse", ids: closed, collapsed: false });
        set(id === null ? { focus: null } : { focus: { node: id }, selection: { nodes: [id], edges: [] } });
      },
      draft(key, text) {
        const { [key]: _, ...others } = get().drafts;
        set({ drafts: text === null ? others : { ...others, [key]: text } });
      },
      startConnecting(from, side) {
        set({ connecting: { from, side, refusals: refusalsFor(get().document, from, side) }, refused: null });
      },
      stopConnecting(refused) {
        set({ connecting: null, refused });
      },
      show(shown) {
        set(shown);
      },
      setProblems(problems) {
        set((state) => ({ problems, problemsByNode: groupProblems(problems, state.problemsByNode) }));
      },
      setBreakpoints(breakpoints) {
        set({ breakpoints });
      },
      setGraph(change) {
        set((state) => ({ graph: { ...state.graph, ...change } }));
      },
      setSaving(saving) {
        set({ saving });
      },
      setRevision(newRevision) {
        set({ saved: { revision: newRevision } });
      },
    };
  });
}

/** The ids that some list has. With every key only the few that are selected are looked for, instead of noting all there are. */
function thoseIn(ids: readonly string[], lists: readonly (readonly { id: string }[])[]): string[] {
  if (ids.length <= 8) return ids.filter((id) => lists.some((list) => list.some((element) => element.id === id)));
  const known = new Set(lists.flatMap((list) => list.map(({ id }) => id)));
  return ids.filter((id) => known.has(id));
}

/** Why each port of the other side can't be connected to `from`. Ports that can are absent. */
function refusalsFor(document: GraphDocument, from: PortPlace, side: "source" | "target"): ReadonlyMap<string, ConnectionRefusal> {
  const refusals = new Map<string, ConnectionRefusal>();
  const names = new Map(document.nodes.map(({ id, name }) => [id, name]));
  const levelOf = ({ id, parentId }: Pick<GraphNode, "id" | "parentId">, inside: boolean) => (inside ? id : (parentId ?? null));
  const own = document.nodes.find(({ id }) => id === from.node);
  if (own === undefined) return refusals;
  const level = levelOf(own, from.inside);
  for (const node of document.nodes) {
    const { inputs, outputs, inside } = portsOf(node, kinds);
    const [outer, inner] = side === "source" ? [inputs, inside?.takes ?? []] : [outputs, inside?.gives ?? []];
    const places = [
      ...outer.map(({ name }): PortPlace => ({ node: node.id, port: name, inside: false })),
      ...inner.map(({ name }): PortPlace => ({ node: node.id, port: name, inside: true })),
    ];
    for (const other of places) {
      const [source, target] = side === "source" ? [from, other] : [other, from];
      const refusal =
        levelOf(node, other.inside) === level
          ? refuseConnection(document, source, target, kinds)
          : { code: "edge_across_levels" as const, params: { from: names.get(source.node) ?? "", to: names.get(target.node) ?? "" } };
      if (refusal !== null) refusals.set(portKey(other), refusal);
    }
  }
  return refusals;
}

/** Is there anything the server doesn't have yet? */
export const isDirty = ({ saving }: Pick<EditorState, "saving">): boolean => saving.state !== "saved";

/** A fresh node of a kind with its default config, named so that nothing else has the name. */
export function newNode(
  document: GraphDocument,
  kind: string,
  name: string,
  position: GraphNode["position"],
  id: string,
): GraphNode | null {
  const definition = kinds(kind);
  if (definition === undefined) return null;
  const config = JsonObject.parse(definition.config.parse(definition.defaultConfig));
  return { id, kind, name: freeName(document.nodes, name), position, config };
}
