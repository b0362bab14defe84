"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { OpenEnd } from "@/core/graph/fitting";
import type { Point } from "@/core/graph/levels";

/** What the open menu adds a node for: a place on the screen, and what the node is to be connected to. */
export type Adding = { at: Point; end?: OpenEnd; edge?: string };

type AddMenuState = { adding: Adding | null; open(adding: Adding): void; close(): void };

const Context = createContext<AddMenuState | null>(null);

export function AddMenuProvider({ children }: { children: ReactNode }) {
  const [adding, setAdding] = useState<Adding | null>(null);
  const state = useMemo(() => ({ adding, open: setAdding, close: () => setAdding(null) }), [adding]);
  return <Context value={state}>{children}</Context>;
}

/** The menu that adds a node at a place; null where nothing can be added, as in a graph that is only looked at. */
export const useAddMenu = (): AddMenuState | null => useContext(Context);

/** Where the menu stands for a place on the screen: as near as it fits into the window. */
export const placeOf = ({ x, y }: Point) => ({ left: Math.min(x, window.innerWidth - 280), top: Math.min(y, window.innerHeight - 340) });
