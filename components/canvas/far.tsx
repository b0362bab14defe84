"use client";

import { useOnViewportChange } from "@xyflow/react";
import { createContext, type ReactNode, useCallback, useContext, useDeferredValue, useMemo, useState } from "react";
import { isLarge } from "./geometry";

/** Below this zoom nothing on a node can be read or hit: of a large graph only names, classes and states are drawn. */
const FAR = 0.4;

type Distance = { far: boolean; large: boolean };

const Context = createContext<Distance>({ far: false, large: false });

/** How far away a graph of so many nodes is seen. A large one starts far away: it is fitted to the canvas first. */
export function DistanceProvider({ nodes, children }: { nodes: number; children: ReactNode }) {
  const large = isLarge(nodes);
  const [zoomedOut, setZoomedOut] = useState(true);
  useOnViewportChange({ onChange: useCallback(({ zoom }: { zoom: number }) => setZoomedOut(zoom < FAR), []) });
  const far = large && zoomedOut;
  return <Context value={useMemo(() => ({ far, large }), [far, large])}>{children}</Context>;
}

export const useIsFar = (): boolean => useContext(Context).far;

/** Is a node to be drawn simply? Of a large graph each is at first, and in full as soon as there is time. */
export function useIsSimple(): boolean {
  const { far, large } = useContext(Context);
  return useDeferredValue(far, large);
}
