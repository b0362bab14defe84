"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect } from "react";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import type { Heat } from "../editor/store";
import { useDuration, useMoney } from "../format/Quantity";
import { useNodeStatistics } from "../insights/useNodeStatistics";
import classes from "./Canvas.module.css";
import { heatLevel } from "./heat";

const heatVariables = [0, 1, 2, 3, 4].map((level) => `var(--minnow-heat-${level})`);
const stateNames = ["queued", "running", "waiting", "succeeded", "failed", "skipped", "cancelled"] as const;
const typeNames = ["text", "number", "boolean", "json", "list", "any"] as const;

/** Tints the nodes by the chosen figure and explains the tint. */
export function Overlay() {
  const t = useTranslations("editor.overlay");
  const overlay = useEditor((state) => state.overlay);
  if (overlay === "none") return null;
  if (overlay === "state") return <StateLegend />;
  return (
    <div className={classes.legend} role="note">
      <HeatFeed overlay={overlay} />
      <strong>{t(`title.${overlay}`)}</strong>
      <div className={classes.legendBar} aria-hidden>
        {heatVariables.map((color) => (
          <span key={color} style={{ background: color }} />
        ))}
      </div>
      <div className={classes.legendEnds}>
        <span>{t("low")}</span>
        <span>{t("high")}</span>
      </div>
      <span>{t(`hint.${overlay}`)}</span>
      <NothingYet />
    </div>
  );
}

function NothingYet() {
  const t = useTranslations("editor.overlay");
  const empty = useEditor(({ heat }) => Object.keys(heat).length === 0);
  return empty ? <strong>{t("nothing")}</strong> : null;
}

function HeatFeed({ overlay }: { overlay: "cost" | "latency" | "replaceability" }) {
  const t = useTranslations("editor.overlay");
  const format = useFormatter();
  const money = useMoney();
  const duration = useDuration();
  const store = useEditorStore();
  const statistics = useNodeStatistics(useEditor((state) => state.graph.id));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the formatters follow the language, which changes with a reload
  useEffect(() => {
    const slowest = Math.max(0, ...[...statistics.values()].map(({ p95 }) => p95 ?? 0));
    const simulated = (text: string, made: boolean) => (made ? `${text} · ${t("simulated")}` : text);
    const entries = [...statistics].flatMap(([id, node]): [string, Heat][] => {
      if (overlay === "cost" && node.costShare !== null) {
        const share = format.number(node.costShare, { style: "percent", maximumFractionDigits: 0 });
        return [[id, { level: heatLevel(node.costShare), text: simulated(t("cost", { share, cost: money(node.cost) }), node.simulated) }]];
      }
      if (overlay === "latency" && node.p95 !== null) {
        const text = t("latency", { p50: duration(node.p50), p95: duration(node.p95) });
        return [[id, { level: heatLevel(slowest === 0 ? 0 : node.p95 / slowest), text: simulated(text, node.simulated) }]];
      }
      if (overlay === "replaceability" && node.score !== null) {
        return [
          [id, { level: heatLevel(node.score / 100), text: simulated(t("score", { score: Math.round(node.score) }), node.simulated) }],
        ];
      }
      return [];
    });
    store.getState().show({ heat: Object.fromEntries(entries) });
    return () => store.getState().show({ heat: {} });
  }, [statistics, overlay, store]);
  return null;
}

function StateLegend() {
  const t = useTranslations("editor");
  return (
    <div className={classes.legend} role="note">
      <strong>{t("overlay.title.state")}</strong>
      <div className={classes.legendStates}>
        {stateNames.map((state) => (
          <span key={state} className={classes.legendState}>
            <span style={{ width: 9, height: 9, borderRadius: 5, background: `var(--minnow-${state})` }} aria-hidden />
            {t(`status.${state}`)}
          </span>
        ))}
      </div>
      <strong>{t("overlay.ports")}</strong>
      <div className={classes.legendStates}>
        {typeNames.map((type) => (
          <span key={type} className={classes.legendState}>
            <span className={classes.handle} data-type={type} aria-hidden />
            {type}
          </span>
        ))}
      </div>
    </div>
  );
}
