"use client";

import { useTranslations } from "next-intl";
import type { EvaluationPlan } from "@/core/evaluation/plan";
import insights from "../insights/insights.module.css";
import { points } from "./address";

/** What it takes to do the same again. */
export function HowItWasDone({ plan: { alpha, seed, tolerance, versions } }: { plan: EvaluationPlan }) {
  const t = useTranslations("evaluations.plan");
  return (
    <details className={insights.more}>
      <summary>{t("title")}</summary>
      <p className={insights.dim}>
        {t("tolerance", { points: points(tolerance) })} {t("alpha", { alpha })} {t("seed", { seed, ...versions })}
      </p>
    </details>
  );
}
