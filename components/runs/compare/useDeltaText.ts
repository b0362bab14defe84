"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { NodeComparison } from "@/core/engine/compare";
import { useDuration, useMoney } from "../../format/Quantity";

const sign = (value: number): string => (value > 0 ? "+" : value < 0 ? "−" : "");

/** Differences with their sign; nothing where a side is unknown. */
export function useSigned() {
  const duration = useDuration();
  const money = useMoney();
  const format = useFormatter();
  const signed = (value: number | null, text: (size: number | null) => string) =>
    value === null ? "–" : sign(value) + text(Math.abs(value));
  return {
    duration: (ms: number | null) => signed(ms, duration),
    money: (usd: number | null) => signed(usd, money),
    count: (value: number) => signed(value, (size) => format.number(size ?? 0)),
  };
}

/** How much longer and dearer a node was, for its place on the canvas; figures of a simulated model say so. */
export function useDeltaText(): (node: NodeComparison) => string {
  const signed = useSigned();
  const common = useTranslations("common");
  return ({ delta, a, b }) => {
    const paid = a.cost !== 0 || b.cost !== 0;
    return [
      ...(delta.durationMs === null ? [] : [signed.duration(delta.durationMs)]),
      ...(paid ? [signed.money(delta.cost)] : []),
      ...(a.simulated || b.simulated ? [common("simulated")] : []),
    ].join(" · ");
  };
}
