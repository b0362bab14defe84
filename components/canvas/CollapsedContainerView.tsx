"use client";

import type { NodeProps } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo, useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { withDescendants } from "@/core/graph/levels";
import { kinds } from "@/nodes/definitions";
import { useEditor } from "../editor/EditorContext";
import { tallyOf } from "../runs/firings";
import classes from "./Canvas.module.css";
import { CollapseButton } from "./CollapseButton";
import styles from "./Collapsed.module.css";
import { NodeHead, ServedBy, useFreshHandles } from "./GraphNodeView";
import { NodePorts } from "./NodePorts";
import { NodeRunLine } from "./NodeRunLine";
import { previewOf } from "./preview";
import { useStatus } from "./useStatus";
import type { CanvasNode } from "./view";

/** A container that hides what is inside it: as large as any node, with its ports outside and how its inside fares. */
export const CollapsedContainerView = memo(function CollapsedContainerView({ id, data, selected }: NodeProps<CanvasNode>) {
  const { node, ports, ghosts } = data;
  const status = useStatus(id);
  const preview = previewOf(node);
  useFreshHandles(id, JSON.stringify([ports.inputs, ports.outputs, ghosts]));
  return (
    <div
      className={`${classes.node} ${styles.collapsed}`}
      data-node-id={id}
      data-kind={node.kind}
      data-category="container"
      data-collapsed
      data-selected={selected || undefined}
      data-status={status}
    >
      <div className={styles.head}>
        <CollapseButton node={node} />
        <NodeHead node={node} />
      </div>
      {kinds(node.kind)?.asksModels === true && (
        <div className={classes.model}>
          <ServedBy node={node} />
        </div>
      )}
      {preview !== "" && <p className={classes.preview}>{preview}</p>}
      <Inside id={id} />
      <NodePorts id={id} ports={ports} ghosts={ghosts} />
      <NodeRunLine id={id} withOutput={false} />
    </div>
  );
});

/** How many nodes are inside and, in a run, how they fare together. */
function Inside({ id }: { id: string }) {
  const t = useTranslations("grouping");
  const nodes = useEditor(({ settled }) => settled.nodes);
  const ids = useMemo(() => [...withDescendants(nodes, [id])].filter((inner) => inner !== id), [nodes, id]);
  const { ended, running, waiting, failed } = useEditor(useShallow(({ run }) => tallyOf(run?.firings ?? {}, ids)));
  return (
    <p className={styles.inside}>
      <span>{t("inside", { count: ids.length })}</span>
      {ended > 0 && <span>{t("insideRun.ended", { count: ended })}</span>}
      {running > 0 && <span data-state="running">{t("insideRun.running", { count: running })}</span>}
      {waiting > 0 && <span data-state="waiting">{t("insideRun.waiting", { count: waiting })}</span>}
      {failed > 0 && <span data-state="failed">{t("insideRun.failed", { count: failed })}</span>}
    </p>
  );
}
