"use client";

import { Anchor, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type EvaluationLine, isUnderway } from "@/core/evaluation/report";
import { Money, When } from "../format/Quantity";
import insights from "../insights/insights.module.css";
import { SimulatedMark } from "../runs/SimulatedMark";
import { useTRPC } from "../trpc";
import { evaluationAt } from "./address";
import classes from "./Evaluations.module.css";

/** How often those under way are looked at. Milliseconds. */
const LOOK_MS = 5_000;

/** The workspace's evaluations, the latest first; nothing where there is none. */
export function EvaluationList() {
  const t = useTranslations("evaluations.list");
  const trpc = useTRPC();
  const { data = [] } = useQuery(
    trpc.evaluations.list.queryOptions(
      {},
      { refetchInterval: ({ state }) => (state.data?.some(({ status }) => isUnderway(status)) ? LOOK_MS : false) },
    ),
  );
  if (data.length === 0) return null;
  return (
    <section className={classes.section}>
      <Title order={2} mb="xs">
        {t("title")}
      </Title>
      <div className={insights.panel}>
        <table className={insights.table} aria-label={t("title")}>
          <thead>
            <tr>
              <th>{t("node")}</th>
              <th>{t("result")}</th>
              <th>{t("begun")}</th>
              <th className={insights.number}>{t("spent")}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Line({ line }: { line: EvaluationLine }) {
  const { id, nodeName, graphName, createdAt, spent, simulated } = line;
  const result = useResult()(line);
  return (
    <tr>
      <td>
        <Anchor component={Link} href={evaluationAt(id)} size="sm">
          {nodeName}
        </Anchor>
        <span className={insights.under}>{graphName}</span>
      </td>
      <td>
        {result} {simulated && <SimulatedMark />}
      </td>
      <td>
        <When at={createdAt} />
      </td>
      <td className={insights.number}>
        <Money usd={spent} />
      </td>
    </tr>
  );
}

function useResult(): (line: EvaluationLine) => string {
  const t = useTranslations("evaluations");
  return ({ status, verdict, incumbent, accepted }) => {
    if (verdict === null) return t(`status.${status}`);
    if (verdict.type === "replace") return t("list.replace", { model: accepted ?? verdict.model });
    return verdict.type === "keep" ? t("list.keep", { model: incumbent }) : t("list.undecided");
  };
}
