"use client";

import { Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { EvaluationReport } from "@/core/evaluation/report";
import { Count, Money, Share, useMoney } from "../format/Quantity";
import insights from "../insights/insights.module.css";
import { Tile } from "../insights/Tile";
import { SimulatedMark } from "../runs/SimulatedMark";

/** How much has been compared and used, and how well the incumbent agrees with itself. */
export function EvaluationTiles({ report }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations.tiles");
  const money = useMoney();
  const { calls, spent, reserved, plan, items, ceiling, candidates, simulated } = report;
  const compared = Math.max(0, ...candidates.map(({ pairs }) => pairs));
  const { mean, low, high, of } = ceiling;
  const mark = simulated && <SimulatedMark />;
  return (
    <section className={insights.tiles}>
      <Tile label={t("compared")} value={<Count value={compared} />}>
        {items !== null && t("of", { items })}
      </Tile>
      <Tile label={t("calls")} value={<Count value={calls} />}>
        {t("callsOf", { most: plan.mostCalls })}
      </Tile>
      <Tile label={t("money")} value={<Money usd={spent} />} mark={mark}>
        {t("moneyOf", { most: money(plan.mostMoney) })}
        {reserved > 0 && ` · ${t("reserved", { amount: money(reserved) })}`}
      </Tile>
      <Tile
        label={
          <Tooltip label={t("ceilingHint", { incumbent: plan.incumbent.label, of, low: low ?? 0, high: high ?? 1 })} multiline maw={320}>
            <span className={insights.explained}>{t("ceiling")}</span>
          </Tooltip>
        }
        value={mean === null ? t("none") : <Share value={mean} />}
        mark={mark}
      >
        {mean !== null && t("ceilingFrom", { of })}
      </Tile>
    </section>
  );
}
