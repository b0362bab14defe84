"use client";

import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  type Connection,
  Controls,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  Panel,
  ReactFlow,
  useNodesInitialized,
  useReactFlow,
} from "@xyflow/react";
import { useLocale, useTranslations } from "next-intl";
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { GraphNode, PortRef } from "@/core/graph/document";
import { absolutePosition, withDescendants } from "@/core/graph/levels";
import { kinds } from "@/nodes/definitions";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import { useProblemText } from "../format/sentences";
import classes from "./Canvas.module.css";
import { ContainerNodeView } from "./ContainerNodeView";
import { containerAt } from "./containers";
import { ConnectionLine, GraphEdgeView } from "./GraphEdgeView";
import { GraphNodeView } from "./GraphNodeView";
import { placeOf, portKey } from "./handles";
import { OtherPeople } from "./OtherPeople";
import { DRAGGED_KIND, useAddNode } from "./useAddNode";
import { type CanvasEdge, type CanvasNode, createView, type Placement } from "./view";

const nodeTypes = { graph: GraphNodeView, container: ContainerNodeView };
const edgeTypes = { graph: GraphEdgeView };
export const GRID = 16;

/** The graph, drawn and edited. Every change goes to the editor store; React Flow only shows it. */
export function Canvas() {
  const t = useTranslations("editor");
  const locale = useLocale();
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const [view] = useState(() => createView(kinds));
  const [placements, setPlacements] = useState<ReadonlyMap<string, Placement>>(new Map());
  const describe = useCallback((node: GraphNode) => `${node.name}, ${kinds(node.kind)?.text[locale].title ?? node.kind}`, [locale]);
  const { nodes, edges } = useMemo(
    () => view({ document, placements, selection, describe }),
    [view, document, placements, selection, describe],
  );
  const { screenToFlowPosition } = useReactFlow<CanvasNode, CanvasEdge>();
  const { drop } = useAddNode();
  useFollowSelection();
  useFirstFit();

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const moved: Record<string, { x: number; y: number }> = {};
      const placed = new Map<string, Placement>();
      const selected = new Map<string, boolean>();
      for (const change of changes) {
        if (change.type === "dimensions" && change.dimensions !== undefined) placed.set(change.id, { measured: change.dimensions });
        if (change.type === "select") selected.set(change.id, change.selected);
        if (change.type === "position" && change.position !== undefined) {
          if (change.dragging === true) placed.set(change.id, { dragged: change.position });
          else moved[change.id] = change.position;
        }
      }
      const ended = Object.keys(moved);
      if (placed.size > 0 || ended.length > 0) {
        setPlacements((before) => {
          const after = new Map(before);
          for (const [id, placement] of placed) after.set(id, { ...before.get(id), ...placement });
          for (const id of ended) {
            const { dragged: _, ...rest } = before.get(id) ?? {};
            after.set(id, rest);
          }
          return after;
        });
      }
      if (ended.length > 0) store.getState().perform({ type: "moveNodes", positions: moved }, `move ${ended.join()}`);
      if (selected.size > 0) store.getState().select({ nodes: changeSelection(store.getState().selection.nodes, selected) });
    },
    [store],
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

  const onConnectEnd: OnConnectEnd = useCallback(
    (_, { isValid: valid, toHandle }) => {
      const { connecting, stopConnecting } = store.getState();
      const refusal = toHandle?.id == null ? undefined : connecting?.refusals.get(portKey(placeOf(toHandle.nodeId, toHandle.id)));
      stopConnecting(valid === false && refusal !== undefined ? refusal : null);
    },
    [store],
  );

  const onDrop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(DRAGGED_KIND);
    if (kind === "") return;
    event.preventDefault();
    drop(kind, screenToFlowPosition({ x: event.clientX - 110, y: event.clientY - 20 }));
  };

  /** A node dropped onto a container goes into it; one dropped outside its own leaves it. */
  const onNodeDragStop = useCallback(
    (_: unknown, __: CanvasNode, dragged: CanvasNode[]) => {
      const { document, perform } = store.getState();
      const byId = new Map(document.nodes.map((node) => [node.id, node]));
      const moved = withDescendants(
        document.nodes,
        dragged.map(({ id }) => id),
      );
      const sizes = new Map(nodes.flatMap(({ id, data }) => (data.size === undefined ? [] : [[id, data.size] as const])));
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
      if (moves.length > 0) perform({ type: "reparent", moves }, `move ${dragged.map(({ id }) => id).join()}`);
    },
    [store, nodes],
  );

  return (
    <section className={classes.canvas} aria-label={t("canvas")}>
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={onNodeDragStop}
        onConnectStart={(_, { nodeId, handleId, handleType }) => {
          if (nodeId !== null && handleId !== null && handleType !== null)
            store.getState().startConnecting(placeOf(nodeId, handleId), handleType);
        }}
        onConnect={(connection) => {
          const ends = endsOf(connection);
          if (ends !== null) store.getState().perform({ type: "connect", ...ends });
        }}
        onConnectEnd={onConnectEnd}
        isValidConnection={isValid}
        connectionLineComponent={ConnectionLine}
        connectionRadius={28}
        deleteKeyCode={null}
        multiSelectionKeyCode={["Shift", "Meta", "Control"]}
        onDrop={onDrop}
        onDragOver={(event) => {
          event.preventDefault();
          event.dataTransfer.dropEffect = "move";
        }}
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={[GRID, GRID]}
        minZoom={0.15}
        maxZoom={2}
        onlyRenderVisibleElements={document.nodes.length > 200}
        attributionPosition="bottom-center"
        ariaLabelConfig={{
          "controls.zoomIn.ariaLabel": t("zoomIn"),
          "controls.zoomOut.ariaLabel": t("zoomOut"),
          "controls.fitView.ariaLabel": t("fitView"),
          "controls.ariaLabel": t("controls"),
          "minimap.ariaLabel": t("minimap"),
          "node.a11yDescription.default": t("nodeKeys"),
          "edge.a11yDescription.default": t("edgeKeys"),
        }}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID} size={1} />
        <Controls showInteractive={false} position="bottom-left" />
        {document.nodes.length > 0 && (
          <MiniMap pannable zoomable position="bottom-right" className={classes.minimap} nodeClassName={minimapClass} />
        )}
        <OtherPeople />
        <Panel position="top-center">
          <RefusalHint />
        </Panel>
        {document.nodes.length === 0 && (
          <Panel position="top-center" className={classes.emptyHint}>
            <strong>{t("emptyTitle")}</strong>
            <span>{t("emptyText")}</span>
          </Panel>
        )}
      </ReactFlow>
    </section>
  );
}

const minimapClass = ({ data }: CanvasNode) => `minimap-${data.node.kind}`;

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
  const { getNode, getInternalNode, setCenter, getViewport } = useReactFlow<CanvasNode, CanvasEdge>();
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
