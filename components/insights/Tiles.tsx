"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { GraphReport } from "@/core/replacement/report";
import { Count, Duration, Money, Share, useDuration, useMoney } from "../format/Quantity";
import { SimulatedMark } from "../runs/SimulatedMark";
import { IntervalBar } from "./Bars";
import classes from "./insights.module.css";
import { Tile } from "./Tile";

/** What the graph did as a whole. */
export function Tiles({ totals }: { totals: GraphReport["totals"] }) {
  const t = useTranslations("insights.tiles");
  const format = useFormatter();
  const money = useMoney();
  const duration = useDuration();
  const { runs, failedRuns, calls, cost, unpricedCalls, slmCalls, slmCost, runTiming, runCalls, runCost, simulatedCalls } = totals;
  const mark = simulatedCalls > 0 && <SimulatedMark />;
  return (
    <section className={classes.tiles}>
      <Tile label={t("runs")} value={<Count value={runs} />}>
        {failedRuns.count === 0
          ? t("runsNoneFailed")
          : t("runsFailed", { share: format.number(failedRuns.share ?? 0, { style: "percent", maximumFractionDigits: 1 }) })}
      </Tile>
      <Tile label={t("calls")} value={<Count value={calls} />}>
        {runs > 0 && t("callsPerRun", { value: runCalls / runs, others: calls - runCalls })}
      </Tile>
      <Tile label={t("slmCalls")} value={<IntervalBar proportion={slmCalls} tone="slm" />} />
      <Tile label={t("slmCost")} value={<Share value={slmCost} />}>
        {slmCost === null ? t("slmCostUnknown") : t("slmCostHint")}
      </Tile>
      <Tile label={t("cost")} mark={mark} value={<Money usd={cost} />}>
        {unpricedCalls > 0
          ? t("unpriced", { calls: unpricedCalls })
          : runs > 0 && runCost !== null && t("costPerRun", { cost: money(runCost / runs) })}
      </Tile>
      <Tile label={t("runTime")} mark={mark} value={<Duration ms={runTiming.p50} />}>
        {runTiming.p95 !== null && t("runTimeP95", { time: duration(runTiming.p95) })}
      </Tile>
    </section>
  );
}
