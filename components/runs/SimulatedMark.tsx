"use client";

import { Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import classes from "./Runs.module.css";

/** Says that what stands beside it was made up by a simulated model. */
export function SimulatedMark() {
  const t = useTranslations("common");
  return (
    <Tooltip label={t("simulatedHint")}>
      <span className={classes.simulated}>{t("simulated")}</span>
    </Tooltip>
  );
}
