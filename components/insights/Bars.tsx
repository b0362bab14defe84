"use client";

import { Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { Proportion } from "@/core/statistics/proportion";
import { Share } from "../format/Quantity";
import classes from "./insights.module.css";

export type Tone = "failed" | "succeeded" | "slm" | "llm";

const percent = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;

/** A share as a number over a bar: its interval as a band, the share as a line. Nothing counted is shown as such, not as zero. */
export function IntervalBar({ proportion, tone }: { proportion: Proportion; tone: Tone }) {
  const t = useTranslations("insights");
  const { share, low, high, count, of } = proportion;
  if (share === null || low === null || high === null) return <span className={classes.dim}>{t("nothingCounted")}</span>;
  const hint = t("intervalHint", { count, of, low, high });
  return (
    <Tooltip label={hint} multiline maw={280}>
      <span className={`${classes.interval} ${classes[tone]}`}>
        <Share value={share} />
        <span className={classes.track} role="img" aria-label={hint}>
          <span className={classes.band} style={{ left: percent(low), width: percent(high - low) }} />
          <span className={classes.mark} style={{ left: percent(share) }} />
        </span>
      </span>
    </Tooltip>
  );
}

/** A part of a whole without uncertainty, such as a share of the cost: the bar with its number under it. */
export function PartBar({ share, tone }: { share: number | null; tone: Tone }) {
  if (share === null) return null;
  return (
    <span className={`${classes.part} ${classes[tone]}`}>
      <span className={classes.track}>
        <span className={classes.fill} style={{ width: percent(share) }} />
      </span>
      <span className={classes.under}>
        <Share value={share} />
      </span>
    </span>
  );
}

/** Points earned of a term's maximum; hatched when they aren't known. */
export function PointsBar({ points, max }: { points: number | null; max: number }) {
  if (points === null) return <span className={`${classes.track} ${classes.termBar} ${classes.unknownBar}`} />;
  return (
    <span className={`${classes.track} ${classes.termBar}`}>
      <span className={classes.fill} style={{ width: percent(points / max) }} />
    </span>
  );
}
