"use client";

import { useComputedColorScheme } from "@mantine/core";
import { Panel, useReactFlow, useStoreApi } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { type PointerEvent, useEffect, useRef } from "react";
import classes from "./MiniMap.module.css";
import { fitInto, type Rect, unionOf } from "./mapScale";

const SIZE = { width: 150, height: 100 };
/** While something is dragged, the map follows so often, in milliseconds: nobody looks at it then, and there are frames to draw. */
const EVERY = 120;
/** The smallest a node is drawn, in pixels of the map, so that it is seen at all. */
const SPECK = 1.5;

/**
 * The whole graph small, with what is in view marked: a click or a drag goes there, the wheel zooms. One picture, where React Flow's own
 * draws an element per node, which costs a large graph frames.
 */
export function MiniMap() {
  const t = useTranslations("editor");
  const flow = useStoreApi();
  const { setCenter, getZoom, zoomTo } = useReactFlow();
  const scheme = useComputedColorScheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const shown = useRef<{ scale: number; x: number; y: number }>({ scale: 1, x: 0, y: 0 });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour scheme has other colours
  useEffect(() => {
    const draw = () => {
      const { nodeLookup, transform, width, height } = flow.getState();
      const [left, top, zoom] = transform;
      const view: Rect = { x: -left / zoom, y: -top / zoom, width: width / zoom, height: height / zoom };
      const boxes: Rect[] = [];
      for (const { internals, measured, hidden } of nodeLookup.values())
        if (hidden !== true && measured.width !== undefined && measured.height !== undefined)
          boxes.push({ ...internals.positionAbsolute, width: measured.width, height: measured.height });
      shown.current = fitInto(SIZE, unionOf([...boxes, view]));
      paint(canvas.current, boxes, shown.current);
      place(frame.current, view, shown.current);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    let next = 0;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        draw();
      }, EVERY);
    };
    const stop = flow.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) {
        cancelAnimationFrame(next);
        next = requestAnimationFrame(draw);
      } else if (now.nodes !== before.nodes) later();
    });
    draw();
    return () => {
      stop();
      clearTimeout(timer);
      cancelAnimationFrame(next);
    };
  }, [flow, scheme]);

  useEffect(() => {
    const zoom = (event: WheelEvent) => {
      event.preventDefault();
      void zoomTo(getZoom() * 2 ** (-event.deltaY * 0.002));
    };
    const map = canvas.current;
    // React's own wheel listeners can't keep the page from scrolling.
    map?.addEventListener("wheel", zoom, { passive: false });
    return () => map?.removeEventListener("wheel", zoom);
  }, [getZoom, zoomTo]);

  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    const { scale, x, y } = shown.current;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    void setCenter((event.clientX - left - x) / scale, (event.clientY - top - y) / scale, { zoom: getZoom() });
  };
  return (
    <Panel position="bottom-right" className={`react-flow__minimap ${classes.map}`}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t("minimap")}
        style={SIZE}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={(event) => event.buttons === 1 && go(event)}
      />
      <div ref={frame} className={classes.view} />
    </Panel>
  );
}

type Scale = { scale: number; x: number; y: number };

function paint(canvas: HTMLCanvasElement | null, boxes: readonly Rect[], { scale, x, y }: Scale): void {
  const context = canvas?.getContext("2d");
  if (canvas == null || context == null) return;
  const dense = window.devicePixelRatio;
  canvas.width = SIZE.width * dense;
  canvas.height = SIZE.height * dense;
  context.scale(dense, dense);
  context.fillStyle = getComputedStyle(canvas).color;
  for (const box of boxes)
    context.fillRect(x + box.x * scale, y + box.y * scale, Math.max(SPECK, box.width * scale), Math.max(SPECK, box.height * scale));
}

function place(frame: HTMLElement | null, view: Rect, { scale, x, y }: Scale): void {
  if (frame === null) return;
  frame.style.transform = `translate(${x + view.x * scale}px, ${y + view.y * scale}px)`;
  frame.style.width = `${view.width * scale}px`;
  frame.style.height = `${view.height * scale}px`;
}
