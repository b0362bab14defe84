import { useStoreApi } from "@xyflow/react";
import { type RefObject, useEffect } from "react";
import { isLarge } from "./geometry";

/** How long after the last step a picture is kept for another one, in milliseconds. */
const REST = 300;

/**
 * While a large graph is panned, the browser moves the picture it has drawn of it instead of drawing it anew for every frame. Not while
 * it is zoomed: the picture would be stretched; nor from far away, where the browser is quicker at drawing the few lines of each node
 * than at piecing the picture together (Canvas.module.css).
 */
export function usePanLayer(canvas: RefObject<HTMLElement | null>): void {
  const flow = useStoreApi();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const keepPicture = (keep: boolean) => canvas.current?.toggleAttribute("data-panning", keep);
    const stop = flow.subscribe(({ transform, nodeLookup }, { transform: before }) => {
      if (transform === before) return;
      const pans = transform[2] === before[2] && isLarge(nodeLookup.size);
      clearTimeout(timer);
      keepPicture(pans);
      if (pans) timer = setTimeout(() => keepPicture(false), REST);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [flow, canvas]);
}
