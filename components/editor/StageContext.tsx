"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

/** What fills the editor below its bar: the draft to edit, or the graph's history. */
export type Stage = "edit" | "history";

type StageState = { stage: Stage; show(stage: Stage): void };

const Context = createContext<StageState | null>(null);

export function StageProvider({ children }: { children: ReactNode }) {
  const [stage, show] = useState<Stage>("edit");
  return <Context value={useMemo(() => ({ stage, show }), [stage])}>{children}</Context>;
}

export function useStage(): StageState {
  const state = useContext(Context);
  if (state === null) throw new Error("useStage outside a StageProvider");
  return state;
}
