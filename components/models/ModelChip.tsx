import { Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ModelClass } from "@/core/models";
import classes from "./ModelChip.module.css";

/** A model at a glance: an SLM is a small rounded chip, an LLM a larger squared one; both read without colour. */
export function ModelChip({ model, size = "sm" }: { model: { label: string; class: ModelClass; simulated: boolean }; size?: "xs" | "sm" }) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  return (
    <Tooltip label={model.simulated ? `${t(`classLong.${model.class}`)} · ${common("simulatedHint")}` : t(`classLong.${model.class}`)}>
      <span className={classes.chip} data-class={model.class} data-size={size}>
        <b>{t(`class.${model.class}`)}</b>
        <span className={classes.label}>{model.label}</span>
        {model.simulated && <i>{common("simulated")}</i>}
      </span>
    </Tooltip>
  );
}
