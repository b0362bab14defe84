"use client";

import { Chip, Group, NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { CatalogueFilter } from "@/core/catalogue/catalogue";
import { Ability, LicenceKind } from "@/core/catalogue/model";
import { weightBits } from "@/core/footprint";

type Props = { filter: CatalogueFilter; onChange(change: Partial<CatalogueFilter>): void };

/** Narrows the catalogue by words, class, memory, licence and what a model can do. */
export function CatalogueFilters({ filter, onChange }: Props) {
  const t = useTranslations("catalogue");
  const { memory } = filter;
  return (
    <>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t("search")}
          leftSection={<IconSearch size={15} />}
          value={filter.text}
          onChange={({ currentTarget }) => onChange({ text: currentTarget.value })}
          style={{ flex: "1 1 220px" }}
        />
        <SegmentedControl
          aria-label={t("class")}
          value={filter.class ?? "all"}
          onChange={(value) => onChange({ class: value === "slm" || value === "llm" ? value : null })}
          data={[
            { value: "all", label: t("all") },
            { value: "slm", label: "SLM" },
            { value: "llm", label: "LLM" },
          ]}
        />
        <NumberInput
          label={t("fits")}
          placeholder={t("anyMemory")}
          suffix=" GB"
          min={0}
          hideControls
          value={memory?.gb ?? ""}
          onChange={(gb) => onChange({ memory: typeof gb === "number" && gb > 0 ? { gb, bits: memory?.bits ?? 4 } : null })}
          w={130}
        />
        <Select
          label={t("weights")}
          allowDeselect={false}
          disabled={memory === null}
          value={String(memory?.bits ?? 4)}
          onChange={(value) =>
            memory !== null && onChange({ memory: { ...memory, bits: weightBits.find((bits) => String(bits) === value) ?? memory.bits } })
          }
          data={weightBits.map((bits) => ({ value: String(bits), label: t("bits", { bits }) }))}
          w={110}
        />
      </Group>
      <Group gap={6}>
        <Chip size="xs" checked={filter.paper} onChange={(paper) => onChange({ paper })}>
          {t("ofPaper")}
        </Chip>
        {LicenceKind.options.map((kind) => (
          <Toggle
            key={kind}
            label={t(`licence.${kind}`)}
            value={kind}
            among={filter.licences}
            onChange={(licences) => onChange({ licences })}
          />
        ))}
        {Ability.options.map((ability) => (
          <Toggle
            key={ability}
            label={t(`ability.${ability}`)}
            value={ability}
            among={filter.abilities}
            onChange={(abilities) => onChange({ abilities })}
          />
        ))}
      </Group>
    </>
  );
}

type ToggleProps<Value> = { label: string; value: Value; among: readonly Value[]; onChange(among: Value[]): void };

function Toggle<Value>({ label, value, among, onChange }: ToggleProps<Value>) {
  return (
    <Chip
      size="xs"
      checked={among.includes(value)}
      onChange={(on) => onChange(on ? [...among, value] : among.filter((other) => other !== value))}
    >
      {label}
    </Chip>
  );
}
