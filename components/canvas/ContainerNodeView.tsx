"use client";

import type { NodeProps } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { kinds } from "@/nodes/definitions";
import { useEditor } from "../editor/EditorContext";
import classes from "./Canvas.module.css";
import { CollapseButton } from "./CollapseButton";
import { NodeHead, ServedBy, useFreshHandles } from "./GraphNodeView";
import { NodeRunLine } from "./NodeRunLine";
import { PortHandle } from "./PortHandle";
import { previewOf } from "./preview";
import { useStatus } from "./useStatus";
import type { CanvasNode } from "./view";

/** A node with others inside it. Its ports stand at its edges: outside what it takes and gives, inside what its body is given and gives back. */
export const ContainerNodeView = memo(function ContainerNodeView({ id, data, selected }: NodeProps<CanvasNode>) {
  const { node, ports, ghosts, size } = data;
  const t = useTranslations("editor");
  const status = useStatus(id);
  const empty = useEditor(({ document }) => document.nodes.every(({ parentId }) => parentId !== id));
  const inside = ports.inside ?? { gives: [], takes: [] };
  useFreshHandles(id, JSON.stringify([ports, ghosts, size]));
  return (
    <div
      className={`${classes.node} ${classes.container}`}
      style={size}
      data-node-id={id}
      data-kind={node.kind}
      data-category="container"
      data-selected={selected || undefined}
      data-status={status}
    >
      <div className={classes.containerHead}>
        <CollapseButton node={node} />
        <NodeHead node={node} />
        {kinds(node.kind)?.asksModels === true && <ServedBy node={node} />}
        <span className={classes.containerPreview}>{previewOf(node)}</span>
        <NodeRunLine id={id} withOutput={false} />
      </div>
      <div className={classes.gutter} data-edge="left">
        {ports.inputs.map((port) => (
          <PortHandle key={port.name} node={id} name={port.name} side="input" port={port} />
        ))}
        {ghosts.inputs.map((name) => (
          <PortHandle key={name} node={id} name={name} side="input" />
        ))}
        <hr />
        {inside.gives.map((port) => (
          <PortHandle key={port.name} node={id} name={port.name} side="output" port={port} inside />
        ))}
      </div>
      <div className={classes.gutter} data-edge="right">
        {ports.outputs.map((port) => (
          <PortHandle key={port.name} node={id} name={port.name} side="output" port={port} />
        ))}
        {ghosts.outputs.map((name) => (
          <PortHandle key={name} node={id} name={name} side="output" />
        ))}
        <hr />
        {inside.takes.map((port) => (
          <PortHandle key={port.name} node={id} name={port.name} side="input" port={port} inside />
        ))}
      </div>
      {empty && <p className={classes.containerHint}>{t("containerEmpty")}</p>}
    </div>
  );
});
