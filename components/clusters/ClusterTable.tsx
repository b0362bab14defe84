"use client";

import { Alert, Button, Checkbox, Group } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import type { ClusteringReport } from "@/core/clustering/report";
import { colourOf } from "../format/palette";
import { Count, Money, Share, When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import insights from "../insights/insights.module.css";
import { SimulatedMark } from "../runs/SimulatedMark";
import { ClusterName } from "./ClusterName";
import classes from "./Clusters.module.css";
import { Examples } from "./Examples";
import { OUTLIER_COLOUR } from "./outliers";
import { useClusterEdits } from "./useClusters";

/** Where the calls that fit nowhere are opened. */
const NONE = "none";

type Props = { graphId: string; report: ClusteringReport; edits: boolean; open: string | null; onOpen(cluster: string | null): void };

/** The clusters with their sizes and costs, what people may do to them, and calls of the one that is open. */
export function ClusterTable({ graphId, report, edits, open, onOpen }: Props) {
  const t = useTranslations("clusters.table");
  const errorText = useErrorText();
  const { merge, rename, split } = useClusterEdits();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { nodeId, clusters, outliers, calls } = report;
  const merging = clusters.map(({ id }) => id).filter((id) => chosen.has(id));
  const isBusy = merge.isPending || rename.isPending || split.isPending;
  const failed = merge.error ?? rename.error ?? split.error;
  const choose = (id: string, isChosen: boolean) =>
    setChosen(new Set([...chosen].filter((one) => one !== id).concat(isChosen ? [id] : [])));
  const columns = edits ? 7 : 6;
  const toggle = (id: string) => onOpen(open === id ? null : id);
  return (
    <>
      {edits && clusters.length > 1 && (
        <Group mb="xs" gap="sm">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowMerge size={14} />}
            disabled={merging.length < 2 || isBusy}
            onClick={() => merge.mutate({ graphId, nodeId, clusters: merging }, { onSuccess: () => setChosen(new Set()) })}
          >
            {t("merge", { count: merging.length })}
          </Button>
          <span className={insights.dim}>{t("mergeHint")}</span>
        </Group>
      )}
      {failed !== null && (
        <Alert color="red" variant="light" mb="xs" role="alert">
          {errorText(failed)}
        </Alert>
      )}
      <div className={insights.panel}>
        <table className={insights.table}>
          <thead>
            <tr>
              {edits && <th scope="col">{t("choose")}</th>}
              <th scope="col">{t("cluster")}</th>
              <th scope="col" className={insights.number}>
                {t("calls")}
              </th>
              <th scope="col" className={insights.number}>
                {t("share")}
              </th>
              <th scope="col" className={insights.number}>
                {t("cost")} {report.simulated && <SimulatedMark />}
              </th>
              <th scope="col">{t("last")}</th>
              <th scope="col">{t("actions")}</th>
            </tr>
          </thead>
          <tbody>
            {clusters.map((cluster, index) => (
              <Fragment key={cluster.id}>
                <tr>
                  {edits && (
                    <td>
                      <Checkbox
                        aria-label={t("chooseOne", { name: cluster.label })}
                        checked={chosen.has(cluster.id)}
                        onChange={({ currentTarget }) => choose(cluster.id, currentTarget.checked)}
                      />
                    </td>
                  )}
                  <td>
                    <span className={classes.named}>
                      <Mark number={index + 1} colour={colourOf(index)} />
                      <ClusterName
                        cluster={cluster}
                        edits={edits}
                        isBusy={isBusy}
                        onRename={(name) => rename.mutate({ graphId, nodeId, cluster: cluster.id, name })}
                      />
                    </span>
                  </td>
                  <td className={insights.number}>
                    <Count value={cluster.calls} />
                  </td>
                  <td className={insights.number}>
                    <Share value={cluster.share} />
                  </td>
                  <td className={insights.number}>
                    <Money usd={cluster.cost} />
                  </td>
                  <td>
                    <When at={cluster.lastAt} />
                  </td>
                  <td>
                    <Group gap={6} wrap="nowrap">
                      <OpenButton name={cluster.label} isOpen={open === cluster.id} onClick={() => toggle(cluster.id)} />
                      {edits && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={t("splitOne", { name: cluster.label })}
                          disabled={isBusy}
                          onClick={() => split.mutate({ graphId, nodeId, cluster: cluster.id })}
                        >
                          {cluster.parts > 1 ? t("unmerge") : t("split")}
                        </Button>
                      )}
                    </Group>
                  </td>
                </tr>
                {open === cluster.id && (
                  <ExampleRow columns={columns} graphId={graphId} nodeId={nodeId} cluster={cluster.id} name={cluster.label} />
                )}
              </Fragment>
            ))}
            {outliers > 0 && (
              <tr>
                {edits && <td />}
                <td>
                  <span className={classes.named}>
                    <Mark number="×" colour={OUTLIER_COLOUR} />
                    <span>
                      {t("outliers")}
                      <span className={insights.under}>{t("outliersHint")}</span>
                    </span>
                  </span>
                </td>
                <td className={insights.number}>
                  <Count value={outliers} />
                </td>
                <td className={insights.number}>
                  <Share value={outliers / calls} />
                </td>
                <td />
                <td />
                <td>
                  <OpenButton name={t("outliers")} isOpen={open === NONE} onClick={() => toggle(NONE)} />
                </td>
              </tr>
            )}
            {outliers > 0 && open === NONE && (
              <ExampleRow columns={columns} graphId={graphId} nodeId={nodeId} cluster={null} name={t("outliers")} />
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Mark({ number, colour }: { number: number | string; colour: string }) {
  return (
    <span className={classes.number} style={{ borderColor: colour }}>
      {number}
    </span>
  );
}

function OpenButton({ name, isOpen, onClick }: { name: string; isOpen: boolean; onClick(): void }) {
  const t = useTranslations("clusters.table");
  return (
    <Button size="compact-xs" variant="default" aria-expanded={isOpen} aria-label={t("examplesOf", { name })} onClick={onClick}>
      {t("examples")}
    </Button>
  );
}

type RowProps = { columns: number; graphId: string; nodeId: string; cluster: string | null; name: string };

function ExampleRow({ columns, ...of }: RowProps) {
  return (
    <tr>
      <td colSpan={columns}>
        <Examples {...of} />
      </td>
    </tr>
  );
}
