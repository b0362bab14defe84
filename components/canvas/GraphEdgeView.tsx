"use client";

import { BaseEdge, type ConnectionLineComponentProps, type EdgeProps, getBezierPath, getSmoothStepPath, useStoreApi } from "@xyflow/react";
import { memo, useState } from "react";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import { useProblemText } from "../format/sentences";
import classes from "./Canvas.module.css";
import { EdgeTools } from "./EdgeTools";
import { placeOf, portKey } from "./handles";
import type { CanvasEdge } from "./view";

/** An edge, coloured by the type it carries; while a run is shown it tells whether a value has passed. */
export const GraphEdgeView = memo(function GraphEdgeView(props: EdgeProps<CanvasEdge>) {
  const { id, source, target, sourceHandleId, data, selected } = props;
  const flow = useEditor(({ run }) => {
    if (run === null) return undefined;
    const from = run.firings[source]?.shown;
    const to = run.firings[target]?.shown;
    if (from === undefined || from.status === "running") return run.status === "running" ? "waiting" : undefined;
    const passed = from.status === "succeeded" && from.outputs !== null && Object.hasOwn(from.outputs, sourceHandleId ?? "");
    if (!passed) return "skipped";
    return to?.status === "running" ? "flowing" : "passed";
  });
  // When the target's node moves, so does its port, and the edge is drawn anew: there is nothing more to listen for.
  const flowStore = useStoreApi();
  const [path, x, y] = edgePath(props, flowStore.getState().nodeLookup.get(target)?.internals.positionAbsolute.y ?? 0);
  const [near, setNear] = useState(false);
  const alone = useEditor(({ selection }) => selection.nodes.length === 0 && selection.edges.length === 1 && selection.edges[0] === id);
  return (
    <g
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      className={classes.edge}
      data-type={data?.type}
      data-broken={data?.broken || undefined}
      data-flow={flow}
      data-selected={selected || undefined}
      data-edge-id={id}
    >
      <BaseEdge path={path} interactionWidth={18} />
      {(near || alone) && <EdgeTools id={id} x={x} y={y} />}
    </g>
  );
});

/** An edge that leads back runs above its target's node instead of through it; edges to lower ports keep their own lane. */
function edgePath(props: EdgeProps<CanvasEdge>, targetTop: number): [path: string, x: number, y: number] {
  const { sourceX, sourceY, targetX, targetY } = props;
  const path = ([line, x, y]: ReturnType<typeof getBezierPath>): [string, number, number] => [line, x, y];
  if (targetX > sourceX) return path(getBezierPath(props));
  const lane = targetTop - 14 - (targetY - targetTop) * 0.3;
  return path(getSmoothStepPath({ ...props, borderRadius: 14, offset: 22, ...(lane > sourceY + 20 && { centerY: lane }) }));
}

/** The line that follows the pointer while connecting, with the reason beside it when the port underneath can't take it. */
export function ConnectionLine({
  fromX,
  fromY,
  toX,
  toY,
  fromPosition,
  toPosition,
  connectionStatus,
  toHandle,
}: ConnectionLineComponentProps) {
  const store = useEditorStore();
  const problemText = useProblemText();
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  });
  const refusal =
    toHandle?.id == null ? undefined : store.getState().connecting?.refusals.get(portKey(placeOf(toHandle.nodeId, toHandle.id)));
  return (
    <g className={classes.line} data-status={connectionStatus ?? undefined}>
      <path d={path} fill="none" />
      <circle cx={toX} cy={toY} r={4} />
      {refusal !== undefined && (
        <foreignObject x={toX + 14} y={toY + 12} width={280} height={120} className={classes.lineHint}>
          <div>{problemText(refusal)}</div>
        </foreignObject>
      )}
    </g>
  );
}
