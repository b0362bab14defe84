"use client";

import { Tooltip } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import type { ScoreCard } from "@/core/replacement/scoreCard";
import { PointsBar } from "./Bars";
import classes from "./insights.module.css";

/** The score in a table's cell, or in words why there is none. */
export function Score({ card }: { card: ScoreCard }) {
  const t = useTranslations("insights.card");
  const format = useFormatter();
  switch (card.state) {
    case "scored": {
      const open = card.upTo > card.score + 0.5;
      const hint = open ? t("atLeast", { score: card.score, upTo: card.upTo }) : t("scoreOf", { score: card.score });
      return (
        <Tooltip label={hint}>
          <span className={classes.interval}>
            <strong className="tabular">{`${open ? "≥ " : ""}${format.number(card.score, { maximumFractionDigits: 0 })}`}</strong>
            <PointsBar points={card.score} max={100} />
          </span>
        </Tooltip>
      );
    }
    case "too_few":
      return (
        <span className={classes.interval}>
          <span className={classes.dim}>{t("tooFewShort", { missing: card.missing })}</span>
          <PointsBar points={null} max={100} />
        </span>
      );
    case "already_small":
      return <span className={classes.dim}>{t("small")}</span>;
    case "class_unknown":
      return <span className={classes.dim}>{t("unknownClass")}</span>;
  }
}
