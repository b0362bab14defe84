"use client";

import { createContext, useContext } from "react";
import type { GraphNode } from "@/core/graph/document";

/** The node whose form is open, for fields that look at more than their own value. */
const Context = createContext<GraphNode | null>(null);

export const NodeShown = Context.Provider;
export const useNodeShown = (): GraphNode | null => useContext(Context);
