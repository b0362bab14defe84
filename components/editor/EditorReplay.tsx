"use client";

import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { hasFinished } from "@/core/engine/live";
import { useEditorCommands } from "./commands/CommandsContext";
import type { EditorCommand } from "./commands/command";
import { OpenReplay } from "./later";
import { useRunner } from "./RunContext";

/** A finished run, played on the draft's canvas; once it is closed, the run's end is back. */
export function EditorReplay() {
  const { run, replaying, replay } = useRunner();
  useReplayCommand(run !== null && hasFinished(run.status), replay);
  if (run === null || !replaying) return null;
  return <OpenReplay key={run.id} run={run} onClose={() => replay(false)} />;
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
