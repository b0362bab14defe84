import type { NodeHandle } from "@xyflow/react";
import { Position } from "@xyflow/react";
import type { GraphNode } from "@/core/graph/document";
import type { Ports } from "@/core/graph/ports";
import { kinds } from "@/nodes/definitions";
import type { Size } from "./containers";
import { previewOf } from "./preview";

/** Graphs with more nodes draw only what is in view, and that simply while it is far away. */
const LARGE = 200;
export const isLarge = (nodes: number): boolean => nodes > LARGE;

/** Lengths of `.node` in Canvas.module.css, in pixels. */
const WIDTH = 240;
export const BORDER = 1;
const HEAD = 37;
const MODEL = 27;
const LINE = 16;
const LINE_CHARACTERS = 37;
const PORTS_PADDING = 2;
const ROW = 22;
const HANDLE = 18;
const BOTTOM = 6;

/** The names of a node's ports, those included that only edges still name. */
export type PortNames = { inputs: readonly string[]; outputs: readonly string[] };

export const portNames = (ports: Ports, ghosts: PortNames): PortNames => ({
  inputs: [...ports.inputs.map(({ name }) => name), ...ghosts.inputs],
  outputs: [...ports.outputs.map(({ name }) => name), ...ghosts.outputs],
});

/**
 * Where a node's parts will be about, before it has been drawn: edges can be drawn to it, and the graph be fitted to the canvas, without
 * drawing every node first. Off by a line of text at most; what is drawn in full is measured.
 */
export function estimateNode(node: GraphNode, { inputs, outputs }: PortNames): { size: Size; handles: NodeHandle[] } {
  const preview = previewOf(node).length;
  const lines = preview === 0 ? 0 : Math.min(2, Math.ceil(preview / LINE_CHARACTERS));
  const top = BORDER + HEAD + (kinds(node.kind)?.asksModels === true ? MODEL : 0) + (lines === 0 ? 0 : lines * LINE + 5);
  const rows = Math.max(inputs.length, outputs.length);
  const ports = rows === 0 ? 0 : rows * ROW + 2 * PORTS_PADDING;
  const handle = (type: NodeHandle["type"], left: number) => (id: string, index: number) => ({
    id,
    type,
    position: type === "target" ? Position.Left : Position.Right,
    x: left - HANDLE / 2,
    y: top + PORTS_PADDING + index * ROW + (ROW - HANDLE) / 2,
    width: HANDLE,
    height: HANDLE,
  });
  return {
    size: { width: WIDTH, height: top + ports + BOTTOM + BORDER },
    handles: [...inputs.map(handle("target", BORDER)), ...outputs.map(handle("source", WIDTH - BORDER))],
  };
}
