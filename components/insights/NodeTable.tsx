"use client";

import { Title, Tooltip } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import type { GraphReport, NodeReport } from "@/core/replacement/report";
import { kinds } from "@/nodes/definitions";
import { Count, Duration } from "../format/Quantity";
import { IntervalBar } from "./Bars";
import classes from "./insights.module.css";
import { EditLink, editorOf, NodeRows, useNodeName } from "./NodeRows";

type Column = "score" | "calls" | "errors" | "latency" | "tokens" | "cost" | "valid" | "variety";

const hints = {
  errors: "errorsHint",
  latency: "latencyHint",
  tokens: "tokensHint",
  cost: "costHint",
  valid: "validHint",
  variety: "varietyHint",
  score: "scoreHint",
} as const;
const numbers: readonly Column[] = ["calls", "latency", "tokens", "cost", "variety"];
const modelColumns: readonly Column[] = ["score", "calls", "errors", "latency", "tokens", "cost", "valid", "variety"];

const hasHint = (column: Column): column is keyof typeof hints => column in hints;

function Head({ column }: { column: Column }) {
  const t = useTranslations("insights.table");
  return (
    <th scope="col" className={numbers.includes(column) ? classes.number : undefined}>
      {hasHint(column) ? (
        <Tooltip label={t(hints[column])} multiline maw={280}>
          <span className={classes.explained}>{t(column)}</span>
        </Tooltip>
      ) : (
        t(column)
      )}
    </th>
  );
}

const isServed = ({ kind, current, older }: NodeReport) => kind === "model" || current.length + older.length > 0;
const costOf = ({ current }: NodeReport) => current.reduce((sum, { cost }) => sum + (cost ?? 0), 0);

/** Model nodes, the most expensive first. */
export function NodeTable({ report, openNode }: { report: GraphReport; openNode: string | null }) {
  const t = useTranslations("insights.table");
  const served = report.nodes.filter(isServed).toSorted((a, b) => costOf(b) - costOf(a));
  return (
    <div className={classes.panel}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("node")}</th>
            {modelColumns.map((column) => (
              <Head key={column} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {served.map((node) => (
            <NodeRows key={node.nodeId} graphId={report.graphId} node={node} startOpen={node.nodeId === openNode} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Nodes that call no model: how often they fired, failed and how long they took. */
export function OtherNodes({ report }: { report: GraphReport }) {
  const t = useTranslations("insights.table");
  const locale = useLocale();
  const nameOf = useNodeName();
  const others = report.nodes.filter((node) => !isServed(node));
  if (others.length === 0) return null;
  return (
    <section>
      <Title order={2} mt="xl" mb="xs">
        {t("others")}
      </Title>
      <div className={classes.panel}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("node")}</th>
              <th scope="col">{t("kind")}</th>
              <th scope="col" className={classes.number}>
                {t("fired")}
              </th>
              <th scope="col" className={classes.number}>
                {t("skipped")}
              </th>
              <Head column="errors" />
              <Head column="latency" />
            </tr>
          </thead>
          <tbody>
            {others.map(({ activations: { fired, skipped, timing }, ...node }) => (
              <tr key={node.nodeId}>
                <td>
                  <span className={classes.name}>{nameOf(node)}</span>{" "}
                  {node.deleted ? (
                    <span className={classes.dim}>{node.name !== null && t("deleted")}</span>
                  ) : (
                    <EditLink href={editorOf(report.graphId, node.nodeId)} />
                  )}
                </td>
                <td className={classes.dim}>{kinds(node.kind)?.text[locale].title ?? node.kind}</td>
                <td className={classes.number}>
                  <Count value={fired} />
                </td>
                <td className={classes.number}>
                  <Count value={skipped} />
                </td>
                <td>
                  <IntervalBar proportion={node.errorShare} tone="failed" />
                </td>
                <td className={classes.number}>
                  <Duration ms={timing.p50} /> / <Duration ms={timing.p95} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
