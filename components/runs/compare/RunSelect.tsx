"use client";

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useFormatter, useTranslations } from "next-intl";
import type { AppRouter } from "@/server/api/root";
import { useDuration } from "../../format/Quantity";
import { useTRPC } from "../../trpc";

export type RunSummary = inferRouterOutputs<AppRouter>["runs"]["list"]["runs"][number];

/** Runs offered at most; an older one is found in the list of runs. */
const OFFERED = 100;

/** What is told of a run where there is one line for it. */
type Told = Pick<RunSummary, "id" | "version" | "trigger" | "status" | "simulated" | "createdAt" | "startedAt" | "finishedAt">;

type Props = {
  label: string;
  graphId: string;
  /** Not offered. */
  except: string | null;
  value: Told | null;
  onChoose(run: Told): void;
};

/** One of the runs of a graph, newest first. */
export function RunSelect({ label, graphId, except, value, onChoose }: Props) {
  const t = useTranslations("compare");
  const line = useRunLine();
  const { data } = useQuery(useTRPC().runs.list.queryOptions({ graphId, limit: OFFERED }));
  const listed: readonly Told[] = data?.runs ?? [];
  const offered = (value === null || listed.some(({ id }) => id === value.id) ? listed : [...listed, value]).filter(
    ({ id }) => id !== except,
  );
  return (
    <Select
      aria-label={label}
      placeholder={offered.length === 0 ? t("noOther") : t("chooseRun")}
      disabled={offered.length === 0}
      allowDeselect={false}
      searchable
      comboboxProps={{ withinPortal: false }}
      data={offered.map((run) => ({ value: run.id, label: line(run) }))}
      value={value?.id ?? null}
      onChange={(id) => {
        const run = offered.find((known) => known.id === id);
        if (run !== undefined) onChoose(run);
      }}
    />
  );
}

/** A run in one line: when it was started, its version, how it went and how long it took. */
function useRunLine(): (run: Told) => string {
  const t = useTranslations("runs");
  const common = useTranslations("common");
  const format = useFormatter();
  const duration = useDuration();
  return ({ createdAt, version, trigger, status, simulated, startedAt, finishedAt }) =>
    [
      format.dateTime(new Date(createdAt), { month: "short", day: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit" }),
      trigger === "node" || trigger === "playground"
        ? t(`trigger.${trigger}`)
        : version === null
          ? t("draft")
          : t("version", { number: version }),
      t(`status.${status}`),
      ...(startedAt !== null && finishedAt !== null ? [duration(Date.parse(finishedAt) - Date.parse(startedAt))] : []),
      ...(simulated ? [common("simulated")] : []),
    ].join(" · ");
}
