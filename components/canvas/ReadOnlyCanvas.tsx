"use client";

import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  Controls,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useNodesInitialized,
  useReactFlow,
} from "@xyflow/react";
import { useLocale, useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { GraphDocument, GraphNode, GraphNote } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { sharedState } from "@/core/live/document";
import type { ModelInfo } from "@/core/models";
import { kinds } from "@/nodes/definitions";
import { EditorProvider, useEditor } from "../editor/EditorContext";
import { createEditor, type GraphHead, type ShownRun } from "../editor/store";
import classes from "./Canvas.module.css";
import { CollapsedContainerView } from "./CollapsedContainerView";
import { ContainerNodeView } from "./ContainerNodeView";
import { DistanceProvider, useDistance } from "./far";
import { GraphEdgeView } from "./GraphEdgeView";
import { GraphNodeView } from "./GraphNodeView";
import { MiniMap } from "./MiniMap";
import { NoteView } from "./NoteView";
import { useFlowWords } from "./useFlowWords";
import { type CanvasEdge, type CanvasElement, createView, type Placement } from "./view";

const nodeTypes = { graph: GraphNodeView, container: ContainerNodeView, collapsed: CollapsedContainerView, note: NoteView };
const edgeTypes = { graph: GraphEdgeView };
/** A graph of so many nodes needs no map: it would hide more than it shows. */
const SEEN_AT_ONCE = 30;

/** How an element stands out: `mark` for its look (`data-mark`), `label` for its words, `note` for what else is to be read on it. */
export type Mark = { mark: string; label: string; note?: string };
export type Marks = { nodes: ReadonlyMap<string, Mark>; edges: ReadonlyMap<string, Mark> };

type Props = {
  label: string;
  document: GraphDocument;
  marks: Marks;
  chosen: string | null;
  /** To be brought into view; a new object asks again. */
  focus: { node: string } | null;
  onChoose(node: string | null): void;
};

/** A graph to look at, such as an earlier version: drawn as in the editor, with marks, and nothing of it can be changed. */
export function ReadOnlyCanvas(props: Props) {
  const models = useEditor((state) => state.models);
  const graph = useEditor((state) => state.graph);
  return <DocumentCanvas {...props} graph={graph} models={models} run={null} />;
}

type Around = { graph: GraphHead; models: ReadonlyMap<string, ModelInfo>; run: ShownRun | null };

/** The same outside of an editor. `run` is drawn on it; `graph` must stay the same object. */
export function DocumentCanvas({ graph, models, run, ...props }: Props & Around) {
  // Nothing is hidden where one only looks.
  const document = useMemo(() => expanded(props.document), [props.document]);
  const store = useMemo(
    () =>
      createEditor({ ...graph, state: sharedState(document), draft: document, revision: 1, unpublishedChanges: false }, { readOnly: true }),
    [graph, document],
  );
  useEffect(() => store.getState().show({ models, run }), [store, models, run]);
  return (
    <EditorProvider store={store}>
      <ReactFlowProvider>
        <DistanceProvider nodes={document.nodes.length}>
          <Flow key={graph.id} {...props} document={document} />
        </DistanceProvider>
      </ReactFlowProvider>
    </EditorProvider>
  );
}

function expanded(document: GraphDocument): GraphDocument {
  const ids = document.nodes.flatMap(({ id, collapsed }) => (collapsed === true ? [id] : []));
  return edit(document, { type: "collapse", ids, collapsed: false });
}

function Flow({ label, document, marks, chosen, focus, onChoose }: Props) {
  const flowWords = useFlowWords();
  const locale = useLocale();
  const [view] = useState(() => createView(kinds));
  const [placements, setPlacements] = useState<ReadonlyMap<string, Placement>>(new Map());
  const canvas = useTranslations("canvas");
  const words = useMemo(() => {
    const marked = (id: string, words: string) => [words, marks.nodes.get(id)?.label, marks.nodes.get(id)?.note].filter(Boolean).join(", ");
    return {
      describe: (node: GraphNode) => marked(node.id, `${node.name}, ${kinds(node.kind)?.text[locale].title ?? node.kind}`),
      describeNote: (note: GraphNote) => marked(note.id, canvas("noteOf", { text: note.text.slice(0, 120) })),
      describeEdge: (from: string, to: string) => canvas("edgeName", { from, to }),
    };
  }, [canvas, locale, marks]);
  const { nodes, edges } = useMemo(() => {
    const plain = view({ document, placements, selection: { nodes: chosen === null ? [] : [chosen], edges: [] }, ...words });
    return {
      nodes: plain.nodes.map((node) => ({ ...node, ...attributes(marks.nodes.get(node.id)) })),
      edges: plain.edges.map((edge) => ({ ...edge, ...attributes(marks.edges.get(edge.id)) })),
    };
  }, [view, document, placements, chosen, words, marks]);
  const { cull } = useDistance();
  const { fitView } = useReactFlow();
  const ready = useNodesInitialized();
  const fitted = useRef(false);
  useEffect(() => {
    if (!ready || fitted.current) return;
    fitted.current = true;
    void fitView({ padding: 0.1, maxZoom: 1 });
  }, [ready, fitView]);
  useEffect(() => {
    if (focus !== null) void fitView({ nodes: [{ id: focus.node }], maxZoom: 1, duration: 250 });
  }, [focus, fitView]);
  const onNodesChange = useCallback((changes: NodeChange<CanvasElement>[]) => {
    const measured = changes.flatMap((change) =>
      change.type === "dimensions" && change.dimensions !== undefined ? [[change.id, { measured: change.dimensions }] as const] : [],
    );
    if (measured.length > 0) setPlacements((before) => new Map<string, Placement>([...before, ...measured]));
  }, []);
  return (
    <section className={classes.canvas} aria-label={label}>
      <ReactFlow<CanvasElement, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(_, { id }) => onChoose(id)}
        onPaneClick={() => onChoose(null)}
        onKeyDown={({ key, target }) => {
          const id = target instanceof HTMLElement ? target.closest<HTMLElement>(".react-flow__node")?.dataset.id : undefined;
          if ((key === "Enter" || key === " ") && id !== undefined) onChoose(id);
        }}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        zoomOnDoubleClick={false}
        minZoom={0.1}
        maxZoom={2}
        onlyRenderVisibleElements={cull}
        ariaLabelConfig={flowWords}
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1} />
        <Controls showInteractive={false} position="bottom-left" />
        {document.nodes.length > SEEN_AT_ONCE && <MiniMap />}
      </ReactFlow>
    </section>
  );
}

const attributes = (mark: Mark | undefined) =>
  mark === undefined
    ? {}
    : { domAttributes: { tabIndex: 0, "data-mark": mark.mark, "data-mark-label": mark.label, "data-mark-note": mark.note } };
