"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { Grouping, OverTime } from "@/core/replacement/overTime";
import { Count, Duration, Money, Share } from "../../format/Quantity";
import { SimulatedMark } from "../../runs/SimulatedMark";
import insights from "../insights.module.css";
import classes from "./overTime.module.css";
import { type Part, runsBehind, shareOf } from "./parts";

type Props = { graphId: string; by: Grouping; overTime: OverTime; parts: readonly Part[]; label: (part: Part) => string };

/** The charts' figures as text, latest first, each with a link to its runs: for those who don't use a mouse, or want the numbers. */
export function OverTimeTable({ graphId, by, overTime: { groups }, parts, label }: Props) {
  const t = useTranslations("insights.overTime");
  const format = useFormatter();
  const nameOf = (key: string) => groups.find((group) => group.key === key)?.label ?? t("others");
  const rows = parts.toReversed().flatMap((part) => [...part.points.values()].map((point) => ({ part, point })));
  return (
    <section className={`${insights.panel} ${classes.table}`} aria-label={t("tableTitle")}>
      <table className={insights.table}>
        <thead>
          <tr>
            <th scope="col">{t("when")}</th>
            <th scope="col">{t(by)}</th>
            {(["calls", "errors", "cost", "slm", "input", "output", "cached", "latency"] as const).map((column) => (
              <th key={column} scope="col" className={insights.number}>
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ part, point }) => (
            <tr key={`${part.at} ${point.group}`}>
              <td>{label(part)}</td>
              <td>
                {nameOf(point.group)} {point.simulatedCalls > 0 && <SimulatedMark />}
              </td>
              <td className={insights.number}>
                <Link
                  href={runsBehind(
                    graphId,
                    part,
                    point.group === "" ? null : by === "model" ? { model: point.group } : { nodeId: point.group },
                  )}
                  aria-label={t("openRuns", { calls: point.calls, name: nameOf(point.group), when: label(part) })}
                >
                  {format.number(point.calls)}
                </Link>
              </td>
              <td className={insights.number}>
                <Count value={point.errors} />
              </td>
              <td className={insights.number}>
                <Money usd={point.pricedCalls === 0 ? null : point.cost} />
              </td>
              <td className={insights.number}>
                <Share value={shareOf(point.slmCalls, point.calls)} />
              </td>
              <td className={insights.number}>
                <Count value={point.inputTokens} />
              </td>
              <td className={insights.number}>
                <Count value={point.outputTokens} />
              </td>
              <td className={insights.number}>
                <Share value={shareOf(point.cachedTokens, point.inputTokens)} />
              </td>
              <td className={insights.number}>
                <Duration ms={point.p50} /> / <Duration ms={point.p95} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
