"use client";

import { createContext, type ReactNode, use } from "react";

const MayEvaluate = createContext(false);

export const useMayEvaluate = (): boolean => use(MayEvaluate);

/** Whether the person may start evaluations in what is below: nothing offers one otherwise. */
export function Evaluating({ allowed, children }: { allowed: boolean; children: ReactNode }) {
  return <MayEvaluate value={allowed}>{children}</MayEvaluate>;
}
