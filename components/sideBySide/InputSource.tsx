"use client";

import { Select } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import type { ExampleInputs } from "@/core/graph/exampleInputs";
import type { JsonObject } from "@/core/graph/json";
import { outputPreview } from "../canvas/outputPreview";

export type Given = { inputs: JsonObject; at: string };

type Props = {
  recent: readonly Given[];
  examples: readonly ExampleInputs[];
  value: string | null;
  onChange(source: string, inputs: JsonObject): void;
};

/** Where the inputs come from: what the node was given lately, or the graph's examples where they reach it as they are. */
export function InputSource({ recent, examples, value, onChange }: Props) {
  const t = useTranslations("sideBySide");
  const format = useFormatter();
  const sources = new Map<string, JsonObject>([
    ...recent.map(({ inputs, at }) => [at, inputs] as const),
    ...examples.map(({ id, inputs }) => [id, inputs] as const),
  ]);
  if (sources.size === 0) return null;
  const short = (inputs: JsonObject) => outputPreview(inputs).slice(0, 80);
  const when = (at: string) => format.dateTime(new Date(at), { dateStyle: "short", timeStyle: "medium" });
  const data = [
    { group: t("recorded"), items: recent.map(({ inputs, at }) => ({ value: at, label: `${when(at)} · ${short(inputs)}` })) },
    { group: t("examples"), items: examples.map(({ id, name }) => ({ value: id, label: name })) },
  ];
  return (
    <Select
      size="sm"
      label={t("source")}
      allowDeselect={false}
      searchable={sources.size > 8}
      comboboxProps={{ withinPortal: false }}
      data={data.filter(({ items }) => items.length > 0)}
      value={value}
      onChange={(source) => {
        const inputs = source === null ? undefined : sources.get(source);
        if (source !== null && inputs !== undefined) onChange(source, inputs);
      }}
    />
  );
}
