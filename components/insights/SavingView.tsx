"use client";

import { Text, Title } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { Saving, Spending } from "@/core/replacement/savings";
import { Money, useDuration, useMoney } from "../format/Quantity";
import { ModelChip } from "../models/ModelChip";
import shared from "./insights.module.css";
import classes from "./Saving.module.css";

/** "would save $2.10", "would cost $0.40 more" or "not known". */
export function Saved({ saved }: { saved: number | null }) {
  const t = useTranslations("insights.saving");
  const money = useMoney();
  if (saved === null) return <span className={shared.dim}>{t("unknown")}</span>;
  const amount = money(Math.abs(saved));
  return <span className={classes.saved}>{saved < 0 ? t("costsMore", { amount }) : t("saves", { amount })}</span>;
}

function SpendingRow({ label, spending }: { label: string; spending: Spending }) {
  return (
    <tr>
      <td>{label}</td>
      <td>
        <Money usd={spending.now} />
      </td>
      <td>
        <Money usd={spending.after} />
      </td>
      <td>
        <Saved saved={spending.saved} />
      </td>
    </tr>
  );
}

function RuledOut({ ruledOut }: Pick<Saving, "ruledOut">) {
  const t = useTranslations("insights");
  if (ruledOut.length === 0) return null;
  return (
    <details className={shared.more}>
      <summary>{t("saving.ruledOut", { count: ruledOut.length })}</summary>
      <ul className={classes.caveats}>
        {ruledOut.map(({ key, label, obstacles }) => (
          <li key={key}>{`${label}: ${obstacles.map((obstacle) => t(`obstacles.${obstacle}`)).join(", ")}`}</li>
        ))}
      </ul>
    </details>
  );
}

/** What the cheapest suitable small model would save, how that is calculated and what it takes for granted. */
export function SavingView({ saving }: { saving: Saving }) {
  const t = useTranslations("insights");
  const money = useMoney();
  const duration = useDuration();
  const { candidate, ruledOut, per1000, perMonth, rate, tokens, latency, caveats } = saving;
  if (candidate === null) {
    return (
      <div>
        <Title order={3}>{t("saving.none")}</Title>
        <Text size="sm" c="var(--minnow-text-dim)" mt={4}>
          {ruledOut.length === 0 ? t("saving.noneRegistered") : t("saving.noneText")}
        </Text>
        <RuledOut ruledOut={ruledOut} />
      </div>
    );
  }
  const { p50, p95 } = latency.now;
  return (
    <div>
      <div className={shared.detailHead}>
        <Title order={3}>{t("saving.title")}</Title>
      </div>
      <Text size="sm" component="div">
        {t("saving.candidate")}: <ModelChip model={{ label: candidate.label, class: "slm", simulated: candidate.simulated }} />
      </Text>
      <table className={classes.money}>
        <thead>
          <tr>
            <th />
            <th>{t("saving.current")}</th>
            <th>{t("saving.with", { model: candidate.label })}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          <SpendingRow label={t("saving.per1000")} spending={per1000} />
          <SpendingRow label={t("saving.perMonth")} spending={perMonth} />
        </tbody>
      </table>
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("saving.perMonthRate", { calls: rate.perMonth })}{" "}
        {t("saving.waiting", { time: duration(latency.waitingPerMonth), p50: duration(p50), p95: duration(p95) })}{" "}
        {latency.after === null
          ? t("saving.waitingUnmeasured")
          : t("saving.waitingMeasured", { p50: duration(latency.after.p50), p95: duration(latency.after.p95) })}
      </Text>
      <ul className={classes.caveats}>
        {caveats.map((caveat) => (
          <li key={caveat}>{t(`caveats.${caveat}`)}</li>
        ))}
      </ul>
      <details className={shared.more}>
        <summary>{t("saving.how")}</summary>
        <Text size="xs" c="var(--minnow-text-dim)" mt={4}>
          {tokens !== null &&
            t("saving.formula", {
              now: money(per1000.now),
              input: tokens.input,
              output: tokens.output,
              inputPrice: money(candidate.inputPrice),
              outputPrice: money(candidate.outputPrice),
            })}{" "}
          {t("saving.rate", { days: rate.observedDays })}
        </Text>
      </details>
      <RuledOut ruledOut={ruledOut} />
    </div>
  );
}
