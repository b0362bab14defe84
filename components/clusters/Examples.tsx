"use client";

import { Alert, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Money, When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { SimulatedMark } from "../runs/SimulatedMark";
import { useTRPC } from "../trpc";
import classes from "./Clusters.module.css";

type Props = { graphId: string; nodeId: string; cluster: string | null; name: string };

/** Calls that show what a cluster is, each with the way to its run. */
export function Examples({ graphId, nodeId, cluster, name }: Props) {
  const t = useTranslations("clusters.examples");
  const errorText = useErrorText();
  const { data, error } = useQuery(useTRPC().clusters.examples.queryOptions({ graphId, nodeId, cluster }));
  if (error !== null) return <Alert color="red">{errorText(error)}</Alert>;
  if (data === undefined) return <Loader size="sm" aria-label={t("loading")} />;
  if (data.length === 0) return <p>{t("none")}</p>;
  return (
    <ul className={classes.examples} aria-label={t("label", { name })}>
      {data.map(({ callId, runId, text, answer, model, simulated, cost, startedAt }) => (
        <li key={callId}>
          <p className={classes.text}>{text === "" ? t("noText") : text}</p>
          <p className={classes.answer}>{answer}</p>
          <p className={classes.foot}>
            {model} {simulated && <SimulatedMark />} · <Money usd={cost} /> · <When at={startedAt} /> ·{" "}
            <Link href={`/runs/${runId}`}>{t("run")}</Link>
          </p>
        </li>
      ))}
    </ul>
  );
}
