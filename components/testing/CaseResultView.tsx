"use client";

import { Alert, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { CaseResult } from "@/core/testing/result";
import { useDuration, useMoney } from "../format/Quantity";
import { useRunErrorText } from "../format/sentences";
import { SimulatedMark } from "../runs/SimulatedMark";
import { AnyValue } from "../runs/Values";
import { FieldDiff } from "../versions/FieldDiff";
import { CheckLine } from "./CheckLine";
import type { CaseRow } from "./caseRows";
import classes from "./Testing.module.css";

/** What came of a case: what was asked, what changed, and the output beside the one before. */
export function CaseResultView({ row: { result, before, comparison, state } }: { row: CaseRow }) {
  const t = useTranslations("testing");
  const errorText = useRunErrorText();
  if (result === null) return <p className={classes.hint}>{t("notRunYet")}</p>;
  if (state === "running" || state === "waiting") return <p className={classes.hint}>{t("isRunning")}</p>;
  return (
    <div className={classes.parts}>
      {result.error !== null && (
        <Alert color="red" variant="light" role="alert">
          {errorText(result.error)}
        </Alert>
      )}
      <section aria-label={t("asked")}>
        <h3>{t("asked")}</h3>
        {result.checks.length === 0 ? (
          <p className={classes.hint}>{t("nothingAsked")}</p>
        ) : (
          <ul className={classes.checks}>
            {result.checks.map((check, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a check of a result never moves
              <CheckLine key={index} result={check} />
            ))}
          </ul>
        )}
      </section>
      <section aria-label={t("whatChanged")}>
        <h3>{t("whatChanged")}</h3>
        {comparison === null || before === null ? (
          <p className={classes.hint}>{t("firstTime")}</p>
        ) : (
          <>
            {comparison.change !== "same" && comparison.change !== "output" && (
              <p className={classes.turn}>
                <span className={classes.change} data-change={comparison.change}>
                  {t(`change.${comparison.change}`)}
                </span>
              </p>
            )}
            {comparison.fields.length === 0 && <p className={classes.hint}>{t("sameOutput")}</p>}
            {comparison.fields.map((field) => (
              <FieldDiff key={field.path.join("/")} change={field} kind="" name={field.path.join(" › ")} />
            ))}
          </>
        )}
        <Figures result={result} before={before} />
      </section>
      <Outputs result={result} before={comparison !== null && comparison.fields.length > 0 ? before : null} />
    </div>
  );
}

/** Duration and cost, and by how much they are other than before. */
function Figures({ result, before }: { result: CaseResult; before: CaseResult | null }) {
  const t = useTranslations("testing");
  const duration = useDuration();
  const money = useMoney();
  const against = (now: number | null, then: number | null | undefined, tell: (value: number) => string): string | null => {
    if (now === null || then == null || now === then) return null;
    return now > then ? t("more", { value: tell(now - then) }) : t("less", { value: tell(then - now) });
  };
  const figures = [
    { label: t("duration"), value: duration(result.durationMs), change: against(result.durationMs, before?.durationMs, duration) },
    { label: t("cost"), value: money(result.cost), change: against(result.cost, before?.cost, money) },
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(({ label, value, change }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="tabular">
            {value} {change !== null && <small>({change})</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Outputs({ result, before }: { result: CaseResult; before: CaseResult | null }) {
  const t = useTranslations("testing");
  const column = (title: string | null, { output, simulated }: CaseResult) => (
    <div>
      {(title !== null || simulated) && (
        <h4>
          {title} {simulated && <SimulatedMark />}
        </h4>
      )}
      {output === null ? (
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("noOutput")}
        </Text>
      ) : (
        <AnyValue value={output} />
      )}
    </div>
  );
  return (
    <section aria-label={t("output")}>
      <h3>{t("output")}</h3>
      {before === null ? (
        column(null, result)
      ) : (
        <div className={classes.sides}>
          {column(t("before"), before)}
          {column(t("now"), result)}
        </div>
      )}
    </section>
  );
}
