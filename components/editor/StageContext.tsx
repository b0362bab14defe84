"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

/** What fills the editor below its bar: the draft to edit, the graph's history, or its tests. */
export type Stage = "edit" | "history" | "tests";

type StageState = {
  stage: Stage;
  /** The test case that the tests begin with. */
  testCase: string | null;
  show(stage: Stage, testCase?: string): void;
};

const Context = createContext<StageState | null>(null);

export function StageProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ stage: Stage; testCase: string | null }>({ stage: "edit", testCase: null });
  const state = useMemo(
    (): StageState => ({ ...shown, show: (stage, testCase) => setShown({ stage, testCase: testCase ?? null }) }),
    [shown],
  );
  return <Context value={state}>{children}</Context>;
}

export function useStage(): StageState {
  const state = useContext(Context);
  if (state === null) throw new Error("useStage outside a StageProvider");
  return state;
}
