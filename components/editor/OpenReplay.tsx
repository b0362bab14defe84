"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { RunView } from "@/core/engine/events";
import classes from "../runs/replay/Replay.module.css";
import { ReplayBar } from "../runs/replay/ReplayBar";
import { useReplay, wantsLessMotion } from "../runs/replay/useReplay";
import { useShownRun } from "../runs/replay/useRunDocument";
import { useEditorStore } from "./EditorContext";

/** Plays a run over the canvas, with the bar that steps through it. */
export function OpenReplay({ run, onClose }: { run: RunView; onClose(): void }) {
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
