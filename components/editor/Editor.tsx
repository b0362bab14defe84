"use client";

import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { v4 as uuid } from "uuid";
import { AddMenuProvider } from "../canvas/AddMenuContext";
import { Canvas } from "../canvas/Canvas";
import { Palette } from "../canvas/Palette";
import { useTRPC } from "../trpc";
import { ArrangeToolbar } from "./commands/ArrangeToolbar";
import { CommandsProvider, useCommandDialog } from "./commands/CommandsContext";
import { ContextMenu } from "./commands/ContextMenu";
import { CanvasCommands, EditorCommands } from "./commands/EditorCommands";
import { GraphSearch } from "./commands/GraphSearch";
import classes from "./Editor.module.css";
import { EditorProvider, useEditor, useEditorStore } from "./EditorContext";
import { EditorReplay } from "./EditorReplay";
import { inSteps } from "./idle";
import { EstimateBar, HistoryView, Overlay, TestsView, useLoadAhead, useShown } from "./later";
import { PresenceProvider } from "./PresenceContext";
import { createPresence } from "./presence";
import { problemsOf } from "./problems";
import { RunProvider, useRunner } from "./RunContext";
import { SidePanel } from "./SidePanel";
import { StageProvider, useStage } from "./StageContext";
import { createEditor, type OpenedGraph } from "./store";
import { TopBar } from "./TopBar";
import { useLive } from "./useLive";

/** The whole editor of one graph. */
export function Editor({ graph }: { graph: OpenedGraph }) {
  const [store] = useState(() => createEditor(graph));
  const [presence] = useState(() => createPresence(uuid()));
  const flush = useLive(store, presence);
  return (
    <EditorProvider store={store}>
      <PresenceProvider store={presence}>
        <ReactFlowProvider>
          <RunProvider flush={flush}>
            <StageProvider>
              <CommandsProvider>
                <AddMenuProvider>
                  <Workbench flush={flush} />
                </AddMenuProvider>
              </CommandsProvider>
            </StageProvider>
          </RunProvider>
        </ReactFlowProvider>
      </PresenceProvider>
    </EditorProvider>
  );
}

function Workbench({ flush }: { flush(): Promise<void> }) {
  const t = useTranslations("editor");
  const shown = useShown();
  const overlay = useEditor((state) => state.overlay);
  const name = useEditor((state) => state.graph.name);
  const { stage } = useStage();
  const { replaying } = useRunner();
  const [dialog] = useCommandDialog();
  useEffect(() => {
    document.title = `${name} · Minnow`;
  }, [name]);
  return (
    <div className={classes.editor}>
      <Upkeep />
      <EditorCommands />
      <TopBar flush={flush} />
      {stage === "history" ? (
        <HistoryView flush={flush} />
      ) : stage === "tests" ? (
        <TestsView flush={flush} />
      ) : (
        <div className={classes.body}>
          <CanvasCommands />
          <Palette />
          <ContextMenu className={classes.stage}>
            <Canvas />
            {overlay !== "none" && <Overlay />}
            {shown && <EstimateBar />}
            {dialog === "search" && <GraphSearch />}
            <EditorReplay />
            {!replaying && <ArrangeToolbar floating />}
          </ContextMenu>
          <SidePanel label={t("sidePanel")} />
        </div>
      )}
    </div>
  );
}

/** Apart from the rest, which needs not be drawn again with every change of the document. */
function Upkeep() {
  useModels();
  useValidation(useLoadAhead());
  return null;
}

/** Keeps the registry's models in the store, for chips, chooser and validation. */
function useModels() {
  const trpc = useTRPC();
  const store = useEditorStore();
  const { data } = useQuery(trpc.models.list.queryOptions());
  useEffect(() => {
    if (data !== undefined) store.getState().show({ models: new Map(data.map((model) => [model.key, model])) });
  }, [data, store]);
}

/** Validates what is drawn once the person pauses, not on every key; and again when expressions can be checked. */
function useValidation(exact: boolean) {
  const store = useEditorStore();
  const document = useEditor((state) => state.settled);
  const models = useEditor((state) => state.models);
  const drafts = useEditor((state) => state.drafts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: how exactly configs are read is no value, but changes what is found
  useEffect(() => {
    const find = () => problemsOf(document, models.size === 0 ? undefined : new Set(models.keys()), drafts);
    return inSteps(find, 120, store.getState().setProblems);
  }, [document, models, drafts, exact, store]);
}
