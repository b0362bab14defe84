"use client";

import { Alert, Button, SegmentedControl, Skeleton, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Grouping } from "@/core/replacement/overTime";
import { colourNameOf, cssOf } from "../../format/palette";
import { useErrorText } from "../../format/sentences";
import { SimulatedMark } from "../../runs/SimulatedMark";
import { useTRPC } from "../../trpc";
import { Charts } from "./Charts";
import { ExportMenu } from "./ExportMenu";
import { OverTimeTable } from "./OverTimeTable";
import classes from "./overTime.module.css";
import { type Part, partsOf } from "./parts";
import type { Line } from "./TimeChart";

const OTHERS = "gray.6";

type Props = { graphId: string; from: Date | undefined };

/** Cost, latency, the share of small models, tokens, errors and cache over time. */
export function OverTimeView({ graphId, from }: Props) {
  const t = useTranslations("insights.overTime");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const format = useFormatter();
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
      color: colourNameOf(index),
    })),
    ...(data?.points.some(({ group }) => group === "") === true ? [{ name: "", label: t("others"), color: OTHERS }] : []),
  ];
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
        {data?.points.some(({ simulatedCalls }) => simulatedCalls > 0) === true && <SimulatedMark />}
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
                <span className={classes.swatch} style={{ background: cssOf(color) }} aria-hidden />
                {text}
              </li>
            ))}
          </ul>
          <Charts graphId={graphId} overTime={data} parts={parts} groups={groups} label={label} />
          <p className={`${classes.hint} ${classes.foot}`}>{t("note")}</p>
          {asTable && <OverTimeTable graphId={graphId} by={by} overTime={data} parts={parts} label={label} />}
        </>
      )}
    </section>
  );
}
