"use client";

import { VisuallyHidden } from "@mantine/core";
import {
  type Icon,
  IconAlertCircleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconHandStop,
  IconLoader2,
  IconPlayerStopFilled,
  IconUserQuestion,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ActivationStatus } from "@/core/engine/events";
import { useEditor } from "../editor/EditorContext";
import { Count, Duration, Money } from "../format/Quantity";
import classes from "./Canvas.module.css";
import { outputPreview } from "./outputPreview";

export type ShownStatus = ActivationStatus | "queued";

const icons: Record<ShownStatus, Icon> = {
  queued: IconCircleDashed,
  running: IconLoader2,
  waiting: IconUserQuestion,
  succeeded: IconCircleCheckFilled,
  failed: IconAlertCircleFilled,
  skipped: IconCircleMinus,
  cancelled: IconPlayerStopFilled,
};

/** How the node fared in the run that is shown: state, duration, tokens, cost, and what it gave where nothing else says it. */
export function NodeRunLine({ id, withOutput }: { id: string; withOutput: boolean }) {
  const t = useTranslations("editor");
  const tRuns = useTranslations("runs");
  const firings = useEditor(({ run }) => run?.firings[id]);
  const activation = firings?.shown;
  const stopped = useEditor(({ breakpoints }) => breakpoints.has(id)) && activation?.status === "waiting";
  const waiting = useEditor(({ run }) => run !== null && (run.status === "queued" || run.status === "running"));
  if (activation === undefined && !waiting) return null;
  const preview = withOutput ? outputPreview(activation?.outputs ?? null) : "";
  const status: ShownStatus = activation?.status ?? "queued";
  const StatusIcon = stopped ? IconHandStop : icons[status];
  const word = stopped
    ? t("status.stopped")
    : activation?.takenFrom != null
      ? tRuns(`takenFrom.${activation.takenFrom}`)
      : t(`status.${status}`);
  const usage = activation?.usage ?? null;
  // With figures or an output beside it, a success is told by its icon alone: the line has to fit the node.
  const called = status === "succeeded" && ((usage !== null && usage.calls > 0) || preview !== "");
  const ms =
    activation?.startedAt != null && activation.finishedAt != null
      ? Date.parse(activation.finishedAt) - Date.parse(activation.startedAt)
      : null;
  return (
    <div className={classes.run} data-status={status}>
      <span className={classes.runState} title={word}>
        <StatusIcon size={13} aria-hidden className={status === "running" ? classes.spin : undefined} />
        {called ? <VisuallyHidden>{word}</VisuallyHidden> : word}
      </span>
      {firings !== undefined && firings.all.length > 1 && (
        <span title={t("firingsHint", { ended: firings.ended, count: firings.all.length })}>×{firings.all.length}</span>
      )}
      {status !== "queued" && status !== "skipped" && ms !== null && <Duration ms={ms} />}
      {preview !== "" && (
        <span className={classes.given} title={t("lastOutput")}>
          {preview}
        </span>
      )}
      {usage !== null && usage.calls > 0 && (
        <>
          <span title={t("tokensInOut", { input: usage.inputTokens, output: usage.outputTokens })}>
            <Count value={usage.inputTokens + usage.outputTokens} /> {t("tok")}
          </span>
          <Money usd={usage.cost} />
          {usage.simulated && (
            <abbr className={classes.sim} title={t("simulatedHint")}>
              {t("sim")}
            </abbr>
          )}
        </>
      )}
    </div>
  );
}
