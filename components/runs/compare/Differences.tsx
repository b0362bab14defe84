"use client";

import { Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { NodeComparison } from "@/core/engine/compare";
import { SimulatedMark } from "../SimulatedMark";
import classes from "./Compare.module.css";
import { useSigned } from "./useDeltaText";

type Props = { nodes: readonly NodeComparison[]; chosen: string | null; onChoose(node: NodeComparison): void };

const isAlike = ({ outcome }: NodeComparison): boolean => outcome === "same" || outcome === "neither";

/** Did it ask a model in either run? Other nodes have no tokens and no cost to differ in. */
const asked = ({ pairs }: NodeComparison): boolean => pairs.some(({ a, b }) => a?.usage != null || b?.usage != null);

/** The nodes that differ, in the order in which they ran. */
export function Differences({ nodes, chosen, onChoose }: Props) {
  const t = useTranslations("compare");
  const report = useTranslations("runs");
  const signed = useSigned();
  const [all, setAll] = useState(false);
  const alike = nodes.filter(isAlike).length;
  const listed = nodes.filter((node) => all || !isAlike(node) || node.key === chosen);
  return (
    <section className={classes.list} aria-label={t("list")}>
      <header className={classes.listHead}>
        <h2>{t("differing", { count: nodes.length - alike })}</h2>
        <Switch size="xs" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} label={t("showAll", { count: alike })} />
      </header>
      {listed.length === 0 ? (
        <p className={classes.quiet}>{nodes.length === 0 ? t("nothingRan") : t("allAlike")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{report("columnNode")}</th>
              <th scope="col">Δ {report("columnDuration")}</th>
              <th scope="col">Δ {report("columnTokens")}</th>
              <th scope="col">Δ {report("columnCost")}</th>
            </tr>
          </thead>
          <tbody>
            {listed.map((node) => (
              <tr key={node.key} data-chosen={node.key === chosen || undefined} onClick={() => onChoose(node)}>
                <td>
                  <button type="button" aria-pressed={node.key === chosen}>
                    {node.name}
                  </button>
                  <span className={classes.outcome} data-outcome={node.outcome}>
                    {t(`outcome.${node.outcome}`)}
                    {node.pairs.length > 1 && ` · ×${node.pairs.length}`}
                  </span>
                  {(node.a.simulated || node.b.simulated) && <SimulatedMark />}
                </td>
                <td>{signed.duration(node.delta.durationMs)}</td>
                <td>{asked(node) && signed.count(node.delta.tokens)}</td>
                <td>{asked(node) && signed.money(node.delta.cost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
