"use client";

import { NumberInput, Select, Stack, Switch, Textarea } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { z } from "zod";
import { type Json, JsonObject } from "@/core/graph/json";
import { kinds } from "@/nodes/definitions";
import { readJson, useJsonPlace } from "../format/jsonText";
import { CodeField } from "./CodeField";
import type { InspectorProps } from "./contract";

const Property = z.object({ type: z.string().optional(), enum: z.array(z.string()).optional() });
const ObjectSchema = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });

/** A form made from a config's schema, for kinds that bring none of their own: one control per top-level field. */
export function DerivedForm({ schema, kind, config, change }: InspectorProps<unknown> & { schema: z.ZodType; kind: string }) {
  const locale = useLocale();
  const labels = kinds(kind)?.text[locale].fields ?? {};
  const { properties } = ObjectSchema.parse(z.toJSONSchema(schema, { unrepresentable: "any", io: "output" }));
  const values = JsonObject.parse(config);
  return (
    <Stack gap="sm">
      {Object.entries(properties).map(([name, property]) => (
        <Control
          key={name}
          label={labels[name]?.label ?? name}
          hint={labels[name]?.hint}
          property={Property.safeParse(property).data ?? {}}
          value={values[name] ?? null}
          onChange={(value) => change({ ...values, [name]: value })}
        />
      ))}
    </Stack>
  );
}

type ControlProps = {
  label: string;
  hint: string | undefined;
  property: z.infer<typeof Property>;
  value: Json;
  onChange(value: Json): void;
};

function Control({ label, hint, property, value, onChange }: ControlProps) {
  if (property.enum !== undefined) {
    return (
      <Select
        size="xs"
        label={label}
        description={hint}
        data={property.enum}
        value={String(value ?? "")}
        onChange={(text) => text !== null && onChange(text)}
      />
    );
  }
  switch (property.type) {
    case "boolean":
      return (
        <Switch
          size="xs"
          label={label}
          description={hint}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "number":
    case "integer":
      return (
        <NumberInput
          size="xs"
          label={label}
          description={hint}
          allowDecimal={property.type === "number"}
          value={typeof value === "number" ? value : ""}
          onChange={(number) => typeof number === "number" && onChange(number)}
        />
      );
    case "string":
      return (
        <Textarea
          size="xs"
          autosize
          maxRows={12}
          label={label}
          description={hint}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return <JsonControl label={label} hint={hint} property={property} value={value} onChange={onChange} />;
  }
}

function JsonControl({ label, value, onChange }: ControlProps) {
  const t = useTranslations("common");
  const place = useJsonPlace();
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [slip, setSlip] = useState<string | null>(null);
  return (
    <CodeField
      title={label}
      label={label}
      language="json"
      value={text}
      error={slip}
      onChange={(next) => {
        setText(next);
        const read = readJson(next);
        setSlip(read.ok || read.slip === null ? null : t("notJson", { place: place(read.slip) }));
        if (read.ok) onChange(read.value);
      }}
    />
  );
}
