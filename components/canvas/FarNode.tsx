"use client";

import type { NodeProps } from "@xyflow/react";
import { modelsOf } from "@/core/graph/kind";
import { kinds } from "@/nodes/definitions";
import { useEditor } from "../editor/EditorContext";
import classes from "./Canvas.module.css";
import far from "./FarNode.module.css";
import { BORDER, estimateNode, portNames } from "./geometry";
import { useStatus } from "./useStatus";
import type { CanvasNode } from "./view";

/** As many characters as two lines hold. */
const LONGEST = 32;
const short = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

/** A node seen from far away: its name, and by colour and shape its class and how it fares. As large as when it is drawn in full. */
export function FarNode({ id, data: { node, ports, ghosts }, selected, height }: NodeProps<CanvasNode>) {
  const definition = kinds(node.kind);
  const asks = definition?.asksModels === true;
  const modelKey = asks ? modelsOf(node, kinds)[0] : undefined;
  const modelClass = useEditor((state) => (modelKey === undefined ? undefined : state.models.get(modelKey)?.class));
  const heat = useEditor((state) => (state.overlay === "none" || state.overlay === "state" ? undefined : state.heat[id]?.level));
  const severe = useEditor((state) => state.problemsByNode[id]?.some(({ severity }) => severity === "error"));
  return (
    <div
      className={`${classes.node} ${far.node}`}
      style={{ height }}
      data-node-id={id}
      data-kind={node.kind}
      data-category={definition?.category ?? "unknown"}
      data-class={asks ? (modelClass ?? "unassigned") : undefined}
      data-selected={selected || undefined}
      data-status={useStatus(id)}
      data-heat={heat}
      data-severity={severe === undefined ? undefined : severe ? "error" : "warning"}
    >
      <span className={far.name}>{short(node.name)}</span>
      {/* React Flow looks for the ends of edges in what is drawn. */}
      {estimateNode(node, portNames(ports, ghosts)).handles.map(({ id: port, type, position, x, y }) => (
        <i
          key={`${type} ${port}`}
          className={`${type} ${far.port}`}
          data-handleid={port}
          data-handlepos={position}
          style={{ left: x - BORDER, top: y - BORDER }}
        />
      ))}
    </div>
  );
}
