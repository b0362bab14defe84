"use client";

import "@mantine/charts/styles.css";
import { LineChart } from "@mantine/charts";
import { useFormatter, useTranslations } from "next-intl";
import type { HistoryPoint } from "@/core/evaluation/report";
import { points } from "./address";

const HEIGHT = 260;

/** More points than this nobody can tell apart. */
const MOST = 120;

/** The lines themselves, in points of loss over the calls compared. */
export function LossLines({ history, tolerance }: { history: readonly HistoryPoint[]; tolerance: number }) {
  const t = useTranslations("evaluations.chart");
  const format = useFormatter();
  const every = Math.ceil(history.length / MOST);
  const shown = history.filter((_, index) => index % every === 0 || index === history.length - 1);
  return (
    <LineChart
      h={HEIGHT}
      data={shown.map(({ pairs, estimate, low, high }) => ({
        pairs: format.number(pairs),
        ...{ estimate: points(estimate), low: points(low), high: points(high) },
      }))}
      dataKey="pairs"
      series={[
        { name: "high", label: t("high"), color: "orange.6", strokeDasharray: "2 3" },
        { name: "estimate", label: t("estimate"), color: "blue.6" },
        { name: "low", label: t("low"), color: "teal.6", strokeDasharray: "2 3" },
      ]}
      referenceLines={[
        { y: points(tolerance), label: t("tolerance"), color: "red.6", strokeDasharray: "6 4" },
        { y: 0, color: "gray.6" },
      ]}
      valueFormatter={(value) => format.number(value, { maximumFractionDigits: 1 })}
      curveType="linear"
      withLegend
      withDots={shown.length < 16}
      legendProps={{ verticalAlign: "bottom", height: 34 }}
      lineProps={{ isAnimationActive: false }}
      tooltipAnimationDuration={0}
      xAxisProps={{ minTickGap: 24 }}
    />
  );
}
