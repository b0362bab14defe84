"use client";

import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ActivationView, nodeNameOf, type RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { ActivationPanel } from "./ActivationPanel";
import { Feedback } from "./Feedback";
import classes from "./Runs.module.css";
import { SimulatedMark } from "./SimulatedMark";
import { StatusLabel } from "./StatusLabel";
import { TakenFromMark } from "./TakenFromMark";
import { Waterfall } from "./Waterfall";

/** Which activation a visitor most likely came for: the one that failed, else the last model call, else the last. */
const mostTelling = (activations: readonly ActivationView[]): ActivationView | undefined =>
  activations.find(({ status }) => status === "failed") ??
  activations.findLast(({ kind, status }) => kind === "model" && status !== "skipped") ??
  activations.at(-1);

type Props = { run: RunView; now: number; chosen: string | null; onChoose(path: string): void };

/** A run firing by firing on one time axis, and the chosen one beside it. */
export function RunSteps({ run, now, chosen, onChoose }: Props) {
  const t = useTranslations("runs");
  const activation = run.activations.find(({ path }) => path === chosen) ?? mostTelling(run.activations);
  if (activation === undefined) return null;
  return (
    <div className={classes.steps}>
      <Waterfall run={run} now={now} chosen={activation.path} onChoose={onChoose} />
      <aside className={classes.card} aria-label={nodeNameOf(run, activation)}>
        <h3 className={classes.panelTitle}>
          <StatusLabel status={activation.status} iconOnly />
          {nodeNameOf(run, activation)}
          {activation.attempt > 1 && <span className={classes.kind}>{t("attempt", { attempt: activation.attempt })}</span>}
          {activation.usage?.simulated && <SimulatedMark />}
          <TakenFromMark takenFrom={activation.takenFrom} />
          {hasFinished(run.status) && activation.graphId === run.graphId && run.trigger !== "import" && run.valuesTakenOut === null && (
            <Again run={run} nodeId={activation.nodeId} />
          )}
        </h3>
        {activation.status !== "running" && activation.status !== "waiting" && activation.status !== "skipped" && (
          <Feedback key={`feedback ${activation.path}`} runId={run.id} path={activation.path} />
        )}
        <ActivationPanel key={activation.path} runId={run.id} activation={activation} streamed={run.streamed[activation.path]} />
      </aside>
    </div>
  );
}

/** Begins a new run at this node and goes there. */
export function Again({ run, nodeId }: { run: RunView; nodeId: string }) {
  const t = useTranslations("runs");
  const errorText = useErrorText();
  const router = useRouter();
  const again = useMutation(useTRPC().runs.again.mutationOptions({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`) }));
  return (
    <>
      <span style={{ flex: 1 }} />
      <Button
        size="compact-xs"
        variant="default"
        title={t("againHint")}
        disabled={again.isPending || again.isSuccess}
        onClick={() => again.mutate({ runId: run.id, nodeId })}
      >
        {t("again")}
      </Button>
      {again.error !== null && (
        <Text size="xs" c="var(--minnow-failed)" role="alert">
          {errorText(again.error)}
        </Text>
      )}
    </>
  );
}
