"use client";

import { useStore as useFlowStore, ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import type { Guide } from "@/core/graph/guides";
import classes from "./GuideLines.module.css";

/** The lines that what is being dragged lines up with. */
export const GuideLines = memo(function GuideLines({ guides }: { guides: readonly Guide[] }) {
  const zoom = useFlowStore(({ transform }) => transform[2]);
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={`${axis} ${at}`}
          className={classes.guide}
          data-guide={axis}
          style={
            axis === "x"
              ? { left: at - 0.5 / zoom, top: from, width: 1 / zoom, height: to - from }
              : { left: from, top: at - 0.5 / zoom, width: to - from, height: 1 / zoom }
          }
        />
      ))}
    </ViewportPortal>
  );
});
