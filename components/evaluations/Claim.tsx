"use client";

import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconLoader2,
  IconPlayerPauseFilled,
  IconPlayerStopFilled,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { CandidateReport, EvaluationReport } from "@/core/evaluation/report";
import { useDuration, useMoney } from "../format/Quantity";
import { SimulatedMark } from "../runs/SimulatedMark";
import { points } from "./address";
import classes from "./Evaluations.module.css";

const icons = {
  queued: IconCircleDashed,
  running: IconLoader2,
  paused: IconPlayerPauseFilled,
  done: IconCircleCheckFilled,
  cancelled: IconPlayerStopFilled,
  failed: IconCircleXFilled,
};

/** How an evaluation stands, in one sentence that says no more than is known. */
export function Claim({ report }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations");
  const { status, ceiling, plan, simulated } = report;
  const sentence = useSentence()(report);
  const StatusIcon = icons[status];
  return (
    <section className={classes.claim} data-status={status} data-verdict={report.verdict?.type} role="status" aria-live="polite">
      <span className={classes.status}>
        <StatusIcon size={16} aria-hidden /> {t(`status.${status}`)} {simulated && <SimulatedMark />}
      </span>
      <p className={classes.sentence}>
        {sentence}{" "}
        {report.verdict?.type === "replace" &&
          ceiling.mean !== null &&
          t("claim.ceiling", { incumbent: plan.incumbent.label, share: ceiling.mean })}
      </p>
      <Repeated report={report} />
      <Saved report={report} />
      <Taken report={report} />
    </section>
  );
}

const acceptedOf = ({ verdict, candidates }: EvaluationReport): CandidateReport | undefined =>
  candidates.find(({ model }) => verdict?.type === "replace" && verdict.model === model);

/** Equal requests are one question, however many calls they are. */
function Repeated({ report }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations.claim");
  const figures = acceptedOf(report)?.figures;
  if (figures === undefined || figures.sent === figures.answers) return null;
  return <p className={classes.saved}>{t("repeated", { repeats: figures.answers - figures.sent, different: figures.sent })}</p>;
}

/** What the accepted model saves, and when the evaluation has paid for itself. */
function Saved({ report }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations.claim");
  const money = useMoney();
  const saving = acceptedOf(report)?.saving;
  if (saving == null) return null;
  const { perMonth, share, rate, paysBackDays } = saving;
  const saves = perMonth.mean >= 0;
  const between = saves
    ? { amount: money(perMonth.mean), low: money(perMonth.low), high: money(perMonth.high) }
    : { amount: money(-perMonth.mean), low: money(-perMonth.high), high: money(-perMonth.low) };
  return (
    <p className={classes.saved}>
      {saves
        ? t("saves", { ...between, calls: Math.round(rate.perMonth), share: share === null ? "none" : "known", percent: share ?? 0 })
        : t("costsMore", between)}{" "}
      {paysBackDays !== null && t("paysBack", { spent: money(report.spent), days: Math.ceil(paysBackDays) })}{" "}
      {rate.short && t("shortlySeen", { days: Math.floor(rate.observedDays) })}
    </p>
  );
}

/** How long whole runs take with the accepted model. */
function Taken({ report }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations.claim");
  const duration = useDuration();
  const latency = acceptedOf(report)?.latency;
  if (latency?.run == null) return null;
  const { incumbent: now, candidate: changed, runs, effect } = latency.run;
  const times = { now: duration(now.p50), nowMost: duration(now.p95), changed: duration(changed.p50), changedMost: duration(changed.p95) };
  return (
    <p className={classes.saved}>
      {effect === "changed" ? t("runTakes", { ...times, runs, leftOut: latency.leftOut }) : t(effect === "beside" ? "beside" : "sameTime")}
    </p>
  );
}

/** How many more calls would settle the one that comes nearest; 0 when nobody can tell. */
const moreOf = (candidates: readonly CandidateReport[]): number =>
  Math.min(...candidates.flatMap(({ more }) => (more === null ? [] : [more])), Number.POSITIVE_INFINITY);

function useSentence(): (report: EvaluationReport) => string {
  const t = useTranslations("evaluations.claim");
  return ({ status, verdict, plan, candidates }) => {
    const found = moreOf(candidates.filter(({ state }) => state === "running" || state === "undecided" || state === "hopeless"));
    const more = Number.isFinite(found) ? found : 0;
    const about = { points: points(plan.tolerance), incumbent: plan.incumbent.label };
    if (verdict?.type === "replace") {
      const accepted = candidates.find(({ model }) => model === verdict.model);
      return t("replace", { ...about, model: accepted?.label ?? verdict.model, sure: 1 - plan.alpha, pairs: accepted?.pairs ?? 0 });
    }
    if (verdict?.type === "keep") return t("keep", about);
    if (verdict?.type === "undecided") return t(verdict.reason, { ...about, more });
    if (status === "cancelled") return t("cancelled");
    if (status === "failed") return t("failed");
    return candidates.every(({ pairs }) => pairs === 0) ? t("starting") : t("running", { more });
  };
}
