"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPlayerTrackNext, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import type { RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import classes from "../runs/replay/Replay.module.css";
import { ReplayBar } from "../runs/replay/ReplayBar";
import { useReplay, wantsLessMotion } from "../runs/replay/useReplay";
import { useShownRun } from "../runs/replay/useRunDocument";
import { useEditorCommands } from "./commands/CommandsContext";
import type { EditorCommand } from "./commands/command";
import { useEditorStore } from "./EditorContext";
import { useRunner } from "./RunContext";

/** A finished run, played on the draft's canvas; once it is closed, the run's end is back. */
export function EditorReplay() {
  const { run, replaying, replay } = useRunner();
  useReplayCommand(run !== null && hasFinished(run.status), replay);
  if (run === null || !replaying) return null;
  return <OpenReplay key={run.id} run={run} onClose={() => replay(false)} />;
}

function OpenReplay({ run, onClose }: { run: RunView; onClose(): void }) {
  const t = useTranslations("replay");
  const store = useEditorStore();
  const [start] = useState<"start" | "playing">(() => (wantsLessMotion() ? "start" : "playing"));
  const replay = useReplay(run, Date.parse(run.finishedAt ?? run.createdAt), start);
  const shown = useShownRun(replay.shown);
  useEffect(() => store.getState().show({ run: shown }), [store, shown]);
  return (
    <div className={classes.floating}>
      <ReplayBar replay={replay}>
        <Tooltip label={t("close")}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("close")} onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </ReplayBar>
    </div>
  );
}

function useReplayCommand(offered: boolean, replay: (open: boolean) => void) {
  const t = useTranslations("replay");
  const commands = useMemo(
    (): EditorCommand[] =>
      offered ? [{ id: "replay", title: t("command"), group: "run", icon: IconPlayerTrackNext, run: () => replay(true) }] : [],
    [offered, replay, t],
  );
  useEditorCommands(commands);
}
