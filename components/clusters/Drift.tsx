"use client";

import { useFormatter, useTranslations } from "next-intl";
import { OUTLIERS } from "@/core/clustering/drift";
import type { ClusteringReport, DriftWindow } from "@/core/clustering/report";
import { colourOf } from "../format/palette";
import insights from "../insights/insights.module.css";
import classes from "./Clusters.module.css";
import { OUTLIER_COLOUR } from "./outliers";

const [WIDTH, HEIGHT, GAP] = [560, 200, 6];

type Band = { id: string; label: string; colour: string };

/** Each cluster's share of the calls over time, and how far the whole has moved from what was before. */
export function Drift({ report: { windows, clusters } }: { report: ClusteringReport }) {
  const t = useTranslations("clusters.drift");
  const common = useTranslations("clusters");
  if (windows.length < 2) return <p className={insights.dim}>{t("tooShort")}</p>;
  const bands: Band[] = [
    ...clusters.map(({ id, label }, index) => ({ id, label: `${index + 1} ${label}`, colour: colourOf(index) })),
    { id: OUTLIERS, label: common("outliers"), colour: OUTLIER_COLOUR },
  ];
  return (
    <figure className={classes.map}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("label")}>
        {windows.map((window, index) => (
          <Column key={window.from} window={window} index={index} of={windows.length} bands={bands} />
        ))}
      </svg>
      <figcaption>{t("caption")}</figcaption>
      <DriftTable windows={windows} bands={bands} />
    </figure>
  );
}

function Column({ window, index, of, bands }: { window: DriftWindow; index: number; of: number; bands: readonly Band[] }) {
  const width = WIDTH / of;
  let top = 0;
  return (
    <g>
      {bands.map(({ id, label, colour }) => {
        const height = window.calls === 0 ? 0 : ((window.counts[id] ?? 0) / window.calls) * HEIGHT;
        const y = top;
        top += height;
        return height === 0 ? null : (
          <rect key={id} x={index * width + GAP / 2} y={y} width={width - GAP} height={Math.max(0, height - 1)} fill={colour} rx={2}>
            <title>{`${label}: ${window.counts[id]}`}</title>
          </rect>
        );
      })}
    </g>
  );
}

function DriftTable({ windows, bands }: { windows: readonly DriftWindow[]; bands: readonly Band[] }) {
  const t = useTranslations("clusters.drift");
  const format = useFormatter();
  const moment = (at: string) => format.dateTime(new Date(at), { dateStyle: "short", timeStyle: "short" });
  return (
    <details className={insights.more}>
      <summary>{t("asTable")}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by key */}
      <section className={insights.panel} aria-label={t("asTable")} tabIndex={0}>
        <table className={insights.table}>
          <thead>
            <tr>
              <th scope="col">{t("from")}</th>
              <th scope="col" className={insights.number}>
                {t("moved")}
              </th>
              {bands.map(({ id, label }) => (
                <th key={id} scope="col" className={insights.number}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {windows.map((window) => (
              <tr key={window.from}>
                <td>{moment(window.from)}</td>
                <td className={insights.number}>
                  {window.drift === null ? "–" : format.number(window.drift, { maximumFractionDigits: 2 })}
                </td>
                {bands.map(({ id }) => (
                  <td key={id} className={insights.number}>
                    {window.counts[id] ?? 0}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
