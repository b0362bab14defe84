import { createStore } from "zustand/vanilla";
import type { RunStatus } from "@/core/engine/events";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { applyEdit, type ConnectionRefusal, edit, freeName, type GraphCommand, refuseConnection } from "@/core/graph/edits";
import { JsonObject } from "@/core/graph/json";
import { portsOf } from "@/core/graph/kind";
import type { Problem } from "@/core/graph/validate";
import type { ModelInfo } from "@/core/models";
import { kinds } from "@/nodes/definitions";
import { type PortPlace, portKey } from "../canvas/handles";
import type { Firings } from "../runs/firings";
import { emptyHistory, type History, record, stepBack, stepForward } from "./history";
import { groupProblems } from "./problems";

export type GraphHead = { id: string; slug: string; name: string; description: string; liveVersion: number | null };

export type SaveStatus =
  | { state: "saved" | "pending" | "saving" }
  | { state: "failed"; error: unknown }
  /** Somebody else saved `revision` after we read ours. */
  | { state: "conflict"; revision: number };

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
  history: History;
  selection: Selection;
  saved: { document: GraphDocument; revision: number };
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
  connecting: Connecting | null;
  /** A connection that was just refused, for the hint on the canvas. */
  refused: ConnectionRefusal | null;
  /** A node to bring into view; a new object asks again. */
  focus: { node: string } | null;

  perform(command: GraphCommand, merge?: string): void;
  undo(): void;
  redo(): void;
  select(selection: Partial<Selection>): void;
  /** Selects a node and brings it into view. */
  focusNode(id: string | null): void;
  draft(key: string, text: string | null): void;
  startConnecting(from: PortPlace, side: "source" | "target"): void;
  stopConnecting(refused: ConnectionRefusal | null): void;
  show(shown: Partial<Pick<EditorState, "models" | "overlay" | "heat" | "run" | "refused" | "unpublished">>): void;
  setProblems(problems: readonly Problem[]): void;
  setGraph(change: Partial<GraphHead>): void;
  setSaving(saving: SaveStatus): void;
  /** The server has stored `document` as `revision`. */
  markSaved(document: GraphDocument, revision: number): void;
  /** Shows what the server has; what was here before is one undo away. */
  takeTheirs(document: GraphDocument, revision: number): void;
  /** Builds on the other's revision, so that the next save replaces it. */
  keepMine(): void;
};

export type EditorStore = ReturnType<typeof createEditor>;

export type OpenedGraph = GraphHead & { draft: GraphDocument; revision: number; unpublishedChanges: boolean };

/** The state of one open editor. The document changes only through the commands of core/graph/edits. */
export function createEditor(opened: OpenedGraph, now: () => number = Date.now) {
  const { draft, revision, unpublishedChanges, ...graph } = opened;
  return createStore<EditorState>()((set, get) => {
    /** Puts a new document in place; the selection forgets what is gone. */
    const place = (document: GraphDocument, history: History) => {
      const { selection, saving } = get();
      const nodes = new Set(document.nodes.map(({ id }) => id));
      const edges = new Set(document.edges.map(({ id }) => id));
      const kept = { nodes: selection.nodes.filter((id) => nodes.has(id)), edges: selection.edges.filter((id) => edges.has(id)) };
      const same = kept.nodes.length === selection.nodes.length && kept.edges.length === selection.edges.length;
      set({
        document,
        history,
        selection: same ? selection : kept,
        unpublished: true,
        saving: saving.state === "conflict" ? saving : { state: "pending" },
      });
    };
    return {
      graph: { id: graph.id, slug: graph.slug, name: graph.name, description: graph.description, liveVersion: graph.liveVersion },
      document: draft,
      history: emptyHistory,
      selection: { nodes: [], edges: [] },
      saved: { document: draft, revision },
      saving: { state: "saved" },
      unpublished: unpublishedChanges,
      models: new Map(),
      problems: [],
      problemsByNode: {},
      drafts: {},
      overlay: "none",
      heat: {},
      run: null,
      connecting: null,
      refused: null,
      focus: null,

      perform(command, merge) {
        const { document, history } = get();
        const edited = edit(document, command);
        if (edited.undo.length > 0) place(edited.document, record(history, edited, merge ?? null, now()));
      },
      undo() {
        const step = stepBack(get().history);
        if (step !== null) place(applyEdit(get().document, step.patches), step.history);
      },
      redo() {
        const step = stepForward(get().history);
        if (step !== null) place(applyEdit(get().document, step.patches), step.history);
      },
      select(selection) {
        set((state) => ({ selection: { ...state.selection, ...selection } }));
      },
      focusNode(id) {
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
      setGraph(change) {
        set((state) => ({ graph: { ...state.graph, ...change } }));
      },
      setSaving(saving) {
        set({ saving });
      },
      markSaved(document, newRevision) {
        set((state) => ({
          saved: { document, revision: newRevision },
          saving: { state: state.document === document ? "saved" : "pending" },
        }));
      },
      takeTheirs(document, newRevision) {
        get().perform({ type: "replaceDocument", document });
        set((state) => ({ saved: { document: state.document, revision: newRevision }, saving: { state: "saved" } }));
      },
      keepMine() {
        const { saving, saved } = get();
        if (saving.state !== "conflict") return;
        set({ saved: { ...saved, revision: saving.revision }, saving: { state: "pending" } });
      },
    };
  });
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
export const isDirty = ({ document, saved }: Pick<EditorState, "document" | "saved">): boolean => document !== saved.document;

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
