"use client";

import { Group, Input, MultiSelect, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { weightBits } from "@/core/footprint";
import { answering } from "@/core/models";
import { useTRPC } from "../trpc";
import type { PolicyDraft } from "./slmPolicyDraft";

type Props = { draft: PolicyDraft; onChange(change: Partial<PolicyDraft>): void; disabled: boolean };

/** What the workspace calls an SLM: by size, by memory, or by name. */
export function SlmPolicyFields({ draft, onChange, disabled }: Props) {
  const t = useTranslations("settings.slmPolicy");
  return (
    <Stack gap="sm">
      <Input.Wrapper label={t("label")} description={t("hint")} labelElement="div">
        <SegmentedControl
          mt={6}
          fullWidth
          aria-label={t("label")}
          disabled={disabled}
          value={draft.by}
          onChange={(by) => onChange({ by })}
          data={[
            { value: "parameters", label: t("byParameters") },
            { value: "memory", label: t("byMemory") },
            { value: "list", label: t("byList") },
          ]}
        />
      </Input.Wrapper>
      {draft.by === "parameters" && (
        <NumberInput
          label={t("max")}
          description={t("maxHint")}
          value={draft.max}
          onChange={(max) => onChange({ max })}
          min={0.01}
          max={10_000}
          clampBehavior="blur"
          suffix={t("billion")}
          styles={{ wrapper: { maxWidth: 200 } }}
          disabled={disabled}
        />
      )}
      {draft.by === "memory" && (
        <>
          <Group align="flex-end">
            <NumberInput
              label={t("memory")}
              value={draft.gb}
              onChange={(gb) => onChange({ gb })}
              min={0.1}
              max={100_000}
              clampBehavior="blur"
              suffix=" GB"
              maw={160}
              disabled={disabled}
            />
            <Select
              label={t("bits")}
              value={String(draft.bits)}
              onChange={(value) => onChange({ bits: weightBits.find((bits) => String(bits) === value) ?? draft.bits })}
              data={weightBits.map((bits) => ({ value: String(bits), label: t("bitsValue", { bits }) }))}
              allowDeselect={false}
              maw={160}
              disabled={disabled}
            />
          </Group>
          <Text size="xs" c="var(--minnow-text-dim)">
            {t("memoryHint")}
          </Text>
        </>
      )}
      {draft.by === "list" && <Listed draft={draft} onChange={onChange} disabled={disabled} />}
    </Stack>
  );
}

function Listed({ draft, onChange, disabled }: Props) {
  const t = useTranslations("settings.slmPolicy");
  const { data: models = [] } = useQuery(useTRPC().models.list.queryOptions());
  const known = answering(models);
  const gone = draft.models.filter((key) => known.every((model) => model.key !== key));
  return (
    <MultiSelect
      label={t("models")}
      description={t("modelsHint")}
      placeholder={draft.models.length === 0 ? t("modelsPlaceholder") : undefined}
      searchable
      clearable
      value={[...draft.models]}
      onChange={(chosen) => onChange({ models: chosen })}
      data={[
        ...known.map(({ key, label, connectionName }) => ({ value: key, label: `${label} · ${connectionName}` })),
        ...gone.map((key) => ({ value: key, label: t("gone", { key }) })),
      ]}
      error={draft.models.length === 0 && t("modelsMissing")}
      disabled={disabled}
    />
  );
}
