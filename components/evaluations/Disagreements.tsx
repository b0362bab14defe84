"use client";

import { Anchor, Text, Title } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { CandidateReport, Disagreement, EvaluationReport } from "@/core/evaluation/report";
import { LongText } from "../format/LongText";
import { useRunErrorText } from "../format/sentences";
import insights from "../insights/insights.module.css";
import classes from "./Evaluations.module.css";

/** The calls in which a model fell behind the most: what was asked, what is recorded, and what it answered. */
export function Disagreements({ report, candidate }: { report: EvaluationReport; candidate: CandidateReport }) {
  const t = useTranslations("evaluations.disagreements");
  const own = report.disagreements.filter(({ model }) => model === candidate.model);
  return (
    <section className={classes.section} aria-label={t("title", { model: candidate.label })}>
      <Title order={2} size="h4" mb="xs">
        {t("title", { model: candidate.label })}
      </Title>
      {own.length === 0 && <p className={insights.dim}>{t("none", { model: candidate.label })}</p>}
      {own.map((one) => (
        <Pair key={one.callId} disagreement={one} label={candidate.label} incumbent={report.plan.incumbent.label} />
      ))}
    </section>
  );
}

function Pair({ disagreement, label, incumbent }: { disagreement: Disagreement; label: string; incumbent: string }) {
  const t = useTranslations("evaluations.disagreements");
  const errorText = useRunErrorText();
  const { question, recorded, answer, error, runId, incumbentScore } = disagreement;
  return (
    <article className={`${insights.panel} ${classes.pair}`}>
      <Side title={t("question")} text={question} />
      <Side title={t("recorded")} text={recorded} />
      <div className={classes.side}>
        <h3>{t("answer", { model: label })}</h3>
        {error === null ? (
          <LongText text={answer} label={t("answer", { model: label })} />
        ) : (
          <Text size="sm">{t("noAnswer", { reason: errorText({ code: error.code, params: error.params }) })}</Text>
        )}
      </div>
      <footer>
        <span className={insights.dim}>{t("self", { incumbent, share: incumbentScore })}</span>
        <Anchor component={Link} href={`/runs/${runId}`} size="xs">
          {t("run")}
        </Anchor>
      </footer>
    </article>
  );
}

function Side({ title, text }: { title: string; text: string }) {
  return (
    <div className={classes.side}>
      <h3>{title}</h3>
      <LongText text={text} label={title} />
    </div>
  );
}
