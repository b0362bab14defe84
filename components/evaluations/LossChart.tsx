"use client";

import { Skeleton, Title } from "@mantine/core";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import type { EvaluationPlan } from "@/core/evaluation/plan";
import type { CandidateReport } from "@/core/evaluation/report";
import insights from "../insights/insights.module.css";
import classes from "./Evaluations.module.css";

// The charts' library is large, and the claim is read first.
const Lines = dynamic(() => import("./LossLines").then((loaded) => loaded.LossLines), {
  ssr: false,
  loading: () => <Skeleton height={260} />,
});

/** The estimate with its bounds, as they narrowed while calls were compared. */
export function LossChart({ candidate, plan }: { candidate: CandidateReport; plan: EvaluationPlan }) {
  const t = useTranslations("evaluations.chart");
  return (
    <figure className={`${insights.panel} ${classes.chart}`}>
      <figcaption>
        <Title order={2} size="h4">
          {t("title", { incumbent: plan.incumbent.label })}
        </Title>
        <span className={insights.dim}>{t("hint", { model: candidate.label })}</span>
      </figcaption>
      {candidate.history.length === 0 ? (
        <p className={insights.dim}>{t("nothing")}</p>
      ) : (
        <Lines history={candidate.history} tolerance={plan.tolerance} />
      )}
    </figure>
  );
}
