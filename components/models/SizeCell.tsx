"use client";

import { Button, Tooltip } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { parametersInName } from "@/core/connections";
import type { ModelInfo } from "@/core/models";
import { useSource } from "./FactSource";
import classes from "./Models.module.css";

export function useSize(): (parameters: number) => string {
  const t = useTranslations("models");
  const format = useFormatter();
  return (parameters) => t("billions", { value: format.number(parameters, { maximumSignificantDigits: 3 }) });
}

/** A model's size and who says it; where nobody does, the way to say it. */
export function SizeCell({ model, mayEdit, onOpen }: { model: ModelInfo; mayEdit: boolean; onOpen(): void }) {
  const t = useTranslations("facts");
  const models = useTranslations("models");
  const size = useSize();
  const source = useSource(model.sources);
  if (model.parameters !== null)
    return (
      <Tooltip label={source("parameters")} disabled={model.connectionKind === "simulated"}>
        <span className={classes.sourced}>{size(model.parameters)}</span>
      </Tooltip>
    );
  if (!mayEdit) return <span title={models("classLong.unknown")}>?</span>;
  const named = parametersInName(model.name);
  return (
    <span className={classes.unsized}>
      <Tooltip label={t("sizeUnknown")}>
        <Button size="compact-xs" variant="default" className={classes.above} aria-label={t("sizeUnknown")} onClick={onOpen}>
          <span aria-hidden>?&nbsp;</span>
          {t("setSize")}
        </Button>
      </Tooltip>
      {named !== null && <span className={classes.dim}>{t("nameSays", { size: size(named) })}</span>}
    </span>
  );
}
