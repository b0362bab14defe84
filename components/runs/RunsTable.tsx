"use client";

import { Alert, Button, Checkbox, Loader, Select, Table } from "@mantine/core";
import { IconArrowsDiff, IconPlayerPlay } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RunStatus } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import type { AppRouter } from "@/server/api/root";
import { Count, Duration, Money, When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { useTRPC } from "../trpc";
import { comparisonOf } from "./compare/address";
import classes from "./Runs.module.css";
import { SimulatedMark } from "./SimulatedMark";
import { StatusLabel } from "./StatusLabel";

type Run = inferRouterOutputs<AppRouter>["runs"]["list"]["runs"][number];

const PAGE = 50;
const LIVE_INTERVAL_MS = 2_000;

/** All runs, newest first; the filter is in the address, so that it can be shared and reloaded. */
export function RunsTable() {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { graphId, status, filtered, choose } = useFilter();
  const read = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { graphId, status, limit: PAGE },
      {
        getNextPageParam: ({ next }) => next,
        refetchInterval: (query) =>
          query.state.data?.pages.some(({ runs }) => runs.some((run) => !hasFinished(run.status))) ? LIVE_INTERVAL_MS : false,
      },
    ),
  );
  if (read.error !== null) return <Alert color="red">{errorText(read.error)}</Alert>;
  if (read.data === undefined) return <Loader size="sm" />;
  const runs = read.data.pages.flatMap((page) => page.runs);
  if (runs.length === 0 && !filtered) return <NothingYet />;
  return (
    <>
      <Filter graphId={graphId} status={status} choose={choose} />
      {runs.length === 0 ? (
        <EmptyState
          title={t("noneTitle")}
          text={t("noneText")}
          action={
            <Button variant="default" onClick={() => choose({})}>
              {t("showAll")}
            </Button>
          }
        />
      ) : (
        <Rows runs={runs} />
      )}
      {read.hasNextPage && (
        <Button variant="default" mt="md" onClick={() => void read.fetchNextPage()} loading={read.isFetchingNextPage}>
          {t("loadMore")}
        </Button>
      )}
    </>
  );
}

type Chosen = { graphId?: string | undefined; status?: RunStatus | undefined };

function useFilter() {
  const router = useRouter();
  const query = useSearchParams();
  const graphId = query.get("graph") ?? undefined;
  const status = RunStatus.safeParse(query.get("status")).data;
  return {
    graphId,
    status,
    filtered: graphId !== undefined || status !== undefined,
    choose(chosen: Chosen) {
      const next = new URLSearchParams({
        ...(chosen.graphId !== undefined && { graph: chosen.graphId }),
        ...(chosen.status !== undefined && { status: chosen.status }),
      });
      router.replace(next.size === 0 ? "/runs" : `/runs?${next}`, { scroll: false });
    },
  };
}

function Filter({ graphId, status, choose }: Chosen & { choose(chosen: Chosen): void }) {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const graphs = useQuery(trpc.graphs.list.queryOptions());
  return (
    <div className={classes.filter}>
      <Select
        aria-label={t("filterGraph")}
        placeholder={t("allGraphs")}
        data={(graphs.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={graphId ?? null}
        onChange={(value) => choose({ graphId: value ?? undefined, status })}
        clearable
        searchable
        w={260}
      />
      <Select
        aria-label={t("filterStatus")}
        placeholder={t("allStatuses")}
        data={RunStatus.options.map((value) => ({ value, label: t(`status.${value}`) }))}
        value={status ?? null}
        onChange={(value) => choose({ graphId, status: RunStatus.safeParse(value).data })}
        clearable
        w={180}
      />
    </div>
  );
}

function Rows({ runs }: { runs: readonly Run[] }) {
  const t = useTranslations("runs");
  const compare = useTranslations("compare");
  // The last two that were ticked: a third takes the place of the first.
  const [chosen, setChosen] = useState<readonly Run[]>([]);
  const toggle = (run: Run) => {
    const others = chosen.filter(({ id }) => id !== run.id);
    setChosen(others.length < chosen.length ? others : [...others, run].slice(-2));
  };
  return (
    <>
      {chosen.length > 0 && <Chosen chosen={chosen} onClear={() => setChosen([])} />}
      <div className={classes.tableFrame}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th aria-label={compare("compare")} />
              <Table.Th>{t("columnStatus")}</Table.Th>
              <Table.Th>{t("columnGraph")}</Table.Th>
              <Table.Th>{t("columnVersion")}</Table.Th>
              <Table.Th>{t("columnTrigger")}</Table.Th>
              <Table.Th>{t("columnStarted")}</Table.Th>
              <Table.Th className={classes.number}>{t("columnDuration")}</Table.Th>
              <Table.Th className={classes.number}>{t("columnTokens")}</Table.Th>
              <Table.Th className={classes.number}>{t("columnCost")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <Row key={run.id} run={run} chosen={chosen.some(({ id }) => id === run.id)} onChoose={() => toggle(run)} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}

/** What was ticked, and what can be done with it. */
function Chosen({ chosen, onClear }: { chosen: readonly Run[]; onClear(): void }) {
  const t = useTranslations("compare");
  const [one, other] = chosen;
  return (
    <div className={classes.chosen} role="status">
      <span>{t("chosen", { count: chosen.length })}</span>
      {one !== undefined && other !== undefined && (
        <Button size="xs" component={Link} href={comparisonOf(one, other)} leftSection={<IconArrowsDiff size={14} />}>
          {t("compare")}
        </Button>
      )}
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t("clear")}
      </Button>
    </div>
  );
}

function Row({ run, chosen, onChoose }: { run: Run; chosen: boolean; onChoose(): void }) {
  const t = useTranslations("runs");
  const compare = useTranslations("compare");
  const ms = run.startedAt === null || run.finishedAt === null ? null : Date.parse(run.finishedAt) - Date.parse(run.startedAt);
  return (
    <Table.Tr className={classes.row} data-chosen={chosen || undefined}>
      <Table.Td className={classes.choose}>
        <Checkbox size="xs" checked={chosen} onChange={onChoose} aria-label={compare("choose", { graph: run.graphName })} />
      </Table.Td>
      <Table.Td>
        <StatusLabel status={run.status} />
      </Table.Td>
      <Table.Td>
        <span className={classes.graphCell}>
          <Link href={`/runs/${run.id}`} className={classes.rowLink}>
            {run.trigger === "playground" ? t("trigger.playground") : run.graphName}
          </Link>
          {run.simulated && <SimulatedMark />}
        </span>
      </Table.Td>
      <Table.Td>
        {run.trigger === "playground" ? null : run.version === null ? (
          <span className={classes.kind}>{t("draft")}</span>
        ) : (
          t("version", { number: run.version })
        )}
      </Table.Td>
      <Table.Td>{t(`trigger.${run.trigger}`)}</Table.Td>
      <Table.Td>
        <When at={run.createdAt} />
      </Table.Td>
      <Table.Td className={classes.number}>
        <Duration ms={ms} />
      </Table.Td>
      <Table.Td className={classes.number} title={t("tokensHint", { input: run.inputTokens, output: run.outputTokens })}>
        <Count value={run.calls === 0 ? null : run.inputTokens + run.outputTokens} />
      </Table.Td>
      <Table.Td className={classes.number}>
        <Money usd={run.calls === 0 ? null : run.cost} />
      </Table.Td>
    </Table.Tr>
  );
}

function NothingYet() {
  const t = useTranslations("runs");
  return (
    <EmptyState
      icon={<IconPlayerPlay size={26} stroke={1.5} aria-hidden />}
      title={t("emptyTitle")}
      text={t("emptyText")}
      steps={[t("emptySteps.open"), t("emptySteps.run"), t("emptySteps.look")]}
      action={
        <Button component={Link} href="/graphs">
          {t("emptyAction")}
        </Button>
      }
    />
  );
}
