"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { RunEstimate } from "@/core/replacement/estimate";
import { useEditor } from "../editor/EditorContext";
import { useDuration, useMoney } from "../format/Quantity";
import classes from "./EstimateBar.module.css";

/** What an estimate rests on, model by model, and what isn't in it. */
export function EstimateDetails({ estimate }: { estimate: RunEstimate }) {
  const t = useTranslations("assigning.estimate");
  const format = useFormatter();
  const money = useMoney();
  const duration = useDuration();
  const nodes = useEditor((state) => state.document.nodes);
  const models = useEditor((state) => state.models);
  const nameOf = (id: string) => nodes.find((node) => node.id === id)?.name ?? id;
  const named = (ids: readonly string[]) => format.list(ids.map(nameOf));
  const { uses, guessed, unpriced, untimed, recordedCalls, simulated } = estimate;
  return (
    <div className={classes.details}>
      <strong>{t("title")}</strong>
      <div className={classes.scroll}>
        <table>
          <thead>
            <tr>
              <th>{t("node")}</th>
              <th>{t("model")}</th>
              <th>{t("perRun")}</th>
              <th>{t("cost")}</th>
              <th>{t("time")}</th>
              <th>{t("tokensFrom")}</th>
            </tr>
          </thead>
          <tbody>
            {uses.map((use) => (
              <tr key={`${use.nodeId} ${use.model} ${use.rounds} ${use.calls}`}>
                <td>{nameOf(use.nodeId)}</td>
                <td>{use.model === null ? "–" : (models.get(use.model)?.label ?? use.model)}</td>
                <td>{format.number(use.calls, { maximumFractionDigits: 1 })}</td>
                <td>{use.cost === null ? t("unknown") : money(use.cost)}</td>
                <td>{use.latency === null ? t("unknown") : duration(use.latency)}</td>
                <td>{use.tokensFrom === 0 ? t("guess") : t("callCount", { count: use.tokensFrom })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>{recordedCalls === 0 ? t("noRecord") : t("rests", { count: recordedCalls })}</p>
      {guessed.length > 0 && recordedCalls > 0 && <p>{t("guessed", { nodes: named(guessed) })}</p>}
      {unpriced.length > 0 && <p>{t("unpriced", { nodes: named(unpriced) })}</p>}
      {untimed.length > 0 && <p>{t("untimed", { nodes: named(untimed) })}</p>}
      <p>{t("path")}</p>
      {simulated && <p>{t("simulatedHint")}</p>}
    </div>
  );
}
