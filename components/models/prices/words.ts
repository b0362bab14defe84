"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { DatedPrices, HardwareUse, PriceOrigin, TokenPrices } from "@/core/prices";
import { perMillionAt } from "@/core/prices";
import { useMoney } from "../../format/Quantity";

/** Prices in a line: “$0.15 in · $0.60 out · $0.08 cached”. */
export function usePriceLine(): (prices: TokenPrices) => string {
  const t = useTranslations("prices");
  const money = useMoney();
  return ({ inputPrice, outputPrice, cachedInputPrice, reasoningPrice }) =>
    [
      t("inOut", { input: money(inputPrice), output: money(outputPrice) }),
      ...(cachedInputPrice === null ? [] : [t("cached", { price: money(cachedInputPrice) })]),
      ...(reasoningPrice === null ? [] : [t("reasoned", { price: money(reasoningPrice) })]),
    ].join(" · ");
}

/** Who says a price. */
export function useOrigin(): (origin: PriceOrigin) => string {
  const t = useTranslations("prices");
  return (origin) => (origin.by === "map" ? t("origin.map", { entry: origin.entry, file: origin.file }) : t(`origin.${origin.by}`));
}

/** How a price follows from hardware, with its numbers: a line for reading and one for writing. */
export function useArithmetic(): (use: HardwareUse) => string[] {
  const t = useTranslations("prices");
  const money = useMoney();
  const format = useFormatter();
  return (use) =>
    [["input", use.inputPerSecond] as const, ["output", use.outputPerSecond] as const].map(
      ([what, speed]) =>
        `${t(`arithmeticOf.${what}`)} ${t("arithmetic", {
          hourly: money(use.hourly),
          speed: format.number(speed),
          utilisation: format.number(use.utilisation, { style: "percent", maximumFractionDigits: 1 }),
          price: money(perMillionAt(speed, use)),
        })}`,
    );
}

/** The day from which prices hold, in the reader's language. */
export function useDay(): (prices: Pick<DatedPrices, "from">) => string {
  const format = useFormatter();
  return ({ from }) => format.dateTime(new Date(from), { dateStyle: "medium" });
}
