"use client";

import { Alert, Button, Group, SegmentedControl, Skeleton, Title } from "@mantine/core";
import { IconAlertTriangle, IconChartBar, IconPlayerPlay } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { GraphReport } from "@/core/replacement/report";
import { MIN_ANSWERS } from "@/core/replacement/weights";
import { startOf } from "@/core/tallies/spans";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { Page, PageHeader } from "../shell/PageHeader";
import { useTRPC } from "../trpc";
import classes from "./insights.module.css";
import { NodeTable, OtherNodes } from "./NodeTable";
import { OverTimeView } from "./overTime/OverTimeView";
import { Tiles } from "./Tiles";

const DAY = 86_400_000;
/** How far back statistics may go. Milliseconds; null for all there is. */
const spans = { day: DAY, week: 7 * DAY, month: 30 * DAY, quarter: 90 * DAY, all: null } as const;
type Span = keyof typeof spans;

/** Whole days where it is about days: those are counted already. */
function startOfSpan(length: number | null): Date | undefined {
  if (length === null) return undefined;
  const from = Date.now() - length;
  return new Date(startOf(length > DAY ? "day" : "hour", from));
}

/** What was recorded of a graph, and which of its nodes deserve an evaluation. */
export function InsightsPage({ graphId, openNode }: { graphId: string; openNode: string | null }) {
  const t = useTranslations("insights");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [span, setSpan] = useState<Span>("all");
  const from = useMemo(() => startOfSpan(spans[span]), [span]);
  const { data, error } = useQuery(trpc.insights.statistics.queryOptions({ graphId, from }, { placeholderData: keepPreviousData }));
  return (
    <Page>
      <PageHeader
        title={data === undefined ? t("title") : t("titleOf", { graph: data.graphName })}
        description={t("description")}
        actions={
          <Group gap="xs" wrap="nowrap">
            <Button component={Link} href={`/graphs/${graphId}/clusters`} variant="default">
              {t("toClusters")}
            </Button>
            <Button component={Link} href="/suggestions" variant="default">
              {t("toSuggestions")}
            </Button>
            <Button component={Link} href={`/graphs/${graphId}`}>
              {t("openEditor")}
            </Button>
          </Group>
        }
      />
      {error !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} title={t("loadFailed")}>
          {errorText(error)}
        </Alert>
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <SegmentedControl
          size="xs"
          mb="sm"
          aria-label={t("range.label")}
          value={span}
          onChange={(value) => setSpan(value as Span)}
          data={(Object.keys(spans) as Span[]).map((value) => ({ value, label: t(`range.${value}`) }))}
        />
      )}
      {data !== undefined && <Report report={data} openNode={openNode} from={from} />}
    </Page>
  );
}

function Loading() {
  const t = useTranslations("insights");
  return (
    <div role="status" aria-label={t("loading")}>
      <Skeleton height={84} mb="md" />
      <Skeleton height={260} />
    </div>
  );
}

function Report({ report, openNode, from }: { report: GraphReport; openNode: string | null; from: Date | undefined }) {
  const t = useTranslations("insights");
  const { runs, calls, simulatedCalls: simulated } = report.totals;
  if (runs === 0 && calls === 0 && from !== undefined) return <p>{t("emptyRange")}</p>;
  if (runs === 0 && calls === 0) {
    return (
      <EmptyState
        icon={<IconChartBar size={28} stroke={1.5} aria-hidden />}
        title={t("emptyTitle")}
        text={t("emptyText")}
        steps={[t("emptySteps.run"), t("emptySteps.read"), t("emptySteps.score", { answers: MIN_ANSWERS })]}
        action={
          <Button component={Link} href={`/graphs/${report.graphId}`} leftSection={<IconPlayerPlay size={16} />}>
            {t("emptyAction")}
          </Button>
        }
      />
    );
  }
  return (
    <>
      {simulated > 0 && (
        <div className={classes.notice}>
          {simulated === calls ? t("simulatedAll", { calls }) : t("simulatedSome", { simulated, calls })}
        </div>
      )}
      <Tiles totals={report.totals} />
      <OverTimeView graphId={report.graphId} from={from} />
      <Title order={2} mb="xs">
        {t("table.title")}
      </Title>
      <NodeTable report={report} openNode={openNode} />
      <OtherNodes report={report} />
    </>
  );
}
