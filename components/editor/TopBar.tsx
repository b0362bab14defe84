"use client";

import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChecklist,
  IconChevronLeft,
  IconHistory,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
} from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MoreMenu } from "./commands/MoreMenu";
import { useIsMac } from "./commands/platform";
import { shortcutText } from "./commands/shortcut";
import { useEditText } from "./commands/useEditText";
import classes from "./Editor.module.css";
import { useEditor, useEditorStore } from "./EditorContext";
import { GraphName } from "./GraphName";
import { PeopleHere, Select } from "./later";
import { usePresence } from "./PresenceContext";
import { ProblemsMenu } from "./ProblemsMenu";
import { PublishButton } from "./PublishButton";
import { useRunner } from "./RunContext";
import { requestRun } from "./RunPanel";
import { SaveState } from "./SaveState";
import { useStage } from "./StageContext";
import { overlays } from "./store";

/** Name and state on the left, views in the middle, actions on the right. */
export function TopBar({ flush }: { flush(): Promise<void> }) {
  const t = useTranslations("editor");
  const store = useEditorStore();
  const overlay = useEditor((state) => state.overlay);
  const accompanied = usePresence(({ others }) => others.length > 0);
  return (
    <header className={classes.bar}>
      <Tooltip label={t("allGraphs")}>
        <ActionIcon component={Link} href="/graphs" prefetch={false} aria-label={t("allGraphs")}>
          <IconChevronLeft size={17} />
        </ActionIcon>
      </Tooltip>
      <div className={classes.identity}>
        <GraphName />
        <SaveState flush={flush} />
      </div>
      <div className={classes.drawing}>
        <UndoButtons />
      </div>
      <span className={`${classes.space} ${classes.drawing}`} />
      <Select
        className={classes.drawing}
        size="xs"
        w={148}
        aria-label={t("overlay.label")}
        allowDeselect={false}
        value={overlay}
        data={overlays.map((name) => ({ value: name, label: t(`overlay.names.${name}`) }))}
        onChange={(value) => store.getState().show({ overlay: overlays.find((name) => name === value) ?? "none", heat: {} })}
      />
      {accompanied && <PeopleHere />}
      <ProblemsMenu />
      <Group gap={0} wrap="nowrap">
        <div className={classes.drawing}>
          <TestsButton />
          <HistoryButton />
        </div>
        <MoreMenu />
      </Group>
      <div className={classes.drawing}>
        <PublishButton flush={flush} />
      </div>
      <RunButton />
    </header>
  );
}

/** Shows the graph's history instead of its draft, and back. */
function HistoryButton() {
  const t = useTranslations("versions");
  const { stage, show } = useStage();
  const open = stage === "history";
  return (
    <Tooltip label={open ? t("back") : t("open")}>
      <ActionIcon size="lg" aria-label={t("open")} aria-pressed={open} onClick={() => show(open ? "edit" : "history")}>
        <IconHistory size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Shows the graph's test cases instead of its draft, and back. */
function TestsButton() {
  const t = useTranslations("testing");
  const { stage, show } = useStage();
  const open = stage === "tests";
  return (
    <Tooltip label={open ? t("back") : t("open")}>
      <ActionIcon size="lg" aria-label={t("open")} aria-pressed={open} onClick={() => show(open ? "edit" : "tests")}>
        <IconChecklist size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Undo and redo; each says what it would do. */
function UndoButtons() {
  const t = useTranslations("editor");
  const editText = useEditText();
  const mac = useIsMac();
  const store = useEditorStore();
  const { undo, redo } = useEditor((state) => state.history);
  const undoLabel = undo === null ? t("undo") : t("undoWhat", { what: editText(undo) });
  const redoLabel = redo === null ? t("redo") : t("redoWhat", { what: editText(redo) });
  return (
    <Group gap={0} wrap="nowrap">
      <Tooltip label={`${undoLabel} · ${shortcutText("Mod+Z", mac)}`}>
        <ActionIcon aria-label={undoLabel} disabled={undo === null} onClick={() => store.getState().undo()} bg="transparent">
          <IconArrowBackUp size={17} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${redoLabel} · ${shortcutText("Mod+Shift+Z", mac)}`}>
        <ActionIcon aria-label={redoLabel} disabled={redo === null} onClick={() => store.getState().redo()} bg="transparent">
          <IconArrowForwardUp size={17} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** Starts a run with what the form holds, or stops the one under way. */
function RunButton() {
  const t = useTranslations("editor");
  const store = useEditorStore();
  const mac = useIsMac();
  const { shown, busy, cancel } = useRunner();
  const { stage, show } = useStage();
  if (shown === "going") {
    return (
      <Button size="xs" w={96} variant="default" leftSection={<IconPlayerStopFilled size={13} />} onClick={cancel}>
        {t("run.cancel")}
      </Button>
    );
  }
  const start = () => {
    if (stage !== "edit") show("edit");
    store.getState().select({ nodes: [], edges: [] });
    // The run panel, which holds the form, appears with the next frame when a node was selected.
    requestAnimationFrame(() => requestRun());
  };
  return (
    <Button
      size="xs"
      w={96}
      leftSection={<IconPlayerPlayFilled size={13} />}
      onClick={start}
      loading={busy}
      title={shortcutText("Mod+Enter", mac)}
    >
      {t("run.start")}
    </Button>
  );
}
