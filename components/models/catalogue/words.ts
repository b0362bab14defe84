"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { CatalogueModel } from "@/core/catalogue/model";
import { useSize } from "../SizeCell";

type Facts = Pick<CatalogueModel, "parameters" | "activeParameters" | "contextTokens" | "licence">;

/** What is known of a model in a line: “30.5B, 3.3B at work · 32,768 tokens · Apache 2.0”. */
export function useFactLine(): (facts: Facts) => string {
  const t = useTranslations("catalogue");
  const size = useSize();
  const format = useFormatter();
  return ({ parameters, activeParameters, contextTokens, licence }) =>
    [
      parameters === null
        ? null
        : activeParameters === null
          ? size(parameters)
          : t("mixture", { all: size(parameters), active: size(activeParameters) }),
      contextTokens === null ? null : t("context", { tokens: format.number(contextTokens) }),
      licence?.name ?? null,
    ]
      .filter((part) => part !== null)
      .join(" · ");
}
