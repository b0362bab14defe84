"use client";

import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useEditorCommands } from "./commands/CommandsContext";
import type { EditorCommand } from "./commands/command";
import { OpenReplay } from "./later";
import { useRunner, useShownRun } from "./RunContext";

/** A finished run, played on the draft's canvas; once it is closed, the run's end is back. */
export function EditorReplay() {
  const { shown, replaying, replay } = useRunner();
  useReplayCommand(shown === "ended", replay);
  return replaying && <ShownReplay onClose={() => replay(false)} />;
}

function ShownReplay({ onClose }: { onClose(): void }) {
  const run = useShownRun();
  return run !== null && <OpenReplay key={run.id} run={run} onClose={onClose} />;
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
