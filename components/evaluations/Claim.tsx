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
    </section>
  );
}

/** How many more calls would settle the one that comes nearest; 0 when nobody can tell. */
const moreOf = (candidates: readonly CandidateReport[]): number =>
  Math.min(...candidates.flatMap(({ more }) => (more === null ? [] : [more])), Number.POSITIVE_INFINITY);

function useSentence(): (report: EvaluationReport) => string {
  const t = useTranslations("evaluations.claim");
  return ({ status, verdict, plan, candidates }) => {
    const found = moreOf(candidates.filter(({ state }) => state === "running" || state === "undecided"));
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
