"use client";

import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import insights from "../insights/insights.module.css";
import { useTRPC } from "../trpc";

/** Clusters of different nodes that are asked the same. */
export function SameJobs({ graphId }: { graphId: string }) {
  const t = useTranslations("clusters.same");
  const format = useFormatter();
  const { data } = useQuery(useTRPC().clusters.sameJobs.queryOptions({ graphId }));
  if (data === undefined) return null;
  return (
    <section aria-label={t("title")}>
      <Title order={2} mt="lg" mb="xs">
        {t("title")}
      </Title>
      {data.length === 0 ? (
        <Text c="var(--minnow-text-dim)">{t("none")}</Text>
      ) : (
        <div className={insights.panel}>
          <table className={insights.table}>
            <thead>
              <tr>
                <th scope="col">{t("first")}</th>
                <th scope="col">{t("second")}</th>
                <th scope="col" className={insights.number}>
                  {t("alike")}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ first, second, alike }) => (
                <tr key={`${first.nodeId} ${first.clusterId} ${second.nodeId} ${second.clusterId}`}>
                  <td>
                    {first.node}
                    <span className={insights.under}>{first.cluster}</span>
                  </td>
                  <td>
                    {second.node}
                    <span className={insights.under}>{second.cluster}</span>
                  </td>
                  <td className={insights.number}>{format.number(alike, { maximumFractionDigits: 2 })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
