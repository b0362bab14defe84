"use client";

import {
  type Icon,
  IconAlertCircleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconLoader2,
  IconPlayerPauseFilled,
  IconPlayerStopFilled,
  IconUserQuestion,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ActivationStatus, RunStatus } from "@/core/engine/events";
import classes from "./Runs.module.css";

const icons: Record<RunStatus | ActivationStatus, Icon> = {
  queued: IconCircleDashed,
  running: IconLoader2,
  waiting: IconUserQuestion,
  paused: IconPlayerPauseFilled,
  succeeded: IconCircleCheckFilled,
  failed: IconAlertCircleFilled,
  skipped: IconCircleMinus,
  cancelled: IconPlayerStopFilled,
};

/** The state of a run or an activation: an icon, a word and a colour, each telling by itself. */
export function StatusLabel({ status, iconOnly = false }: { status: RunStatus | ActivationStatus; iconOnly?: boolean }) {
  const t = useTranslations("runs");
  const StatusIcon = icons[status];
  const name = t(`status.${status}`);
  return (
    <span className={classes.status} data-status={status} title={iconOnly ? name : undefined}>
      <StatusIcon size={15} aria-hidden={!iconOnly} aria-label={iconOnly ? name : undefined} />
      {!iconOnly && name}
    </span>
  );
}
