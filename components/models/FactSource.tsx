"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { FactName, FactSources } from "@/core/modelFacts";

/** Who says a fact of a model, and when, as a sentence. */
export function useSource(sources: FactSources): (name: FactName) => string {
  const t = useTranslations("facts");
  const format = useFormatter();
  return (name) => {
    const source = sources[name];
    if (source === undefined) return t("from.nobody");
    return t(`from.${source.from}`, { date: format.dateTime(new Date(source.at), { dateStyle: "medium" }) });
  };
}
