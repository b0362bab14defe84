"use client";

import { useStoreApi, useUpdateNodeInternals } from "@xyflow/react";
import {
  createContext,
  type ReactNode,
  startTransition,
  useCallback,
  useContext,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { isLarge } from "./geometry";

/** Below this zoom nothing on a node can be read or hit: of a large graph only names, classes and states are drawn. */
const FAR = 0.4;
/** What changes with the distance is drawn when nobody has zoomed for so many milliseconds: not while somebody does. */
const REST = 120;
/** Up to so many nodes, all are kept drawn while they are far away, in view or not: then nothing comes and goes while it is panned. */
const ALL = 3_000;

type Distance = {
  large: boolean;
  far: boolean;
  /** Draw only what is in view? */
  cull: boolean;
  /** Has the graph been shown, so that what only goes with it can be? */
  rested: boolean;
  /** Has a node's ports measured, together with those of others that are drawn in full at the same time. */
  measure(id: string): void;
};

const Context = createContext<Distance>({ large: false, far: false, cull: false, rested: true, measure: () => {} });

/** How far away a graph of so many nodes is seen. A large one starts far away: it is fitted to the canvas first. */
export function DistanceProvider({ nodes, children }: { nodes: number; children: ReactNode }) {
  const large = isLarge(nodes);
  const [zoomedOut, setZoomedOut] = useState(true);
  const flow = useStoreApi();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stop = flow.subscribe(({ transform: [, , zoom] }, { transform: [, , before] }) => {
      if (zoom === before) return;
      clearTimeout(timer);
      timer = setTimeout(() => startTransition(() => setZoomedOut(zoom < FAR)), REST);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [flow]);
  const rested = useRested();
  const far = large && zoomedOut;
  const cull = large && !(far && rested && nodes <= ALL);
  const measure = useMeasure();
  return <Context value={useMemo(() => ({ large, far, cull, rested, measure }), [large, far, cull, rested, measure])}>{children}</Context>;
}

export const useDistance = (): Distance => useContext(Context);

/** Is a node to be drawn simply? Of a large graph each is at first, and in full as soon as there is time. */
export function useIsSimple(): boolean {
  const { far, large } = useContext(Context);
  return useDeferredValue(far, large);
}

/** Each measuring costs as much as the graph is large, so what is asked for at once is done at once. */
function useMeasure(): (id: string) => void {
  const update = useUpdateNodeInternals();
  const asked = useRef<string[]>([]);
  return useCallback(
    (id) => {
      if (asked.current.push(id) > 1) return;
      queueMicrotask(() => {
        update(asked.current);
        asked.current = [];
      });
    },
    [update],
  );
}

/** Has the graph been shown, and the browser had nothing to do since? */
function useRested(): boolean {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const rest = () => startTransition(() => setRested(true));
    if (window.requestIdleCallback === undefined) {
      const timer = setTimeout(rest, 1_000);
      return () => clearTimeout(timer);
    }
    const idle = window.requestIdleCallback(rest);
    return () => window.cancelIdleCallback(idle);
  }, []);
  return rested;
}
