"use client";

import { Skeleton, Stack } from "@mantine/core";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";

/** What the editor doesn't need to show a graph: loaded when the browser is idle, or when it is asked for before that. */

const inspector = () => import("../inspector/Inspector");
const note = () => import("../inspector/NotePanel");
const result = () => import("./RunResult");
const palette = () => import("./commands/CommandPalette");

export const Inspector = dynamic(() => inspector().then((loaded) => loaded.Inspector), { ssr: false, loading: Form });
export const NotePanel = dynamic(() => note().then((loaded) => loaded.NotePanel), { ssr: false, loading: Form });
export const RunResult = dynamic(() => result().then((loaded) => loaded.RunResult), { ssr: false });
export const NumberInput = dynamic(() => import("./NumberField").then((loaded) => loaded.NumberInput), {
  ssr: false,
  loading: () => <Skeleton height={36} radius="sm" />,
});
export const EstimateBar = dynamic(() => import("../canvas/EstimateBar").then((loaded) => loaded.EstimateBar), { ssr: false });
export const HistoryView = dynamic(() => import("../versions/HistoryView").then((loaded) => loaded.HistoryView), { ssr: false });
export const TestsView = dynamic(() => import("../testing/TestsView").then((loaded) => loaded.TestsView), { ssr: false });
export const ImportDialog = dynamic(() => import("../interchange/ImportDialog").then((loaded) => loaded.ImportDialog), { ssr: false });
export const PublishDialog = dynamic(() => import("./PublishDialog").then((loaded) => loaded.PublishDialog), { ssr: false });
export const ShortcutList = dynamic(() => import("./commands/ShortcutList").then((loaded) => loaded.ShortcutList), { ssr: false });
export const CommandPalette = dynamic(() => palette().then((loaded) => loaded.CommandPalette), { ssr: false });

function Form() {
  return (
    <Stack p="md" gap="md" aria-hidden>
      <Skeleton height={24} />
      <Skeleton height={96} />
    </Stack>
  );
}

/** Loads forms and palette ahead, so that nobody waits for one, nor types into nothing. Text editors, which are larger still, wait until they are opened. */
export function useLoadAhead(): void {
  useEffect(() => {
    const load = () => void Promise.all([inspector(), result(), note(), palette()]).catch(() => {});
    if (window.requestIdleCallback === undefined) {
      const timer = setTimeout(load, 1_000);
      return () => clearTimeout(timer);
    }
    const idle = window.requestIdleCallback(load);
    return () => window.cancelIdleCallback(idle);
  }, []);
}

/** What is inside is there from the first time on that it is wanted. */
export function OnceWanted({ wanted, children }: { wanted: boolean; children: ReactNode }) {
  const [ever, setEver] = useState(wanted);
  useEffect(() => {
    if (wanted) setEver(true);
  }, [wanted]);
  return ever ? children : null;
}
