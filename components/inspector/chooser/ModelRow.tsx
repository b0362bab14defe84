"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useDuration, useMoney } from "../../format/Quantity";
import { ModelChip } from "../../models/ModelChip";
import classes from "./Chooser.module.css";
import type { Choice } from "./choice";

/** A model with what a choice depends on: its facts, what was measured of it on this node, and what a call would cost. */
export function ModelRow({ choice }: { choice: Choice }) {
  const t = useTranslations("assigning");
  const format = useFormatter();
  const money = useMoney();
  const { model, local, lacks, cost } = choice;
  const number = (value: number) => format.number(value, { notation: "compact", maximumFractionDigits: 1 });
  const facts = [
    t(local ? "local" : "remote"),
    model.parameters === null ? t("sizeUnknown") : t("size", { value: format.number(model.parameters, { maximumFractionDigits: 2 }) }),
    model.contextTokens === null ? t("contextUnknown") : t("context", { value: number(model.contextTokens) }),
    model.inputPrice === null || model.outputPrice === null
      ? t("priceUnknown")
      : t("price", { input: money(model.inputPrice), output: money(model.outputPrice) }),
    model.connectionName,
  ];
  return (
    <span className={classes.row}>
      <span className={classes.line}>
        <ModelChip model={{ label: model.label, class: model.class, simulated: model.connectionKind === "simulated" }} />
        <span className={classes.cost}>{cost === null ? t("callUnknown") : t("call", { cost: money(cost) })}</span>
      </span>
      <span className={classes.facts} title={facts.join(" · ")}>
        {facts.join(" · ")}
      </span>
      <span className={classes.line}>
        <Measured choice={choice} />
        {lacks.map((lack) => (
          <span key={lack} className={classes.lack}>
            {t(`lacks.${lack}`)}
          </span>
        ))}
      </span>
    </span>
  );
}

function Measured({ choice: { evidence } }: { choice: Choice }) {
  const t = useTranslations("assigning");
  const format = useFormatter();
  const duration = useDuration();
  if (evidence === null) return <span className={classes.facts}>{t("unmeasured")}</span>;
  const percent = (part: number, of: number) => format.number(part / of, { style: "percent", maximumFractionDigits: 0 });
  const parts = [
    evidence.latency.p50 === null ? null : t("latency", { p50: duration(evidence.latency.p50), p95: duration(evidence.latency.p95) }),
    evidence.schemaAsked === 0 ? t("qualityUnknown") : t("schemaValid", { share: percent(evidence.schemaValid, evidence.schemaAsked) }),
    evidence.errors === 0 ? null : t("failed", { share: percent(evidence.errors, evidence.calls) }),
    t("calls", { count: evidence.calls }),
    evidence.simulatedCalls > 0 ? t("someSimulated", { count: evidence.simulatedCalls }) : null,
  ];
  return <span className={classes.measured}>{parts.filter((part) => part !== null).join(" · ")}</span>;
}
