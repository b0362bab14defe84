"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { ClusteringReport } from "@/core/clustering/report";
import { colourOf } from "../format/palette";
import classes from "./Clusters.module.css";
import { OUTLIER_COLOUR } from "./outliers";

const [WIDTH, HEIGHT, MARGIN] = [560, 340, 18];

type Props = { report: ClusteringReport; open: string | null; onOpen(cluster: string | null): void };

/** Some of the calls, near what they are like. The table tells the same in words. */
export function ClusterMap({ report: { points, clusters }, open, onOpen }: Props) {
  const t = useTranslations("clusters.map");
  const place = useMemo(() => scaleOf([...points, ...clusters]), [points, clusters]);
  const placeOf = new Map(clusters.map(({ id }, index) => [id, index]));
  return (
    <figure className={classes.map}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("label", { points: points.length, clusters: clusters.length })}>
        {points.map((point, index) => {
          const number = point.cluster === null ? undefined : placeOf.get(point.cluster);
          const { x, y } = place(point);
          const isFaint = open !== null && point.cluster !== open;
          return number === undefined ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: points are drawn anew together and have nothing else to be told by
            <path key={index} d={`M${x - 3} ${y - 3}l6 6m0 -6l-6 6`} stroke={OUTLIER_COLOUR} opacity={isFaint ? 0.2 : 0.8} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <circle key={index} cx={x} cy={y} r={3} fill={colourOf(number)} opacity={isFaint ? 0.15 : 0.7} />
          );
        })}
        {clusters.map((cluster, index) => {
          const { x, y } = place(cluster);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table's buttons do the same by key
            <g key={cluster.id} className={classes.mark} onClick={() => onOpen(open === cluster.id ? null : cluster.id)}>
              <title>{cluster.label}</title>
              <circle
                cx={x}
                cy={y}
                r={11}
                fill="var(--minnow-surface)"
                stroke={colourOf(index)}
                strokeWidth={open === cluster.id ? 4 : 2}
              />
              <text x={x} y={y} dy="0.35em" textAnchor="middle">
                {index + 1}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption>{t("caption", { points: points.length })}</figcaption>
    </figure>
  );
}

/** From places in the plane to places in the picture, all of them inside, one scale for both directions. */
function scaleOf(places: readonly { x: number; y: number }[]): (place: { x: number; y: number }) => { x: number; y: number } {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.max(...ys), Math.min(...ys)];
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(1e-6, right - left), (HEIGHT - 2 * MARGIN) / Math.max(1e-6, top - bottom));
  const [x0, y0] = [(left + right) / 2, (top + bottom) / 2];
  const round = (value: number) => Math.round(value * 10) / 10;
  return ({ x, y }) => ({ x: round(WIDTH / 2 + (x - x0) * scale), y: round(HEIGHT / 2 - (y - y0) * scale) });
}
