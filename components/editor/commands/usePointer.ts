"use client";

import { useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";
import type { Point } from "@/core/graph/levels";

/** Where the pointer was last on the canvas, and whether it is there now. */
export type Pointer = { last(): Point | null; now(): Point | null };

/** Follows the pointer over the canvas, in the canvas's own coordinates. */
export function usePointer(): Pointer {
  const { screenToFlowPosition } = useReactFlow();
  const seen = useRef<{ at: Point; over: boolean } | null>(null);
  useEffect(() => {
    const follow = ({ clientX, clientY, target }: PointerEvent) => {
      const over = target instanceof Element && target.closest(".react-flow") !== null;
      if (over) seen.current = { at: { x: clientX, y: clientY }, over };
      else if (seen.current !== null) seen.current = { ...seen.current, over };
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerdown", follow);
    return () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerdown", follow);
    };
  }, []);
  return useMemo(() => {
    const last = () => (seen.current === null ? null : screenToFlowPosition(seen.current.at, { snapToGrid: false }));
    return { last, now: () => (seen.current?.over === true ? last() : null) };
  }, [screenToFlowPosition]);
}
