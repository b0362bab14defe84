"use client";

import { Alert, Button, Loader, Select, Table } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { FindingsAsked } from "@/core/privacy/findings";
import { FoundKind } from "@/core/privacy/kinds";
import { useErrorText } from "../format/sentences";
import { type Period, periods } from "../runs/useRunFilter";
import { EmptyState } from "../shell/EmptyState";
import { useTRPC } from "../trpc";
import classes from "./Curation.module.css";
import { ExampleCard } from "./ExampleCard";
import { type Findings, type KindCount, useFindings } from "./useFindings";

type Wanted = FindingsAsked["examples"];

/** What is found in recorded calls, how much of each kind, and examples to correct. */
export function Found({ analyses }: { analyses: boolean }) {
  const t = useTranslations("curation");
  const errorText = useErrorText();
  const [graphId, setGraphId] = useState<string | null>(null);
  const [nodeId, setNodeId] = useState<string | null>(null);
  const [period, setPeriod] = useState<Period | null>(null);
  const [examples, setExamples] = useState<Wanted>("any");
  const names = useNames(graphId);
  const asked = useMemo<FindingsAsked>(
    () => ({
      ...(graphId !== null && { graphId }),
      ...(nodeId !== null && { nodeId }),
      ...(period !== null && { from: new Date(Date.now() - periods[period]).toISOString() }),
      examples,
    }),
    [graphId, nodeId, period, examples],
  );
  const { findings, error, looking, more, lookFurther } = useFindings(asked);
  return (
    <>
      <Filters
        {...{ graphId, nodeId, period, examples, names, analyses }}
        choose={(part) => {
          if (part.graphId !== undefined) {
            setGraphId(part.graphId);
            setNodeId(null);
          }
          if (part.nodeId !== undefined) setNodeId(part.nodeId);
          if (part.period !== undefined) setPeriod(part.period);
          if (part.examples !== undefined) setExamples(part.examples);
        }}
      />
      {error !== null && (
        <Alert color="red" mb="md" role="alert">
          {errorText(error)}
        </Alert>
      )}
      <div className={classes.looked} role="status">
        {findings !== null && (
          <span>{t("looked", { calls: findings.calls, total: findings.total, more: findings.total >= MOST ? "yes" : "no" })}</span>
        )}
        {looking && error === null ? (
          <>
            <Loader size="xs" /> {t("looking")}
          </>
        ) : (
          more && (
            <Button size="compact-sm" variant="default" onClick={lookFurther}>
              {t("lookFurther")}
            </Button>
          )
        )}
      </div>
      {findings !== null && <Shown {...{ findings, looking, analyses, examples }} onChoose={setExamples} />}
    </>
  );
}

/** As far as calls are counted. */
const MOST = 100_000;

type Names = { graphs: { id: string; name: string }[]; nodes: { id: string; name: string }[] };

function useNames(graphId: string | null): Names {
  const trpc = useTRPC();
  const graphs = useQuery(trpc.graphs.list.queryOptions());
  const tasks = useQuery(trpc.curation.tasks.queryOptions({ graphId: graphId ?? "" }, { enabled: graphId !== null }));
  const nodes = new Map((tasks.data ?? []).map(({ nodeId, name }) => [nodeId, { id: nodeId, name }]));
  return { graphs: (graphs.data ?? []).map(({ id, name }) => ({ id, name })), nodes: [...nodes.values()] };
}

type Chosen = { graphId: string | null; nodeId: string | null; period: Period | null; examples: Wanted };

function Filters({
  graphId,
  nodeId,
  period,
  examples,
  names,
  analyses,
  choose,
}: Chosen & { names: Names; analyses: boolean; choose(part: Partial<Chosen>): void }) {
  const t = useTranslations("curation");
  const runs = useTranslations("runs");
  const kinds = useTranslations("settings.curation.kind");
  const options = (list: readonly { id: string; name: string }[]) => list.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <search className={classes.filters}>
      <Select
        label={t("filterGraph")}
        placeholder={t("allGraphs")}
        data={options(names.graphs)}
        value={graphId}
        onChange={(value) => choose({ graphId: value })}
        clearable
        searchable
        w={220}
      />
      {graphId !== null && (
        <Select
          label={t("filterNode")}
          placeholder={t("allNodes")}
          data={options(names.nodes)}
          value={nodeId}
          onChange={(value) => choose({ nodeId: value })}
          clearable
          searchable
          w={200}
        />
      )}
      <Select
        label={t("filterPeriod")}
        placeholder={t("allTime")}
        data={(Object.keys(periods) as Period[]).map((value) => ({ value, label: runs(`periods.${value}`) }))}
        value={period}
        onChange={(value) => choose({ period: value as Period | null })}
        clearable
        w={170}
      />
      {analyses && (
        <Select
          label={t("examplesOf")}
          data={[
            { value: "any", label: t("any") },
            ...FoundKind.options.map((value) => ({ value, label: kinds(value) })),
            { value: "nothing", label: t("nothing") },
          ]}
          value={examples}
          onChange={(value) => choose({ examples: FindingsAsked.shape.examples.parse(value ?? "any") })}
          allowDeselect={false}
          w={270}
        />
      )}
    </search>
  );
}

type ShownProps = { findings: Findings; looking: boolean; analyses: boolean; examples: Wanted; onChoose(kind: Wanted): void };

function Shown({ findings, looking, analyses, examples, onChoose }: ShownProps) {
  const t = useTranslations("curation");
  if (findings.calls === 0 && !looking)
    return <EmptyState icon={<IconShieldCheck size={28} stroke={1.5} aria-hidden />} title={t("noneTitle")} text={t("noneText")} />;
  return (
    <>
      {findings.kinds.length > 0 ? (
        <Kinds kinds={findings.kinds} chosen={examples} onChoose={analyses ? onChoose : null} />
      ) : (
        !looking &&
        examples !== "nothing" && (
          <EmptyState icon={<IconShieldCheck size={28} stroke={1.5} aria-hidden />} title={t("cleanTitle")} text={t("cleanText")} />
        )
      )}
      {!analyses && <Alert color="gray">{t("viewer")}</Alert>}
      {analyses && (findings.kinds.length > 0 || examples === "nothing") && (
        <section aria-label={t("examples")}>
          <h2 className={classes.heading}>{t("examples")}</h2>
          {findings.examples.length === 0 && !looking && <p className={classes.looked}>{t("noExamples")}</p>}
          <div className={classes.examples}>
            {findings.examples.map((example) => (
              <ExampleCard key={`${example.callId} ${example.text}`} example={example} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

function Kinds({ kinds, chosen, onChoose }: { kinds: readonly KindCount[]; chosen: Wanted; onChoose: ((kind: Wanted) => void) | null }) {
  const t = useTranslations("curation.kinds");
  const names = useTranslations("settings.curation.kind");
  const amount = (values: number, calls: number) => (calls === 0 ? t("none") : t("values", { values, calls }));
  return (
    <div className={classes.frame}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("kind")}</Table.Th>
            <Table.Th>{t("there")}</Table.Th>
            <Table.Th>{t("takenOut")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kinds.map(({ kind, there, callsWith, takenOut, callsWithout }) => (
            <Table.Tr key={kind} data-chosen={chosen === kind || undefined}>
              <Table.Td>
                {onChoose === null ? (
                  names(kind)
                ) : (
                  <button
                    type="button"
                    className={classes.kindButton}
                    aria-label={t("show", { kind: names(kind) })}
                    aria-pressed={chosen === kind}
                    onClick={() => onChoose(chosen === kind ? "any" : kind)}
                  >
                    {names(kind)}
                  </button>
                )}
              </Table.Td>
              <Table.Td>{amount(there, callsWith)}</Table.Td>
              <Table.Td>{amount(takenOut, callsWithout)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
