"use client";

import { Alert, Button, Loader, SegmentedControl, Text } from "@mantine/core";
import { IconAlertCircle, IconArrowLeft, IconColumns3, IconPlayerTrackNext, IconShare, IconShieldLock } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type ActivationView, nodeNameOf, type RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import { Count, Duration, Money, When } from "../format/Quantity";
import { refusalOf, useErrorText, useRunErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { PageHeader } from "../shell/PageHeader";
import { Approvals } from "./Approvals";
import { CompareWith } from "./compare/CompareWith";
import { Feedback } from "./Feedback";
import { Quiet } from "./Quiet";
import { RunControls } from "./RunControls";
import { RunSteps } from "./RunSteps";
import classes from "./Runs.module.css";
import { SimulatedMark } from "./SimulatedMark";
import { StatusLabel } from "./StatusLabel";
import { useRun } from "./useRun";
import { AnyValue } from "./Values";

/** The canvas is large, and not what everybody comes for. */
const RunCanvas = dynamic(() => import("./replay/RunCanvas").then((module) => module.RunCanvas), {
  ssr: false,
  loading: () => <Loader size="sm" />,
});

/** Everything about one run, kept up to date while it runs. */
export function RunReport({ runId }: { runId: string }) {
  const t = useTranslations("runs");
  const errorText = useErrorText();
  const { run, error } = useRun(runId);
  if (run !== null) return <Report run={run} />;
  if (error === null) return <Loader size="sm" />;
  return (
    <EmptyState
      icon={<IconAlertCircle size={28} />}
      title={refusalOf(error)?.code === "not_found" ? t("missingTitle") : t("unreadableTitle")}
      text={errorText(error)}
      action={
        <Button component={Link} href="/runs" variant="default">
          {t("toRuns")}
        </Button>
      }
    />
  );
}

function Report({ run }: { run: RunView }) {
  const t = useTranslations("runs");
  const replay = useTranslations("replay");
  const format = useFormatter();
  const [view, setView] = useView();
  const [chosen, setChosen] = useState<string | null>(null);
  const [focus, setFocus] = useState<{ node: string } | null>(null);
  const details = useRef<HTMLDivElement>(null);
  const now = useClock(!hasFinished(run.status));
  return (
    <>
      <Link href="/runs" className={classes.back}>
        <IconArrowLeft size={14} aria-hidden /> {t("toRuns")}
      </Link>
      <PageHeader
        title={
          <span className={classes.title}>
            {run.trigger === "playground" ? t("trigger.playground") : run.graphName}
            <StatusLabel status={run.status} />
            {run.simulated && <SimulatedMark />}
          </span>
        }
        description={
          <>
            {run.trigger !== "playground" && (
              <>
                {run.version === null ? t("draft") : t("version", { number: run.version })} · {t(`trigger.${run.trigger}`)} ·{" "}
              </>
            )}
            <When at={run.createdAt} />
            {run.againOf !== null && (
              <>
                {" "}
                · {t("againOf")} <Link href={`/runs/${run.againOf}`}>{t("earlierRun")}</Link>
              </>
            )}
          </>
        }
        actions={<Actions run={run} />}
      />
      {run.valuesTakenOut !== null && (
        <Alert color="gray" icon={<IconShieldLock size={18} />} mb="md">
          {t("valuesTakenOut", { time: format.dateTime(new Date(run.valuesTakenOut), { dateStyle: "medium", timeStyle: "short" }) })}
        </Alert>
      )}
      <Totals run={run} now={now} />
      {hasFinished(run.status) && <Feedback runId={run.id} path={null} />}
      <Failure
        run={run}
        onShow={({ path, nodeId }) => {
          setChosen(path);
          setFocus({ node: nodeId });
          details.current?.scrollIntoView({ block: "start" });
        }}
      />
      <Approvals run={run} />
      <SegmentedControl
        className={classes.view}
        size="xs"
        aria-label={replay("view")}
        value={view}
        onChange={(value) => setView(value as View)}
        data={views.map((value) => ({ value, label: replay(`views.${value}`) }))}
      />
      {view === "steps" && <Ends run={run} />}
      <div ref={details} className={classes.section}>
        <h2 className={classes.heading}>{replay(`views.${view}`)}</h2>
        <Text size="sm" c="var(--minnow-text-dim)" mb="sm">
          {view === "canvas" ? replay("canvasHint") : run.activations.length === 0 ? t("stepsEmpty") : t("stepsHint")}
        </Text>
        {view === "canvas" ? (
          <RunCanvas run={run} now={now} focus={focus} />
        ) : (
          <RunSteps run={run} now={now} chosen={chosen} onChoose={setChosen} />
        )}
      </div>
      {view === "canvas" && <Ends run={run} />}
    </>
  );
}

/** What went in and what came out. */
function Ends({ run }: { run: RunView }) {
  const t = useTranslations("runs");
  return (
    <section className={classes.ends}>
      <div className={classes.card}>
        <h2>{t("input")}</h2>
        <AnyValue value={run.input} />
      </div>
      <div className={classes.card}>
        <h2>{t("output")}</h2>
        {run.output !== null ? (
          <AnyValue value={run.output} />
        ) : (
          <Quiet>{hasFinished(run.status) ? t("noOutput") : t("noOutputYet")}</Quiet>
        )}
      </div>
    </section>
  );
}

const views = ["steps", "canvas"] as const;
type View = (typeof views)[number];

/** How the run is looked at; it is in the address, so that it can be shared and reloaded. */
function useView(): [View, (view: View) => void] {
  const router = useRouter();
  const query = useSearchParams();
  const view = views.find((known) => known === query.get("view")) ?? "steps";
  return [view, (next) => router.replace(next === "steps" ? "?" : `?view=${next}`, { scroll: false })];
}

function Actions({ run }: { run: RunView }) {
  return (
    <div className={classes.actions}>
      <RunControls run={run} />
      <CompareWith run={run} />
      {run.trigger === "playground" ? <ToPlayground run={run} /> : <ToGraph run={run} />}
    </div>
  );
}

/** What the playground runs is of no graph that could be opened. */
function ToPlayground({ run }: { run: RunView }) {
  const t = useTranslations("playground");
  return (
    <Button component={Link} href={`/models/playground?run=${run.id}`} variant="default" leftSection={<IconColumns3 size={15} />}>
      {t("openInPlayground")}
    </Button>
  );
}

function ToGraph({ run }: { run: RunView }) {
  const t = useTranslations("runs");
  const replay = useTranslations("replay");
  return (
    <>
      <Button
        component={Link}
        href={`/graphs/${run.graphId}?run=${run.id}`}
        variant="default"
        title={replay("showOnDraftHint")}
        leftSection={<IconPlayerTrackNext size={15} />}
      >
        {replay("showOnDraft")}
      </Button>
      <Button component={Link} href={`/graphs/${run.graphId}`} variant="default" leftSection={<IconShare size={15} />}>
        {t("openGraph")}
      </Button>
    </>
  );
}

const span = (from: string | null, to: number | null): number | null =>
  from === null || to === null ? null : Math.max(to - Date.parse(from), 0);
const moment = (text: string | null): number | null => (text === null ? null : Date.parse(text));

function Totals({ run, now }: { run: RunView; now: number }) {
  const t = useTranslations("runs");
  const used = run.activations.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  const sum = (figure: "calls" | "inputTokens" | "outputTokens") => used.reduce((total, usage) => total + usage[figure], 0);
  const cost = used.some((usage) => usage.cost === null) ? null : used.reduce((total, usage) => total + (usage.cost ?? 0), 0);
  const end = moment(run.finishedAt) ?? (hasFinished(run.status) ? null : now);
  return (
    <dl className={classes.totals}>
      <Total name={t("duration")}>
        <Duration ms={span(run.startedAt, end)} />
      </Total>
      <Total name={t("waited")}>
        <Duration ms={span(run.createdAt, moment(run.startedAt) ?? end)} />
      </Total>
      <Total name={t("calls")}>
        <Count value={sum("calls")} />
      </Total>
      <Total name={t("tokens")}>
        <Count value={sum("inputTokens")} /> / <Count value={sum("outputTokens")} />
      </Total>
      <Total name={t("cost")} hint={cost === null ? t("costUnknown") : undefined}>
        <Money usd={cost} />
      </Total>
    </dl>
  );
}

function Total({ name, hint, children }: { name: string; hint?: string | undefined; children: ReactNode }) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Failure({ run, onShow }: { run: RunView; onShow(activation: ActivationView): void }) {
  const t = useTranslations("runs");
  const errorText = useRunErrorText();
  const { error } = run;
  if (error === null) return null;
  const activation = run.activations.find(({ nodeId, status }) => nodeId === error.nodeId && status === "failed");
  const node = activation === undefined ? run.nodeNames[error.nodeId ?? ""] : nodeNameOf(run, activation);
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      icon={<IconAlertCircle size={18} />}
      title={node === undefined ? t("errorTitle") : t("errorTitleNode", { node })}
    >
      <Text size="sm">{errorText(error)}</Text>
      {activation !== undefined && (
        <Button mt="xs" size="xs" variant="default" onClick={() => onShow(activation)}>
          {t("showNode")}
        </Button>
      )}
    </Alert>
  );
}

/** The time in milliseconds since 1970, moving while `running`. */
function useClock(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
