"use client";

import { Button, Select, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconPlayerStopFilled, IconPlayerTrackNext } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useEditor } from "../editor/EditorContext";
import { useStage } from "../editor/StageContext";
import { SimulatedMark } from "../runs/SimulatedMark";
import { useTRPC } from "../trpc";
import type { CaseRow } from "./caseRows";
import { totalsOf } from "./caseRows";
import classes from "./Testing.module.css";
import type { Shown, Testing } from "./useTests";

type Props = { rows: readonly CaseRow[]; shown: Shown; onShow(shown: Shown): void; testing: Testing };

/** How the cases stand, which test run is shown beside which other, and the way to run them all. */
export function TestsBar({ rows, shown, onShow, testing }: Props) {
  const t = useTranslations("testing");
  const { show } = useStage();
  const [version, setVersion] = useState<number | "draft">("draft");
  const cases = useEditor(({ document }) => document.examples)?.length ?? 0;
  const open = rows.filter(({ state }) => state === "running" || state === "waiting");
  const asked = rows.filter((row) => row.asked).length;
  return (
    <div className={classes.bar}>
      <Button size="xs" variant="subtle" leftSection={<IconArrowLeft size={14} />} onClick={() => show("edit")}>
        {t("back")}
      </Button>
      <Summary rows={rows} shown={shown} />
      <span className={classes.space} />
      <ShownRuns shown={shown} onShow={onShow} />
      {cases > 0 && <VersionChoice version={version} onChoose={setVersion} />}
      {open.length > 0 ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerStopFilled size={13} />}
          onClick={() => testing.stop([...new Set(open.flatMap(({ result }) => (result === null ? [] : [result.testRunId])))])}
        >
          {t("stop")}
        </Button>
      ) : (
        asked > 0 &&
        shown.testRunId === null && (
          <Tooltip label={t("runAllHint")}>
            <Button size="xs" leftSection={<IconPlayerTrackNext size={13} />} loading={testing.busy} onClick={() => testing.start(version)}>
              {t("runAll", { count: asked })}
            </Button>
          </Tooltip>
        )
      )}
    </div>
  );
}

function Summary({ rows, shown }: { rows: readonly CaseRow[]; shown: Shown }) {
  const t = useTranslations("testing");
  const moment = useMoment();
  const compared = useTestRuns().find(({ id }) => id === shown.comparedWith);
  const asked = rows.filter((row) => row.asked || shown.testRunId !== null);
  const { count, judged, passed, running, changed, simulated } = totalsOf(asked);
  if (count === 0) return null;
  const comparable = asked.some(({ comparison }) => comparison !== null);
  return (
    <p className={classes.summary} role="status">
      {running > 0 ? (
        <strong>{t("underWay", { done: count - running, count })}</strong>
      ) : judged === 0 ? (
        t("neverRan")
      ) : (
        <>
          <strong data-good={passed === count || undefined}>{t("passedOf", { passed, count })}</strong>
          {comparable && (
            <>
              {" · "}
              {compared === undefined
                ? t("changedSince", { count: changed })
                : t("changedSinceRun", { count: changed, at: moment(compared.createdAt) })}
            </>
          )}
        </>
      )}{" "}
      {simulated && <SimulatedMark />}
    </p>
  );
}

export function useTestRuns() {
  const trpc = useTRPC();
  const graphId = useEditor((state) => state.graph.id);
  return useQuery(trpc.testing.list.queryOptions({ graphId })).data ?? [];
}

const useMoment = () => {
  const format = useFormatter();
  return (at: string) => format.dateTime(new Date(at), { dateStyle: "short", timeStyle: "medium" });
};

/** Earlier test runs, to be shown and to be compared with. */
function ShownRuns({ shown, onShow }: { shown: Shown; onShow(shown: Shown): void }) {
  const t = useTranslations("testing");
  const moment = useMoment();
  const runs = useTestRuns();
  if (runs.length === 0) return null;
  const nameOf = (run: (typeof runs)[number]) =>
    t("testRun", { at: moment(run.createdAt), passed: run.verdicts.passed + run.verdicts.ran, cases: run.cases });
  const at = runs.findIndex(({ id }) => id === shown.testRunId);
  return (
    <>
      <Select
        size="xs"
        w={196}
        aria-label={t("shown")}
        allowDeselect={false}
        comboboxProps={{ width: 260, position: "bottom-start" }}
        value={shown.testRunId ?? ""}
        data={[{ value: "", label: t("latest") }, ...runs.map((run) => ({ value: run.id, label: nameOf(run) }))]}
        onChange={(id) => onShow({ testRunId: id === "" ? null : id, comparedWith: null })}
      />
      <Select
        size="xs"
        w={206}
        aria-label={t("comparedWith")}
        allowDeselect={false}
        comboboxProps={{ width: 260, position: "bottom-start" }}
        value={shown.comparedWith ?? ""}
        data={[
          { value: "", label: t("timeBefore") },
          ...runs
            .filter((run, index) => index > at && run.id !== shown.testRunId)
            .map((run) => ({ value: run.id, label: t("comparedWithRun", { at: moment(run.createdAt) }) })),
        ]}
        onChange={(id) => onShow({ ...shown, comparedWith: id === "" ? null : id })}
      />
    </>
  );
}

/** The draft, or one of its versions with the cases of today. */
function VersionChoice({ version, onChoose }: { version: number | "draft"; onChoose(version: number | "draft"): void }) {
  const t = useTranslations("testing");
  const trpc = useTRPC();
  const id = useEditor((state) => state.graph.id);
  const versions = useQuery(trpc.graphs.versions.queryOptions({ id })).data ?? [];
  if (versions.length === 0) return null;
  return (
    <Select
      size="xs"
      w={112}
      aria-label={t("what")}
      allowDeselect={false}
      value={String(version)}
      data={[
        { value: "draft", label: t("draft") },
        ...versions.map(({ number }) => ({ value: String(number), label: t("version", { number }) })),
      ]}
      onChange={(value) => onChoose(value === null || value === "draft" ? "draft" : Number(value))}
    />
  );
}
