"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ModelInfo } from "@/core/models";
import { useMoney } from "../format/Quantity";

/** A model's size, and its prices per million tokens in and out, in a few characters. */
export function useModelWords(): (model: ModelInfo) => string {
  const t = useTranslations("playground");
  const format = useFormatter();
  const money = useMoney();
  return ({ parameters, inputPrice, outputPrice }) => {
    const size = parameters === null ? null : t("size", { value: format.number(parameters, { maximumFractionDigits: 1 }) });
    const price = inputPrice === null || outputPrice === null ? null : t("price", { input: money(inputPrice), output: money(outputPrice) });
    return [size, price].filter((part) => part !== null).join(" · ");
  };
}
