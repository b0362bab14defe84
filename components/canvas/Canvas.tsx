"use client";

import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  type Connection,
  Controls,
  type EdgeChange,
  type NodeChange,
  type OnConnectEnd,
  type OnConnectStart,
  type OnNodeDrag,
  Panel,
  ReactFlow,
  useNodesInitialized,
  useReactFlow,
} from "@xyflow/react";
import { useLocale, useTranslations } from "next-intl";
import { type DragEvent, lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { GraphDocument, GraphEdge, GraphNode, GraphNote, PortRef } from "@/core/graph/document";
import { endsOfEdge, kindFitsBetween, splitEdge } from "@/core/graph/fitting";
import { modelsOf } from "@/core/graph/kind";
import { absolutePosition, withDescendants } from "@/core/graph/levels";
import { kinds } from "@/nodes/definitions";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import { EmptyCanvas } from "../editor/later";
import { hasSamePlaces } from "../editor/places";
import { useProblemText } from "../format/sentences";
import { AddMenu } from "./AddMenu";
import { useAddMenu } from "./AddMenuContext";
import classes from "./Canvas.module.css";
import { CollapsedContainerView } from "./CollapsedContainerView";
import { ContainerNodeView } from "./ContainerNodeView";
import { containerAt } from "./containers";
import { edgeUnder, markEdge } from "./dropOnEdge";
import { DistanceProvider, useDistance } from "./far";
import { ConnectionLine, GraphEdgeView } from "./GraphEdgeView";
import { GraphNodeView } from "./GraphNodeView";
import { GuideLines } from "./GuideLines";
import { placeOf, portKey } from "./handles";
import { NoteView } from "./NoteView";
import { OtherPeople } from "./OtherPeople";
import { DRAGGED_KIND, useAddNode } from "./useAddNode";
import { useFlowWords } from "./useFlowWords";
import { usePanLayer } from "./usePanLayer";
import { useSnapping } from "./useSnapping";
import { type CanvasEdge, type CanvasElement, createView, type Placement } from "./view";

/** It comes when the graph has been shown. */
const MiniMap = lazy(async () => ({ default: (await import("./MiniMap")).MiniMap }));

const nodeTypes = { graph: GraphNodeView, container: ContainerNodeView, collapsed: CollapsedContainerView, note: NoteView };
const edgeTypes = { graph: GraphEdgeView };
export const GRID = 16;
// React Flow takes a new object for a change and tells every node and edge of it: these stay the same from frame to frame.
const snapGrid: [number, number] = [GRID, GRID];
const multiSelectionKeys = ["Shift", "Meta", "Control"];

/** The graph, drawn and edited. Every change goes to the editor store; React Flow only shows it. */
export function Canvas() {
  const count = useEditor((state) => state.document.nodes.length);
  return (
    <DistanceProvider nodes={count}>
      <Flow />
    </DistanceProvider>
  );
}

function Flow() {
  const t = useTranslations("editor");
  const store = useEditorStore();
  const document = useDrawn();
  const selection = useEditor((state) => state.selection);
  const [view] = useState(() => createView(kinds));
  const [placements, setPlacements] = useState<ReadonlyMap<string, Placement>>(new Map());
  const words = useWords();
  const { nodes, edges } = useMemo(
    () => view({ document, placements, selection, ...words }),
    [view, document, placements, selection, words],
  );
  const drawn = useRef(nodes);
  drawn.current = nodes;
  const { screenToFlowPosition } = useReactFlow<CanvasElement, CanvasEdge>();
  const { drop, addAt } = useAddNode();
  const openAddMenu = useAddMenu()?.open;
  const { dragging, guides, start, snap, settled, end } = useSnapping(GRID);
  const { far, cull, rested } = useDistance();
  const flowWords = useFlowWords();
  const section = useRef<HTMLElement>(null);
  usePanLayer(section);
  useFollowSelection();
  useFirstFit();

  const onNodesChange = useCallback(
    (reported: NodeChange<CanvasElement>[]) => {
      const changes = snap(reported);
      const moved: Record<string, { x: number; y: number }> = {};
      const placed = new Map<string, Placement>();
      const selected = new Map<string, boolean>();
      const resized: string[] = [];
      for (const change of changes) {
        if (change.type === "dimensions" && change.dimensions !== undefined) {
          const { dimensions: measured, resizing } = change;
          placed.set(change.id, { ...placed.get(change.id), measured, ...(resizing === true && { resized: measured }) });
          if (resizing === false) resized.push(change.id);
        }
        if (change.type === "select") selected.set(change.id, change.selected);
        if (change.type === "position" && change.position !== undefined) {
          if (change.dragging !== false) placed.set(change.id, { ...placed.get(change.id), dragged: change.position });
          else moved[change.id] = change.position;
        }
      }
      const ended = Object.keys(moved);
      if (placed.size > 0 || ended.length + resized.length > 0) {
        setPlacements((before) => {
          const after = new Map(before);
          for (const [id, placement] of placed) after.set(id, { ...before.get(id), ...placement });
          for (const id of [...ended, ...resized]) {
            const { dragged: _, resized: __, ...rest } = after.get(id) ?? {};
            after.set(id, rest);
          }
          return after;
        });
      }
      if (ended.length > 0) store.getState().perform({ type: "moveNodes", positions: moved }, `move ${ended.join()}`);
      if (selected.size > 0) store.getState().select({ nodes: changeSelection(store.getState().selection.nodes, selected) });
    },
    [store, snap],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<CanvasEdge>[]) => {
      const selected = new Map(changes.flatMap((change) => (change.type === "select" ? [[change.id, change.selected] as const] : [])));
      if (selected.size > 0) store.getState().select({ edges: changeSelection(store.getState().selection.edges, selected) });
    },
    [store],
  );

  const isValid = useCallback(
    (connection: Connection | CanvasEdge) => {
      const { connecting } = store.getState();
      const ends = endsOf(connection);
      if (connecting === null || ends === null) return false;
      const { sourceHandle, targetHandle, source, target } = connection;
      const other = connecting.side === "source" ? placeOf(target, targetHandle ?? "") : placeOf(source, sourceHandle ?? "");
      return !connecting.refusals.has(portKey(other));
    },
    [store],
  );

  const onConnectStart: OnConnectStart = useCallback(
    (_, { nodeId, handleId, handleType }) => {
      if (nodeId !== null && handleId !== null && handleType !== null)
        store.getState().startConnecting(placeOf(nodeId, handleId), handleType);
    },
    [store],
  );
  const onConnect = useCallback(
    (connection: Connection) => {
      const ends = endsOf(connection);
      if (ends !== null) store.getState().perform({ type: "connect", ...ends });
    },
    [store],
  );

  /** Over a port a connection is made or refused; over nothing it asks what to connect. */
  const onConnectEnd: OnConnectEnd = useCallback(
    (event, { isValid: valid, toHandle, toNode }) => {
      const { connecting, stopConnecting } = store.getState();
      if (connecting !== null && toHandle === null && (toNode === null || toNode.type === "container")) {
        const { clientX: x, clientY: y } = "changedTouches" in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
        const { node, port, inside } = connecting.from;
        openAddMenu?.({ at: { x, y }, end: { node, port, inside, side: connecting.side } });
      }
      const refusal = toHandle?.id == null ? undefined : connecting?.refusals.get(portKey(placeOf(toHandle.nodeId, toHandle.id)));
      stopConnecting(valid === false && refusal !== undefined ? refusal : null);
    },
    [store, openAddMenu],
  );

  const onDrop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(DRAGGED_KIND);
    if (kind === "") return;
    event.preventDefault();
    markEdge(null);
    const pointer = { x: event.clientX, y: event.clientY };
    const edge = edgeUnder(pointer);
    if (edge !== null && mayStand(store.getState().document, edge, kind)) addAt(kind, screenToFlowPosition(pointer), { edge });
    else drop(kind, screenToFlowPosition({ x: event.clientX - 110, y: event.clientY - 20 }));
  };

  /** A node that is connected to nothing can be put into an edge: which one, while it is dragged. */
  const edgeForDragged = useCallback(
    (event: unknown, dragged: readonly CanvasElement[]): GraphEdge | null => {
      const { document } = store.getState();
      const [only] = dragged;
      if (only === undefined || dragged.length > 1 || !(event instanceof MouseEvent)) return null;
      if (document.edges.some(({ source, target }) => source.node === only.id || target.node === only.id)) return null;
      const id = edgeUnder({ x: event.clientX, y: event.clientY });
      const node = document.nodes.find((candidate) => candidate.id === only.id);
      const edge = document.edges.find((candidate) => candidate.id === id);
      return node !== undefined && edge !== undefined && splitEdge(document, edge, node, kinds) !== null ? edge : null;
    },
    [store],
  );
  const onNodeDrag = useCallback(
    (event: MouseEvent | TouchEvent | React.MouseEvent, _: CanvasElement, dragged: CanvasElement[]) =>
      markEdge(edgeForDragged("nativeEvent" in event ? event.nativeEvent : event, dragged)?.id ?? null),
    [edgeForDragged],
  );

  /** A node dropped onto a container goes into it; one dropped outside its own leaves it. */
  const onDragStop = useCallback(
    (event: MouseEvent | TouchEvent | React.MouseEvent, raw: CanvasElement[]) => {
      const dragged = settled(raw);
      end();
      const { document, perform } = store.getState();
      const step = `move ${dragged.map(({ id }) => id).join()}`;
      markEdge(null);
      const edge = edgeForDragged("nativeEvent" in event ? event.nativeEvent : event, dragged);
      const put = document.nodes.find(({ id }) => id === dragged[0]?.id);
      const wiring = edge === null || put === undefined ? null : splitEdge(document, edge, put, kinds);
      if (wiring !== null) return perform({ type: "rewire", ...wiring }, step);
      const byId = new Map(document.nodes.map((node) => [node.id, node]));
      const moved = withDescendants(
        document.nodes,
        dragged.map(({ id }) => id),
      );
      const sizes = new Map(drawn.current.flatMap(({ id, data }) => (data.size === undefined ? [] : [[id, data.size] as const])));
      const moves = dragged.flatMap(({ id, position, measured }) => {
        const node = byId.get(id);
        // What is inside something that was dragged goes with it; the graph's own ends stay outside.
        if (node === undefined || moved.has(node.parentId ?? "") || node.kind === "input" || node.kind === "output") return [];
        const corner = absolutePosition({ ...node, position }, byId);
        const centre = { x: corner.x + (measured?.width ?? 240) / 2, y: corner.y + (measured?.height ?? 100) / 2 };
        const into = containerAt(document, sizes, centre, moved);
        if ((into?.id ?? undefined) === node.parentId) return [];
        const { x, y } = into?.corner ?? { x: 0, y: 0 };
        return [{ id, parentId: into?.id, position: { x: corner.x - x, y: corner.y - y } }];
      });
      if (moves.length > 0) perform({ type: "reparent", moves }, step);
    },
    [store, edgeForDragged, settled, end],
  );
  const onNodeDragStart: OnNodeDrag<CanvasElement> = useCallback((event, _, dragged) => start(event, dragged), [start]);
  const onNodeDragStop: OnNodeDrag<CanvasElement> = useCallback((event, _, dragged) => onDragStop(event, dragged), [onDragStop]);

  return (
    <section ref={section} className={classes.canvas} aria-label={t("canvas")} data-far={far || undefined}>
      <ReactFlow<CanvasElement, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDrag={onNodeDrag}
        onNodeDragStart={onNodeDragStart}
        onNodeDragStop={onNodeDragStop}
        onSelectionDragStart={start}
        onSelectionDragStop={onDragStop}
        onConnectStart={onConnectStart}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        isValidConnection={isValid}
        connectionLineComponent={ConnectionLine}
        connectionRadius={28}
        deleteKeyCode={null}
        multiSelectionKeyCode={multiSelectionKeys}
        onDrop={onDrop}
        onDragOver={(event) => {
          event.preventDefault();
          event.dataTransfer.dropEffect = "move";
          markEdge(edgeUnder({ x: event.clientX, y: event.clientY }));
        }}
        zoomOnDoubleClick={false}
        onDoubleClick={(event) => {
          if (event.target instanceof Element && event.target.classList.contains("react-flow__pane"))
            openAddMenu?.({ at: { x: event.clientX, y: event.clientY } });
        }}
        // Arrow keys move by the grid; a drag has guides as well.
        snapToGrid={!dragging}
        snapGrid={snapGrid}
        minZoom={0.15}
        maxZoom={2}
        onlyRenderVisibleElements={cull}
        attributionPosition="bottom-center"
        ariaLabelConfig={flowWords}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID} size={1} />
        <Controls showInteractive={false} position="bottom-left" />
        {document.nodes.length > 0 && rested && (
          <Suspense>
            <MiniMap />
          </Suspense>
        )}
        <OtherPeople />
        <GuideLines guides={guides} />
        <AddMenu />
        <Panel position="top-center">
          <RefusalHint />
        </Panel>
        {document.nodes.length === 0 && (
          <Panel position="top-center" className={classes.emptyHint}>
            <EmptyCanvas />
          </Panel>
        )}
      </ReactFlow>
    </section>
  );
}

/** The document as it is drawn: what is typed into a node shows on the canvas when there is time for it, so that typing goes before. */
function useDrawn(): GraphDocument {
  const now = useEditor((state) => state.settled);
  const before = useDeferredValue(now);
  return hasSamePlaces(now, before) ? before : now;
}

/** Does a new node of a kind fit into an edge? */
function mayStand(document: GraphDocument, edgeId: string, kind: string): boolean {
  const edge = document.edges.find(({ id }) => id === edgeId);
  const ends = edge && endsOfEdge(document, edge, kinds);
  const definition = kinds(kind);
  return ends != null && definition !== undefined && kindFitsBetween(definition, ends.from, ends.to);
}

/** What screen readers say of nodes, notes and connections. */
function useWords() {
  const t = useTranslations("canvas");
  const editor = useTranslations("editor");
  const grouping = useTranslations("grouping");
  const locale = useLocale();
  const models = useEditor((state) => state.models);
  const problems = useEditor((state) => state.problemsByNode);
  const describeEdge = useCallback((from: string, to: string) => t("edgeName", { from, to }), [t]);
  return useMemo(
    () => ({
      describe: remembering((node: GraphNode) => {
        const model = models.get(modelsOf(node, kinds)[0] ?? "");
        const count = problems[node.id]?.length ?? 0;
        const kind = kinds(node.kind)?.text[locale].title ?? node.kind;
        return [
          node.name,
          ...(kind === node.name ? [] : [kind]),
          ...(node.collapsed === true ? [grouping("collapsedLabel")] : []),
          ...(model === undefined ? [] : [`${model.label} (${model.class.toUpperCase()})`]),
          ...(count === 0 ? [] : [editor("problemsOfNode", { count })]),
        ].join(", ");
      }),
      describeNote: (note: GraphNote) => t("noteOf", { text: note.text.slice(0, 120) }),
      describeEdge,
    }),
    [t, editor, grouping, locale, models, problems, describeEdge],
  );
}

/** A function of nodes that says the same of the same node without working it out again. */
function remembering(describe: (node: GraphNode) => string): (node: GraphNode) => string {
  const known = new WeakMap<GraphNode, string>();
  return (node) => {
    const words = known.get(node) ?? describe(node);
    known.set(node, words);
    return words;
  };
}

function endsOf(connection: Connection | CanvasEdge): { source: PortRef; target: PortRef } | null {
  const { source, target, sourceHandle, targetHandle } = connection;
  if (sourceHandle == null || targetHandle == null) return null;
  const refOf = ({ node, port }: PortRef): PortRef => ({ node, port });
  return { source: refOf(placeOf(source, sourceHandle)), target: refOf(placeOf(target, targetHandle)) };
}

function changeSelection(before: readonly string[], changes: ReadonlyMap<string, boolean>): string[] {
  const kept = before.filter((id) => changes.get(id) !== false);
  return [...kept, ...[...changes].flatMap(([id, selected]) => (selected && !kept.includes(id) ? [id] : []))];
}

/** Shows the whole graph once its nodes have their sizes; from then on the view is the person's. */
function useFirstFit() {
  const ready = useNodesInitialized();
  // Someone who starts on an empty canvas keeps the view they draw in.
  const fitted = useRef(useEditorStore().getState().document.nodes.length === 0);
  const { fitView } = useReactFlow();
  useEffect(() => {
    if (!ready || fitted.current) return;
    fitted.current = true;
    void fitView({ padding: 0.08, maxZoom: 1 });
  }, [ready, fitView]);
}

/** Brings a node that was selected elsewhere, such as in the list of problems, into view. */
function useFollowSelection() {
  const { getNode, getInternalNode, setCenter, getViewport } = useReactFlow<CanvasElement, CanvasEdge>();
  const focus = useEditor((state) => state.focus);
  useEffect(() => {
    const node = focus === null ? undefined : getNode(focus.node);
    if (node === undefined) return;
    const { width = 240, height = 120 } = node.measured ?? {};
    const { x, y } = getInternalNode(focus?.node ?? "")?.internals.positionAbsolute ?? node.position;
    void setCenter(x + width / 2, y + height / 2, { zoom: Math.max(getViewport().zoom, 0.7), duration: 250 });
  }, [focus, getNode, getInternalNode, setCenter, getViewport]);
}

/** Why the connection just dropped was refused; goes by itself. */
function RefusalHint() {
  const store = useEditorStore();
  const refused = useEditor((state) => state.refused);
  const problemText = useProblemText();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (refused !== null) timer.current = setTimeout(() => store.getState().show({ refused: null }), 6_000);
    return () => clearTimeout(timer.current);
  }, [refused, store]);
  return (
    <div role="status" aria-live="polite">
      {refused !== null && <div className={classes.refusal}>{problemText(refused)}</div>}
    </div>
  );
}
