"use client";

import { Alert, Button, Group, Skeleton, Title } from "@mantine/core";
import { IconAlertTriangle, IconChartBar, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { GraphReport } from "@/core/replacement/report";
import { MIN_ANSWERS } from "@/core/replacement/weights";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { Page, PageHeader } from "../shell/PageHeader";
import { useTRPC } from "../trpc";
import classes from "./insights.module.css";
import { NodeTable, OtherNodes } from "./NodeTable";
import { Tiles } from "./Tiles";

/** What was recorded of a graph, and which of its nodes deserve an evaluation. */
export function InsightsPage({ graphId, openNode }: { graphId: string; openNode: string | null }) {
  const t = useTranslations("insights");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data, error } = useQuery(trpc.insights.statistics.queryOptions({ graphId }));
  return (
    <Page>
      <PageHeader
        title={data === undefined ? t("title") : t("titleOf", { graph: data.graphName })}
        description={t("description")}
        actions={
          <Group gap="xs" wrap="nowrap">
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
      {data !== undefined && <Report report={data} openNode={openNode} />}
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

function Report({ report, openNode }: { report: GraphReport; openNode: string | null }) {
  const t = useTranslations("insights");
  const { runs, calls, simulatedCalls: simulated } = report.totals;
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
      <Title order={2} mb="xs">
        {t("table.title")}
      </Title>
      <NodeTable report={report} openNode={openNode} />
      <OtherNodes report={report} />
    </>
  );
}
