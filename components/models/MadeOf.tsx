"use client";

import { Group, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ModelFacts } from "@/core/connections";
import type { ModelInfo } from "@/core/models";
import { useSource } from "./FactSource";

type Made = Pick<ModelFacts, "quantisation" | "licence">;

/** How a model's weights were made smaller, and on what terms it may be used. */
export function MadeOf({ model, value, onChange }: { model: ModelInfo; value: Made; onChange(value: Partial<Made>): void }) {
  const t = useTranslations("facts");
  const models = useTranslations("models");
  const source = useSource(model.sources);
  const text = (entered: string) => (entered.trim() === "" ? null : entered);
  return (
    <Group grow align="flex-start">
      <TextInput
        label={t("quantisation")}
        description={model.quantisation === null ? t("quantisationHint") : source("quantisation")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={models("unknown")}
        value={value.quantisation ?? ""}
        onChange={({ currentTarget }) => onChange({ quantisation: text(currentTarget.value) })}
        maxLength={40}
      />
      <TextInput
        label={t("licence")}
        description={model.licence === null ? undefined : source("licence")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={models("unknown")}
        value={value.licence ?? ""}
        onChange={({ currentTarget }) => onChange({ licence: text(currentTarget.value) })}
        maxLength={120}
      />
    </Group>
  );
}
