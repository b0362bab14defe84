"use client";

import { useTranslations } from "next-intl";
import type { ActivationView } from "@/core/engine/events";
import classes from "./Runs.module.css";

/** Says where a firing's outputs were taken from; nothing of one that was run. */
export function TakenFromMark({ takenFrom }: Pick<ActivationView, "takenFrom">) {
  const t = useTranslations("runs.takenFrom");
  if (takenFrom === null) return null;
  return (
    <span className={classes.kind} title={t(`${takenFrom}Hint`)}>
      {t(takenFrom)}
    </span>
  );
}
