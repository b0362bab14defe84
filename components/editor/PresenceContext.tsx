"use client";

import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand/react";
import type { PresenceState, PresenceStore } from "./presence";

const Context = createContext<PresenceStore | null>(null);

export function PresenceProvider({ store, children }: { store: PresenceStore; children: ReactNode }) {
  return <Context value={store}>{children}</Context>;
}

export function usePresenceStore(): PresenceStore {
  const store = useContext(Context);
  if (store === null) throw new Error("usePresenceStore outside a PresenceProvider");
  return store;
}

export function usePresence<Slice>(select: (state: PresenceState) => Slice): Slice {
  return useStore(usePresenceStore(), select);
}
