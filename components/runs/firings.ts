import { isDecision } from "@/core/engine/firings";

/** Where a firing is: the items and rounds around it, such as `[3] · #1`; empty on the top level. */
export const placeOfPath = (path: string): string => [...path.matchAll(/(\[\d+\]|#\d+)/g)].map(([place]) => place).join(" · ");

/** How many containers stand around it. */
export const depthOfPath = (path: string): number => path.split("/").length - 1 + (isDecision(path) ? 1 : 0);
