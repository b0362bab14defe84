"use client";

import {
  type Icon,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleXFilled,
  IconHelpCircle,
  IconLoader2,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type CandidateReport, type CandidateState, type EvaluationReport, isUnderway, type ModelFigures } from "@/core/evaluation/report";
import { Count, Money, Share, useDuration, useMoney } from "../format/Quantity";
import insights from "../insights/insights.module.css";
import { ModelChip } from "../models/ModelChip";
import { points } from "./address";
import classes from "./Evaluations.module.css";

const icons: Record<CandidateState, Icon> = {
  waiting: IconCircleDashed,
  running: IconLoader2,
  accepted: IconCircleCheckFilled,
  dropped: IconCircleXFilled,
  hopeless: IconCircleMinus,
  undecided: IconHelpCircle,
};

/** The incumbent and the models that are tried, cheapest first, with how each fared. */
export function CandidateTable({ report: { plan, candidates, incumbent, status, serving } }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations.candidates");
  return (
    <div className={`${insights.panel} ${classes.candidates}`}>
      <table className={insights.table} aria-label={t("title")}>
        <thead>
          <tr>
            <th>{t("model")}</th>
            <th>{t("state")}</th>
            <th className={insights.number}>{t("pairs")}</th>
            <th className={insights.number}>{t("lost")}</th>
            <th className={insights.number}>{t("agreement")}</th>
            <th className={insights.number}>{t("latency")}</th>
            <th className={insights.number}>{t("cost")}</th>
            <th className={insights.number}>{t("saved")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <ModelChip model={{ label: plan.incumbent.label, class: "llm", simulated: plan.incumbent.simulated }} />
            </td>
            <td className={insights.dim}>{t(serving === "accepted" ? "before" : "incumbent")}</td>
            <td className={insights.number}>
              <Count value={incumbent.answers} />
            </td>
            <td />
            <FigureCells figures={incumbent} />
            <td />
          </tr>
          {candidates.map((candidate) => (
            <CandidateRow key={candidate.model} candidate={candidate} ended={!isUnderway(status)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CandidateRowProps = { candidate: CandidateReport; ended: boolean };

function CandidateRow({ candidate: { label, simulated, state, pairs, history, figures, saving }, ended }: CandidateRowProps) {
  const t = useTranslations("evaluations");
  const money = useMoney();
  const last = history.at(-1);
  const StateIcon = icons[state];
  return (
    <tr>
      <td>
        <ModelChip model={{ label, class: "slm", simulated }} />
        {figures.failed > 0 && <span className={insights.under}>{t("candidates.errors", { failed: figures.failed })}</span>}
      </td>
      <td>
        <span className={classes.state} data-state={state}>
          <StateIcon size={15} aria-hidden /> {t(`state.${ended && state === "waiting" ? "untried" : state}`)}
        </span>
      </td>
      <td className={insights.number}>
        <Count value={pairs} />
      </td>
      <td className={insights.number}>
        {last === undefined ? (
          "–"
        ) : (
          <>
            <Count value={points(last.estimate)} />
            <span className={insights.under}>{t("candidates.between", { low: points(last.low), high: points(last.high) })}</span>
          </>
        )}
      </td>
      <FigureCells figures={figures} />
      <td className={insights.number}>
        {saving === null ? (
          "–"
        ) : (
          <>
            <Money usd={saving.perMonth.mean} />
            <span className={insights.under}>
              {t("candidates.savedFrom", { low: money(saving.perMonth.low), high: money(saving.perMonth.high) })}
            </span>
          </>
        )}
      </td>
    </tr>
  );
}

function FigureCells({ figures: { agreement, latencyP50, latencyP95, cost } }: { figures: ModelFigures }) {
  const duration = useDuration();
  return (
    <>
      <td className={insights.number}>
        <Share value={agreement} />
      </td>
      <td className={insights.number}>{`${duration(latencyP50)} / ${duration(latencyP95)}`}</td>
      <td className={insights.number}>
        <Money usd={cost} />
      </td>
    </>
  );
}
