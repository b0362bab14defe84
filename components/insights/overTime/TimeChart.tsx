"use client";

import "@mantine/charts/styles.css";
import { BarChart, LineChart } from "@mantine/charts";
import { Title } from "@mantine/core";
import { useRouter } from "next/navigation";
import classes from "./overTime.module.css";
import { type Part, runsBehind } from "./parts";

export type Line = { name: string; label: string; color: string; dashed?: boolean };

type Props = {
  title: string;
  hint: string;
  kind: "bars" | "lines";
  graphId: string;
  parts: readonly Part[];
  lines: readonly Line[];
  label: (part: Part) => string;
  figureOf: (part: Part, line: string) => number | null;
  format: (value: number) => string;
  /** Said instead of an empty chart. */
  nothing: string;
  /** Whether its lines are its own, and not those of the charts' common legend. */
  withLegend?: boolean;
  /** The most a value can be, where there is such a thing. */
  top?: number;
};

const HEIGHT = 190;

/** One figure over time. A click on a part of time opens the runs that were begun in it. */
export function TimeChart({ title, hint, kind, graphId, parts, lines, label, figureOf, format, nothing, withLegend = false, top }: Props) {
  const router = useRouter();
  const data = parts.map((part) => ({
    label: label(part),
    ...Object.fromEntries(lines.map(({ name }) => [name, figureOf(part, name)])),
  }));
  const known = parts.some((part) => lines.some(({ name }) => figureOf(part, name) !== null));
  const open = ({ activeTooltipIndex: index }: { activeTooltipIndex?: unknown }) => {
    const part = parts[Number(index ?? Number.NaN)];
    if (part !== undefined && part.points.size > 0) router.push(runsBehind(graphId, part, null));
  };
  const shared = {
    h: HEIGHT,
    data,
    dataKey: "label",
    series: lines.map(({ name, label: text, color, dashed }) => ({ name, label: text, color, ...(dashed && { strokeDasharray: "5 4" }) })),
    valueFormatter: format,
    withLegend,
    legendProps: { verticalAlign: "bottom" as const, height: 34 },
    tooltipAnimationDuration: 0,
    // As wide as `$0.000500`.
    yAxisProps: { width: 76, ...(top !== undefined && { domain: [0, top] as [number, number] }) },
    xAxisProps: { minTickGap: 24 },
  };
  return (
    <figure className={classes.chart}>
      <figcaption>
        <Title order={3} className={classes.title}>
          {title}
        </Title>
        <span className={classes.hint}>{hint}</span>
      </figcaption>
      {!known ? (
        <p className={classes.nothing}>{nothing}</p>
      ) : kind === "bars" ? (
        <BarChart {...shared} type="stacked" maxBarWidth={44} barProps={{ isAnimationActive: false }} barChartProps={{ onClick: open }} />
      ) : (
        <LineChart
          {...shared}
          curveType="linear"
          connectNulls={false}
          withDots={parts.length < 32}
          lineProps={{ isAnimationActive: false }}
          lineChartProps={{ onClick: open }}
        />
      )}
    </figure>
  );
}
