"use client";

import { Alert, Skeleton, Title } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ClusteredNode } from "@/core/clustering/report";
import { Count, Money, Share } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import insights from "../insights/insights.module.css";
import { Tile } from "../insights/Tile";
import { SimulatedMark } from "../runs/SimulatedMark";
import { ClusterMap } from "./ClusterMap";
import classes from "./Clusters.module.css";
import { ClusterTable } from "./ClusterTable";
import { Drift } from "./Drift";
import { useClustering } from "./useClusters";

type Props = { graphId: string; node: ClusteredNode; analyses: boolean };

/** What was found in a node's calls. */
export function Clustering({ graphId, node, analyses }: Props) {
  const t = useTranslations("clusters");
  const errorText = useErrorText();
  const { data: report, error } = useClustering(graphId, node);
  const [open, setOpen] = useState<string | null>(null);
  if (error !== null) return <Alert color="red">{errorText(error)}</Alert>;
  if (report === undefined) return <Skeleton height={320} />;
  if (report === null) return null;
  const { calls, outliers, cost, simulated, effective, clusters } = report;
  return (
    <>
      <section className={insights.tiles} aria-label={t("tiles.label")}>
        <Tile label={t("tiles.clusters")} value={<Count value={clusters.length} />}>
          {effective !== null && t("tiles.effective", { effective })}
        </Tile>
        <Tile label={t("tiles.calls")} value={<Count value={calls} />} />
        <Tile label={t("tiles.outliers")} value={<Share value={calls === 0 ? null : outliers / calls} />}>
          {t("tiles.outliersHint", { outliers })}
        </Tile>
        <Tile label={t("tiles.cost")} value={<Money usd={cost} />} mark={simulated && <SimulatedMark />} />
      </section>
      <div className={classes.halves}>
        <section aria-label={t("map.title")}>
          <Title order={2} mb="xs">
            {t("map.title")}
          </Title>
          <ClusterMap report={report} open={open} onOpen={setOpen} />
        </section>
        <section aria-label={t("drift.title")}>
          <Title order={2} mb="xs">
            {t("drift.title")}
          </Title>
          <Drift report={report} />
        </section>
      </div>
      <Title order={2} mb="xs">
        {t("table.title")}
      </Title>
      <ClusterTable graphId={graphId} report={report} edits={analyses && !node.fitting} open={open} onOpen={setOpen} />
    </>
  );
}
