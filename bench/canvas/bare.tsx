import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  Controls,
  Handle,
  MiniMap,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
} from "@xyflow/react";
import { memo, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { BareScene } from "./scene";

/**
 * What React Flow itself needs for the same graph: memoised nodes of the same places and sizes with the same handles, the same
 * background, controls and map, its own edges, and nothing of Minnow. It renders every node, as React Flow does unless told otherwise.
 */
type BareNode = Node<{ title: string; inputs: string[]; outputs: string[]; status: string }, "bare">;

declare global {
  interface Window {
    /** Tells of a run: sets the status of one node after the other. */
    bareRun(ids: readonly string[], everyMs: number, holdMs: number): () => void;
  }
}

const place = (index: number) => ({ top: 60 + index * 22 });

const BareNodeView = memo(function BareNodeView({ data }: NodeProps<BareNode>) {
  return (
    <div className="bare" data-status={data.status || undefined}>
      <strong>{data.title}</strong>
      {data.status !== "" && <span>{data.status}</span>}
      {data.inputs.map((name, index) => (
        <Handle key={name} id={name} type="target" position={Position.Left} style={place(index)} />
      ))}
      {data.outputs.map((name, index) => (
        <Handle key={name} id={name} type="source" position={Position.Right} style={place(index)} />
      ))}
    </div>
  );
});

const nodeTypes = { bare: BareNodeView };
const snapGrid: [number, number] = [16, 16];

function Flow({ scene }: { scene: BareScene }) {
  const [nodes, setNodes, onNodesChange] = useNodesState<BareNode>(
    scene.nodes.map(({ id, position, ...data }) => ({ id, type: "bare", position, data: { ...data, status: "" } })),
  );
  const [edges, , onEdgesChange] = useEdgesState(scene.edges);
  useEffect(() => {
    const tell = (id: string, status: string) =>
      setNodes((before) => before.map((node) => (node.id === id ? { ...node, data: { ...node.data, status } } : node)));
    window.bareRun = (ids, everyMs, holdMs) => {
      let [begun, ended] = [0, 0];
      const start = performance.now();
      const timer = setInterval(() => {
        const passed = performance.now() - start;
        for (; begun < ids.length && begun * everyMs <= passed; begun++) tell(ids[begun] ?? "", "running");
        for (; ended < begun && ended * everyMs + holdMs <= passed; ended++) tell(ids[ended] ?? "", "succeeded");
      }, everyMs / 2);
      return () => clearInterval(timer);
    };
  }, [setNodes]);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      nodeTypes={nodeTypes}
      snapToGrid
      snapGrid={snapGrid}
      minZoom={0.15}
      maxZoom={2}
      fitView
    >
      <Background variant={BackgroundVariant.Dots} gap={16} size={1} />
      <Controls showInteractive={false} />
      <MiniMap pannable zoomable />
    </ReactFlow>
  );
}

function Page() {
  const [scene, setScene] = useState<BareScene | null>(null);
  useEffect(() => {
    void fetch(`/scene/${window.location.pathname.slice(1)}`)
      .then((response) => response.json())
      .then(setScene);
  }, []);
  if (scene === null) return null;
  return (
    <>
      <Flow scene={scene} />
      <textarea aria-label="Text" />
    </>
  );
}

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<Page />);
