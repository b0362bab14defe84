"use client";

import { Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { SeriesReport } from "@/core/replacement/report";
import { COUNTED } from "@/core/tallies/answers";
import { Count, Duration, Money, useDuration } from "../format/Quantity";
import { IntervalBar, PartBar } from "./Bars";
import classes from "./insights.module.css";
import { Score } from "./Score";

function Tokens({ series }: { series: SeriesReport }) {
  const t = useTranslations("insights.table");
  const { countedCalls, inputTokens, outputTokens, estimatedCalls } = series;
  if (countedCalls === 0) return <Count value={null} />;
  const text = (
    <span>
      <Count value={Math.round(inputTokens / countedCalls)} /> / <Count value={Math.round(outputTokens / countedCalls)} />
    </span>
  );
  if (estimatedCalls === 0) return text;
  return (
    <Tooltip label={t("tokensEstimated", { calls: estimatedCalls })} multiline maw={240}>
      <span className={classes.explained}>≈ {text}</span>
    </Tooltip>
  );
}

/** The figures of one series, from score to output variety, as cells of the table. */
export function SeriesCells({ series }: { series: SeriesReport }) {
  const t = useTranslations("insights.table");
  const duration = useDuration();
  const {
    modelClass,
    calls,
    retries,
    errorShare,
    latency,
    firstToken,
    cost,
    costShare,
    schemaValidShare,
    effectiveOutputs,
    distinctOutputs,
    topShares,
    outputs,
    card,
  } = series;
  return (
    <>
      <td>
        <Score card={card} />
      </td>
      <td className={classes.number}>
        <Count value={calls} />
        {retries > 0 && <span className={classes.under}>{t("retries", { count: retries })}</span>}
      </td>
      <td>
        <IntervalBar proportion={errorShare} tone="failed" />
      </td>
      <td className={classes.number}>
        <Duration ms={latency.p50} /> / <Duration ms={latency.p95} />
        {firstToken.p50 !== null && <span className={classes.under}>{t("firstToken", { time: duration(firstToken.p50) })}</span>}
      </td>
      <td className={classes.number}>
        <Tokens series={series} />
      </td>
      <td className={classes.number}>
        <Money usd={cost} />
        <PartBar share={costShare} tone={modelClass === "slm" ? "slm" : "llm"} />
      </td>
      <td>
        {schemaValidShare.of === 0 ? (
          <span className={classes.dim}>{t("noSchema")}</span>
        ) : (
          <IntervalBar proportion={schemaValidShare} tone="succeeded" />
        )}
      </td>
      <td className={classes.number}>
        {effectiveOutputs === null ? (
          <Count value={null} />
        ) : (
          <>
            {t(distinctOutputs > COUNTED ? "varietyEstimated" : "varietyValue", { distinct: distinctOutputs, outputs })}
            <span className={classes.under}>{t("effective", { value: effectiveOutputs })}</span>
            {topShares.length > 0 && distinctOutputs > topShares.length && (
              <span className={classes.under}>
                {t("topAnswers", { many: topShares.length, share: topShares.reduce((sum, share) => sum + share, 0) })}
              </span>
            )}
          </>
        )}
      </td>
    </>
  );
}
