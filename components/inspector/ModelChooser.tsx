"use client";

import { Group, MultiSelect, Select, Text } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import type { ModelClass, ModelInfo } from "@/core/models";
import { ModelChip } from "../models/ModelChip";
import classes from "./Inspector.module.css";

const order: ModelClass[] = ["slm", "llm", "unknown"];

type ModelGroup = { group: string; items: { value: string; label: string }[] };

/** The models to choose from, SLMs and LLMs apart; those that documents name and the workspace lacks come last. */
function useChoice(models: readonly ModelInfo[], named: readonly string[]) {
  const t = useTranslations("editor.model");
  const usable = models.filter(({ enabled, key }) => enabled || named.includes(key));
  const byKey = new Map(usable.map((model) => [model.key, model]));
  const groups = order.map((group) => ({
    group: t(`class.${group}`),
    items: usable.filter((model) => model.class === group).map(({ key, label }) => ({ value: key, label })),
  }));
  const missing = { group: t("missing"), items: named.filter((key) => !byKey.has(key)).map((key) => ({ value: key, label: key })) };
  const data: ModelGroup[] = [...groups, missing].filter(({ items }) => items.length > 0);
  const render = ({ option }: { option: { value: string; label: string } }) => {
    const model = byKey.get(option.value);
    return model === undefined ? option.label : <ModelOption model={model} />;
  };
  return { data, byKey, render };
}

type SelectProps = { label: string; models: readonly ModelInfo[]; value: string | null; onChange(model: string | null): void };

/** Chooses one model, with what a choice depends on. */
export function ModelSelect({ label, models, value, onChange }: SelectProps) {
  const t = useTranslations("editor.model");
  const { data, byKey, render } = useChoice(models, value === null ? [] : [value]);
  const chosen = value === null ? undefined : byKey.get(value);
  return (
    <>
      <Select
        label={label}
        size="sm"
        searchable
        data={data}
        value={value}
        onChange={onChange}
        placeholder={t("choose")}
        nothingFoundMessage={t("none")}
        renderOption={render}
        maxDropdownHeight={380}
        comboboxProps={{ width: 340, position: "bottom-end" }}
        error={value === null}
      />
      {chosen !== undefined && <ModelOption model={chosen} />}
    </>
  );
}

type FallbackProps = {
  models: readonly ModelInfo[];
  except: readonly (string | null)[];
  value: readonly string[];
  onChange(keys: string[]): void;
};

/** Chooses whom to ask when a provider fails, in order. */
export function FallbackSelect({ models, except, value, onChange }: FallbackProps) {
  const t = useTranslations("editor.model");
  const { data, render } = useChoice(models, value);
  return (
    <MultiSelect
      aria-label={t("fallback")}
      description={t("fallbackHint")}
      size="xs"
      searchable
      clearable
      maxValues={5}
      data={data.map(({ group, items }) => ({ group, items: items.filter((item) => !except.includes(item.value)) }))}
      value={[...value]}
      onChange={onChange}
      renderOption={render}
      placeholder={value.length === 0 ? t("noFallback") : undefined}
      comboboxProps={{ width: 340, position: "bottom-end" }}
    />
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
