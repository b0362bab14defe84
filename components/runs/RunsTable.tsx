"use client";

import { Alert, Button, Checkbox, Loader, Table } from "@mantine/core";
import { IconArrowsDiff, IconMessage, IconPencil, IconPlayerPlay, IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { hasFinished } from "@/core/engine/live";
import type { AppRouter } from "@/server/api/root";
import { Count, Duration, Money, When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { useTRPC } from "../trpc";
import { comparisonOf } from "./compare/address";
import { RunFilters } from "./RunFilters";
import classes from "./Runs.module.css";
import { SimulatedMark } from "./SimulatedMark";
import { StatusLabel } from "./StatusLabel";
import { useRunFilter } from "./useRunFilter";

type Run = inferRouterOutputs<AppRouter>["runs"]["list"]["runs"][number];

const PAGE = 50;
const LIVE_INTERVAL_MS = 2_000;

/** All runs, newest first; the filter is in the address, so that it can be shared and reloaded. */
export function RunsTable() {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const choosing = useRunFilter();
  const { asked, filtered, choose } = choosing;
  const read = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { ...asked, limit: PAGE },
      {
        placeholderData: keepPreviousData,
        getNextPageParam: ({ next }) => next,
        refetchInterval: (query) =>
          query.state.data?.pages.some(({ runs }) => runs.some((run) => !hasFinished(run.status))) ? LIVE_INTERVAL_MS : false,
      },
    ),
  );
  if (read.error !== null || read.data === undefined)
    return (
      <>
        {filtered && <RunFilters {...choosing} />}
        {read.error === null ? <Loader size="sm" /> : <Alert color="red">{errorText(read.error)}</Alert>}
      </>
    );
  const runs = read.data.pages.flatMap((page) => page.runs);
  if (runs.length === 0 && !filtered) return <NothingYet />;
  return (
    <>
      <RunFilters {...choosing} />
      {runs.length === 0 ? (
        <EmptyState
          title={t("noneTitle")}
          text={t("noneText")}
          action={
            <Button variant="default" onClick={() => choose({ filter: {}, period: null })}>
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
              <Table.Th aria-label={t("columnFeedback")} />
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
      <Table.Td>
        <SaidOf feedback={run.feedback} />
      </Table.Td>
    </Table.Tr>
  );
}

/** What people said of a run, as signs. */
function SaidOf({ feedback: { good, bad, corrected, comments } }: { feedback: Run["feedback"] }) {
  const t = useTranslations("runs.feedback");
  if (good + bad + corrected + comments === 0) return null;
  return (
    <span className={classes.said} role="img" aria-label={t("counted", { good, bad })} title={t("counted", { good, bad })}>
      {good > 0 && <IconThumbUp size={14} aria-hidden />}
      {bad > 0 && <IconThumbDown size={14} aria-hidden />}
      {corrected > 0 && <IconPencil size={14} aria-hidden />}
      {comments > 0 && <IconMessage size={14} aria-hidden />}
    </span>
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
