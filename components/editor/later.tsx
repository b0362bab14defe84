"use client";

import { type SelectProps, Skeleton, Stack } from "@mantine/core";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";
import { loadExpressions } from "./expressions";
import { whenIdle } from "./idle";

/** What the editor doesn't need to show a graph: loaded when the browser is idle, or when it is asked for before that. */

const inspector = async () => {
  const [loaded] = await Promise.all([import("../inspector/Inspector"), loadExpressions()]);
  return loaded;
};
const note = () => import("../inspector/NotePanel");
let fieldsThere = false;
const fields = async () => {
  const loaded = await import("./fields");
  fieldsThere = true;
  return loaded;
};
const result = () => import("./RunResult");
const palette = () => import("./commands/CommandPalette");
const context = () => import("./commands/ContextMenuItems");
const more = () => import("./commands/MoreMenuItems");
const choice = () => import("../canvas/KindChoice");

/** How often a part is asked for again that could not be loaded, such as without a connection; and how long lies between. Milliseconds. */
const TRIES = 30;
const REST_MS = 2_000;

async function untilLoaded<Part>(load: () => Promise<Part>): Promise<Part> {
  for (let left = TRIES; ; left--) {
    try {
      return await load();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
  }
}

export const Inspector = dynamic(() => untilLoaded(inspector).then((loaded) => loaded.Inspector), { ssr: false, loading: Form });
export const NotePanel = dynamic(() => untilLoaded(note).then((loaded) => loaded.NotePanel), { ssr: false, loading: Form });
export const RunResult = dynamic(() => untilLoaded(result).then((loaded) => loaded.RunResult), { ssr: false });
const field = () => <Skeleton height={36} radius="sm" />;
export const NumberInput = dynamic(() => fields().then((loaded) => loaded.NumberInput), { ssr: false, loading: field });
export const Switch = dynamic(() => fields().then((loaded) => loaded.Switch), { ssr: false, loading: field });
export const Textarea = dynamic(() => fields().then((loaded) => loaded.Textarea), { ssr: false, loading: field });
const LoadedSelect = dynamic(() => fields().then((loaded) => loaded.Select), { ssr: false, loading: field });
export const PeopleHere = dynamic(() => import("./PeopleHere").then((loaded) => loaded.PeopleHere), { ssr: false });
export const EstimateBar = dynamic(() => import("../canvas/EstimateBar").then((loaded) => loaded.EstimateBar), { ssr: false });
export const EmptyCanvas = dynamic(() => import("../canvas/EmptyCanvas").then((loaded) => loaded.EmptyCanvas), { ssr: false });
export const Overlay = dynamic(() => import("../canvas/Overlay").then((loaded) => loaded.Overlay), { ssr: false });
export const BrokenGraph = dynamic(() => import("./BrokenGraph").then((loaded) => loaded.BrokenGraph), { ssr: false });
export const NotOpened = dynamic(() => import("./NotOpened").then((loaded) => loaded.NotOpened), { ssr: false });
export const HistoryView = dynamic(() => import("../versions/HistoryView").then((loaded) => loaded.HistoryView), { ssr: false });
export const TestsView = dynamic(() => import("../testing/TestsView").then((loaded) => loaded.TestsView), { ssr: false });
export const OpenReplay = dynamic(() => import("./OpenReplay").then((loaded) => loaded.OpenReplay), { ssr: false });
export const SubgraphDialog = dynamic(() => import("./grouping/SubgraphDialog").then((loaded) => loaded.SubgraphDialog), { ssr: false });
export const ImportDialog = dynamic(() => import("../interchange/ImportDialog").then((loaded) => loaded.ImportDialog), { ssr: false });
export const PublishDialog = dynamic(() => import("./PublishDialog").then((loaded) => loaded.PublishDialog), { ssr: false });
export const KindChoice = dynamic(() => choice().then((loaded) => loaded.KindChoice), { ssr: false });
export const ContextMenuItems = dynamic(() => context().then((loaded) => loaded.ContextMenuItems), { ssr: false });
export const MoreMenuItems = dynamic(() => more().then((loaded) => loaded.MoreMenuItems), { ssr: false });
export const ShortcutList = dynamic(() => import("./commands/ShortcutList").then((loaded) => loaded.ShortcutList), { ssr: false });
export const CommandPalette = dynamic(() => palette().then((loaded) => loaded.CommandPalette), { ssr: false });

/** A select box; where one stands on the page from the start, its place is kept until the graph has been shown. */
export function Select(props: SelectProps) {
  const shown = useShown();
  if (shown || fieldsThere) return <LoadedSelect {...props} />;
  return <Skeleton className={props.className} height={props.size === "xs" ? 30 : 36} w={props.w} flex={props.flex} radius="sm" />;
}

function Form() {
  return (
    <Stack p="md" gap="md" aria-hidden>
      <Skeleton height={24} />
      <Skeleton height={96} />
    </Stack>
  );
}

/**
 * Loads forms and palette ahead, so that nobody waits for one, nor types into nothing. Text editors, which are larger still, wait until they are opened.
 * @returns whether expressions can be checked
 */
export function useLoadAhead(): boolean {
  const [exact, setExact] = useState(false);
  useEffect(
    () =>
      whenIdle(() => {
        // A part that can't be loaded now is asked for again when it is needed.
        const parts = [inspector().then(() => setExact(true)), result(), note(), fields(), context(), more(), palette(), choice()];
        void Promise.all(parts).catch(() => {});
      }),
    [],
  );
  return exact;
}

/** Has the page been shown? What only adds to it comes then. */
export function useShown(): boolean {
  const [shown, setShown] = useState(false);
  useEffect(() => whenIdle(() => setShown(true)), []);
  return shown;
}

/** What is inside is there from the first time on that it is wanted. */
export function OnceWanted({ wanted, children }: { wanted: boolean; children: ReactNode }) {
  const [ever, setEver] = useState(wanted);
  useEffect(() => {
    if (wanted) setEver(true);
  }, [wanted]);
  return ever ? children : null;
}
