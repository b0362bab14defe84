import { useOnViewportChange, useStoreApi, type Viewport } from "@xyflow/react";
import { type RefObject, useEffect, useRef } from "react";
import { isLarge } from "./geometry";

/** How long after the last step a picture is kept for another one, in milliseconds. */
const REST = 300;

/**
 * While a large graph is panned, the browser moves the picture it has drawn of it instead of drawing it anew for every frame. Not while
 * it is zoomed: the picture would be stretched.
 */
export function usePanLayer(canvas: RefObject<HTMLElement | null>): void {
  const flow = useStoreApi();
  const before = useRef<Viewport>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keepPicture = (keep: boolean) => canvas.current?.toggleAttribute("data-panning", keep);
  useOnViewportChange({
    onChange: (view) => {
      const pans = before.current?.zoom === view.zoom && isLarge(flow.getState().nodeLookup.size);
      before.current = view;
      clearTimeout(timer.current);
      keepPicture(pans);
      if (pans) timer.current = setTimeout(() => keepPicture(false), REST);
    },
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
