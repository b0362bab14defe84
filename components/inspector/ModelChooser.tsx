"use client";

import { Group, MultiSelect, Select, Stack, Text } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import type { ModelClass, ModelInfo } from "@/core/models";
import { ModelChip } from "../models/ModelChip";
import classes from "./Inspector.module.css";
import { Section } from "./Section";

const order: ModelClass[] = ["slm", "llm", "unknown"];

/** Chooses who serves a node: SLMs and LLMs apart, each with what a choice depends on. */
export function ModelChooser({
  models,
  value,
  fallback,
  onChange,
}: {
  models: readonly ModelInfo[];
  value: string | null;
  fallback: readonly string[];
  onChange(assignment: { model: string | null; fallback: string[] }): void;
}) {
  const t = useTranslations("editor.model");
  const usable = models.filter(({ enabled, key }) => enabled || key === value || fallback.includes(key));
  const byKey = new Map(usable.map((model) => [model.key, model]));
  const data = order
    .map((group) => ({
      group: t(`class.${group}`),
      items: usable.filter((model) => model.class === group).map(({ key, label }) => ({ value: key, label })),
    }))
    .filter(({ items }) => items.length > 0);
  const missing = [value, ...fallback]
    .filter((key) => key !== null && !byKey.has(key))
    .map((key) => ({ value: key ?? "", label: key ?? "" }));
  const known = missing.length === 0 ? data : [...data, { group: t("missing"), items: missing }];
  const render = ({ option }: { option: { value: string; label: string } }) => {
    const model = byKey.get(option.value);
    return model === undefined ? option.label : <ModelOption model={model} />;
  };
  const chosen = value === null ? undefined : byKey.get(value);
  return (
    <Stack gap={8}>
      <Select
        label={t("model")}
        size="sm"
        searchable
        data={known}
        value={value}
        onChange={(model) => onChange({ model, fallback: fallback.filter((key) => key !== model) })}
        placeholder={t("choose")}
        nothingFoundMessage={t("none")}
        renderOption={render}
        maxDropdownHeight={380}
        comboboxProps={{ width: 340, position: "bottom-end" }}
        error={value === null}
      />
      {chosen !== undefined && <ModelOption model={chosen} />}
      <Section title={t("fallback")} startOpen={fallback.length > 0}>
        <MultiSelect
          aria-label={t("fallback")}
          description={t("fallbackHint")}
          size="xs"
          searchable
          clearable
          maxValues={5}
          data={known.map(({ group, items }) => ({ group, items: items.filter((item) => item.value !== value) }))}
          value={[...fallback]}
          onChange={(keys) => onChange({ model: value, fallback: keys })}
          renderOption={render}
          placeholder={fallback.length === 0 ? t("noFallback") : undefined}
          comboboxProps={{ width: 340, position: "bottom-end" }}
        />
      </Section>
    </Stack>
  );
}

function ModelOption({ model }: { model: ModelInfo }) {
  const t = useTranslations("editor.model");
  const format = useFormatter();
  const number = (value: number, digits = 2) => format.number(value, { maximumFractionDigits: digits });
  const money = (value: number) => format.number(value, { style: "currency", currency: "USD", maximumFractionDigits: 3 });
  const facts = [
    model.parameters === null ? t("noParameters") : t("parameters", { value: number(model.parameters) }),
    model.contextTokens === null ? null : t("context", { value: number(model.contextTokens) }),
    model.inputPrice === null || model.outputPrice === null
      ? t("noPrice")
      : t("price", { input: money(model.inputPrice), output: money(model.outputPrice) }),
  ];
  return (
    <div className={classes.modelOption}>
      <Group gap={6} wrap="nowrap" justify="space-between">
        <ModelChip model={{ label: model.label, class: model.class, simulated: model.connectionKind === "simulated" }} />
        <Text size="xs" c="var(--minnow-text-dim)" truncate>
          {model.connectionName}
        </Text>
      </Group>
      <Text size="xs" c="var(--minnow-text-dim)" className="tabular">
        {facts.filter((fact) => fact !== null).join(" · ")}
      </Text>
    </div>
  );
}
