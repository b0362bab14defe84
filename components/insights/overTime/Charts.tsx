"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import { useFormatter, useTranslations } from "next-intl";
import type { OverTime, TimePoint } from "@/core/replacement/overTime";
import { useDuration, useMoney } from "../../format/Quantity";
import classes from "./overTime.module.css";
import { type Part, shareOf, sumOf } from "./parts";
import type { Line } from "./TimeChart";

// The charts' library is large, and everything else on the page is read first.
const TimeChart = dynamic(() => import("./TimeChart").then((loaded) => loaded.TimeChart), {
  ssr: false,
  loading: () => <Skeleton height={250} />,
});

/** Null when nothing has a price, which isn't nothing paid. */
const priced = (point: TimePoint | undefined): number | null => (point === undefined || point.pricedCalls === 0 ? null : point.cost);

type Props = { graphId: string; overTime: OverTime; parts: readonly Part[]; groups: readonly Line[]; label: (part: Part) => string };

/** Six figures over time, side by side. @param groups the models or nodes that have a line of their own */
export function Charts({ graphId, overTime: { level }, parts, groups, label }: Props) {
  const t = useTranslations("insights.overTime");
  const format = useFormatter();
  const [money, duration] = [useMoney(), useDuration()];
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const whole = (value: number) => format.number(value, { notation: "compact" });
  const shared = { graphId, parts, label };
  return (
    <div className={classes.grid}>
      <TimeChart
        {...shared}
        title={t("cost")}
        nothing={t("nothing.cost")}
        hint={t(`costHint.${level}`)}
        kind="bars"
        lines={groups}
        figureOf={({ points }, group) => priced(points.get(group))}
        format={money}
      />
      <TimeChart
        {...shared}
        title={t("latency")}
        nothing={t("nothing.latency")}
        hint={t("latencyHint")}
        kind="lines"
        lines={groups}
        figureOf={({ points }, group) => points.get(group)?.p50 ?? null}
        format={duration}
      />
      <TimeChart
        {...shared}
        title={t("slm")}
        nothing={t("nothing.slm")}
        withLegend
        hint={t("slmHint")}
        kind="lines"
        lines={[
          { name: "calls", label: t("slmOf.calls"), color: "teal.6" },
          { name: "cost", label: t("slmOf.cost"), color: "grape.5", dashed: true },
        ]}
        figureOf={(part, line) =>
          line === "calls"
            ? shareOf(
                sumOf(part, ({ slmCalls }) => slmCalls),
                sumOf(part, ({ calls }) => calls),
              )
            : shareOf(
                sumOf(part, ({ slmCost }) => slmCost),
                sumOf(part, ({ cost }) => cost),
              )
        }
        format={percent}
        top={1}
      />
      <TimeChart
        {...shared}
        title={t("tokens")}
        nothing={t("nothing.tokens")}
        withLegend
        hint={t("tokensHint")}
        kind="bars"
        lines={[
          { name: "input", label: t("tokensOf.input"), color: "blue.4" },
          { name: "output", label: t("tokensOf.output"), color: "orange.6" },
        ]}
        figureOf={(part, line) => sumOf(part, ({ inputTokens, outputTokens }) => (line === "input" ? inputTokens : outputTokens)) || null}
        format={whole}
      />
      <TimeChart
        {...shared}
        title={t("errors")}
        nothing={t("nothing.errors")}
        hint={t("errorsHint")}
        kind="lines"
        lines={groups}
        figureOf={({ points }, group) => {
          const point = points.get(group);
          return point === undefined ? null : shareOf(point.errors, point.calls);
        }}
        format={percent}
      />
      <TimeChart
        {...shared}
        title={t("cache")}
        nothing={t("nothing.cache")}
        withLegend
        hint={t("cacheHint")}
        kind="lines"
        lines={[
          { name: "tokens", label: t("cacheOf.tokens"), color: "blue.6" },
          { name: "calls", label: t("cacheOf.calls"), color: "orange.6", dashed: true },
        ]}
        figureOf={(part, line) =>
          line === "tokens"
            ? shareOf(
                sumOf(part, ({ cachedTokens }) => cachedTokens),
                sumOf(part, ({ inputTokens }) => inputTokens),
              )
            : shareOf(
                sumOf(part, ({ cachedCalls }) => cachedCalls),
                sumOf(part, ({ calls }) => calls),
              )
        }
        format={percent}
      />
    </div>
  );
}
