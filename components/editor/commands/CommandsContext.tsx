"use client";

import { createContext, type ReactNode, useContext, useEffect, useId, useMemo, useState } from "react";
import { useStore } from "zustand/react";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Stage, useStage } from "../StageContext";
import type { EditorCommand } from "./command";

/** What a dialog of the commands shows; only one is open at a time. */
export type CommandDialog = "palette" | "shortcuts" | "search";

type CommandsState = {
  registered: ReadonlyMap<string, readonly EditorCommand[]>;
  open: CommandDialog | null;
  /** What was typed for the palette before it could take it, a line break for Enter. */
  early: string;
};
type CommandsStore = StoreApi<CommandsState>;

const Context = createContext<CommandsStore | null>(null);

/** The commands of one open editor. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => createStore<CommandsState>(() => ({ registered: new Map(), open: null, early: "" })));
  return <Context value={store}>{children}</Context>;
}

export function useCommandsStore(): CommandsStore {
  const store = useContext(Context);
  if (store === null) throw new Error("useCommandsStore outside a CommandsProvider");
  return store;
}

/** Offers commands as long as the component is there. Give it a memoised list: a new list registers anew. */
export function useEditorCommands(commands: readonly EditorCommand[]): void {
  const store = useCommandsStore();
  const id = useId();
  useEffect(() => {
    store.setState(({ registered }) => ({ registered: new Map(registered).set(id, commands) }));
    return () =>
      store.setState(({ registered }) => {
        const others = new Map(registered);
        others.delete(id);
        return { registered: others };
      });
  }, [store, id, commands]);
}

/** Every command; while the draft is out of sight, only those that aren't about it. */
const listOf = ({ registered }: CommandsState, stage: Stage): EditorCommand[] =>
  [...registered.values()].flat().filter(({ group }) => stage === "edit" || group === "graph" || group === "help");

/** Every command there is now. */
export function useCommands(): readonly EditorCommand[] {
  const store = useCommandsStore();
  const registered = useStore(store, (state) => state.registered);
  const { stage } = useStage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is registered is read from the store
  return useMemo(() => listOf(store.getState(), stage), [store, registered, stage]);
}

/** Every command at the moment of the call, for handlers of events. */
export function useReadCommands(): () => readonly EditorCommand[] {
  const store = useCommandsStore();
  const { stage } = useStage();
  return useMemo(() => () => listOf(store.getState(), stage), [store, stage]);
}

/** Which dialog of the commands is open, and how to open another. */
export function useCommandDialog(): [CommandDialog | null, (dialog: CommandDialog | null) => void] {
  const store = useCommandsStore();
  const open = useStore(store, (state) => state.open);
  return useMemo(() => [open, (dialog) => store.setState({ open: dialog })], [open, store]);
}
