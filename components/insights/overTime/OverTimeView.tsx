"use client";

import { Alert, Button, Menu, SegmentedControl, Skeleton, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Grouping, type TimePoint } from "@/core/replacement/overTime";
import { useDuration, useMoney } from "../../format/Quantity";
import { useErrorText } from "../../format/sentences";
import { useTRPC } from "../../trpc";
import { OverTimeTable } from "./OverTimeTable";
import classes from "./overTime.module.css";
import { type Part, partsOf, shareOf, sumOf } from "./parts";
import type { Line } from "./TimeChart";

// The charts' library is large, and everything else on the page is read first.
const TimeChart = dynamic(() => import("./TimeChart").then((loaded) => loaded.TimeChart), {
  ssr: false,
  loading: () => <Skeleton height={250} />,
});

/** Far enough apart for eyes that tell few colours apart; names stand in the legend, the tooltip and the table. */
const COLORS = ["blue.6", "orange.6", "teal.6", "grape.6", "yellow.6", "cyan.4", "red.6", "lime.7"];
const OTHERS = "gray.6";

/** Null when nothing has a price, which isn't nothing paid. */
const priced = (point: TimePoint | undefined): number | null => (point === undefined || point.pricedCalls === 0 ? null : point.cost);

type Props = { graphId: string; from: Date | undefined };

/** Cost, latency, the share of small models, tokens, errors and cache over time. */
export function OverTimeView({ graphId, from }: Props) {
  const t = useTranslations("insights.overTime");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const format = useFormatter();
  const [money, duration] = [useMoney(), useDuration()];
  const [by, setBy] = useState<Grouping>("model");
  const [asTable, { toggle }] = useDisclosure(false);
  const { data, error } = useQuery(trpc.insights.overTime.queryOptions({ graphId, by, from }));
  const parts = data === undefined ? [] : partsOf(data);
  const label = ({ at }: Part) => {
    const date = { timeZone: "UTC" } as const;
    if (data?.level === "month") return format.dateTime(at, { ...date, year: "numeric", month: "short" });
    if (data?.level === "day") return format.dateTime(at, { ...date, month: "short", day: "numeric" });
    return format.dateTime(at, { ...date, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
  };
  const groups: Line[] = [
    ...(data?.groups ?? []).map(({ key, label: text, modelClass }, index) => ({
      name: key,
      label: modelClass === null || modelClass === "unknown" ? text : `${text} · ${modelClass.toUpperCase()}`,
      color: COLORS[index % COLORS.length] ?? OTHERS,
    })),
    ...(data?.points.some(({ group }) => group === "") === true ? [{ name: "", label: t("others"), color: OTHERS }] : []),
  ];
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const whole = (value: number) => format.number(value, { notation: "compact" });
  const shared = { graphId, parts, label };
  return (
    <section aria-labelledby="over-time">
      <div className={classes.head}>
        <Title order={2} id="over-time">
          {t("title")}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t("groupBy")}
          value={by}
          onChange={(value) => setBy(Grouping.parse(value))}
          data={Grouping.options.map((value) => ({ value, label: t(`by.${value}`) }))}
        />
        <Button size="compact-sm" variant="default" leftSection={<IconTable size={15} />} aria-expanded={asTable} onClick={toggle}>
          {asTable ? t("hideTable") : t("showTable")}
        </Button>
        <ExportMenu graphId={graphId} by={by} from={from} />
      </div>
      {error !== null && (
        <Alert color="red" mb="md">
          {errorText(error)}
        </Alert>
      )}
      {data === undefined && error === null && <Skeleton height={250} mb="md" />}
      {data !== undefined && parts.length === 0 && <p className={classes.hint}>{t("empty")}</p>}
      {data !== undefined && parts.length > 0 && (
        <>
          <ul className={classes.legend} aria-label={t("legend")}>
            {groups.map(({ name, label: text, color }) => (
              <li key={name}>
                <span className={classes.swatch} style={{ background: `var(--mantine-color-${color.replace(".", "-")})` }} aria-hidden />
                {text}
              </li>
            ))}
          </ul>
          <div className={classes.grid}>
            <TimeChart
              {...shared}
              title={t("cost")}
              nothing={t("nothing.cost")}
              hint={t(`costHint.${data.level}`)}
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
              figureOf={(part, line) =>
                sumOf(part, ({ inputTokens, outputTokens }) => (line === "input" ? inputTokens : outputTokens)) || null
              }
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
          <p className={`${classes.hint} ${classes.foot}`}>{t("note")}</p>
          {asTable && <OverTimeTable graphId={graphId} by={by} overTime={data} parts={parts} label={label} />}
        </>
      )}
    </section>
  );
}

function ExportMenu({ graphId, by, from }: Props & { by: Grouping }) {
  const t = useTranslations("insights.overTime");
  const address = (format: "csv" | "parquet") =>
    `/api/insights/export?${new URLSearchParams({ graphId, by, format, ...(from !== undefined && { from: from.toISOString() }) })}`;
  return (
    <Menu>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconDownload size={15} />}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address("csv")}>
          {t("exportCsv")}
        </Menu.Item>
        <Menu.Item component="a" href={address("parquet")}>
          {t("exportParquet")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
