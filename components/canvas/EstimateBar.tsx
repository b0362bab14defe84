"use client";

import { HoverCard } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { estimating, type RunEstimate } from "@/core/replacement/estimate";
import { kinds } from "@/nodes/definitions";
import { useEditor } from "../editor/EditorContext";
import { inSteps } from "../editor/idle";
import { useDuration, useMoney } from "../format/Quantity";
import { useEvidence } from "../insights/useEvidence";
import { SimulatedMark } from "../runs/SimulatedMark";
import classes from "./EstimateBar.module.css";
import { EstimateDetails } from "./EstimateDetails";

/** What a run will cost and take, and how much of it small models carry, as the models are assigned now. */
export function EstimateBar() {
  const estimate = useEstimate();
  return estimate === null || estimate.uses.length === 0 ? null : <Bar estimate={estimate} />;
}

function Bar({ estimate }: { estimate: RunEstimate }) {
  const t = useTranslations("assigning.estimate");
  const format = useFormatter();
  const money = useMoney();
  const duration = useDuration();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 0 });
  /** About so much, at least so much when a part is unknown, or unknown. */
  const bound = (text: string | null, unknown: readonly string[]) =>
    text === null ? t("unknown") : t(unknown.length > 0 ? "atLeast" : "about", { value: text });
  const { cost, latency, unpriced, untimed, smallCalls, smallCost, simulated } = estimate;
  return (
    <HoverCard width={400} position="bottom-start" shadow="md" openDelay={150} withinPortal>
      <HoverCard.Target>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the figures rest on is shown on focus, too */}
        <section className={classes.bar} aria-label={t("label")} tabIndex={0}>
          <Figure name={t("cost")} value={bound(cost === null ? null : money(cost), unpriced)} />
          <Figure name={t("time")} value={bound(latency === null ? null : duration(latency), untimed)} />
          <div className={classes.figure}>
            <span className={classes.name}>{t("slm")}</span>
            <span className={classes.share} aria-hidden>
              <span style={{ width: percent(smallCalls ?? 0) }} />
            </span>
            <span className={classes.value}>
              {smallCalls === null ? t("unknown") : t("ofCalls", { share: percent(smallCalls) })}
              {smallCost !== null && ` · ${t("ofCost", { share: percent(smallCost) })}`}
            </span>
          </div>
          {simulated && <SimulatedMark />}
        </section>
      </HoverCard.Target>
      <HoverCard.Dropdown className="nokey">
        <EstimateDetails estimate={estimate} />
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

/** How long nothing must have changed before it is estimated anew, in milliseconds: it takes the whole graph. */
const PAUSE = 250;

/** Null until the first has been worked out. */
function useEstimate(): RunEstimate | null {
  const { nodes, edges, format } = useEditor((state) => state.settled);
  const models = useEditor((state) => state.models);
  const evidence = useEvidence(useEditor((state) => state.graph.id));
  const [estimate, setEstimate] = useState<RunEstimate | null>(null);
  useEffect(
    () => inSteps(() => estimating({ document: { format, nodes, edges, notes: [] }, kinds, models, evidence }), PAUSE, setEstimate),
    [format, nodes, edges, models, evidence],
  );
  return estimate;
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.figure}>
      <span className={classes.name}>{name}</span>
      <span className={classes.value}>{value}</span>
    </div>
  );
}
