"use client";

import { NumberInput, Radio, Stack, Switch, Text } from "@mantine/core";
import { useLocale } from "next-intl";
import type { z } from "zod";
import type { Renames } from "@/core/graph/edits";
import { kinds } from "@/nodes/definitions";
import { CodeField } from "./CodeField";
import { renamedVariable } from "./ports";
import { useVariableNames, VariableLine } from "./VariableLine";

type Texts = { label: string; hint?: string | undefined };

/** Label and hint of a kind's config fields, as its definition has them. */
export function useFieldTexts(kind: string): (field: string) => Texts {
  const locale = useLocale();
  const fields = kinds(kind)?.text[locale].fields ?? {};
  return (field) => fields[field] ?? { label: field };
}

type NumberProps = Texts & {
  value: number;
  onChange(value: number): void;
  min: number;
  max: number;
  decimal?: boolean;
  step?: number;
  suffix?: string;
};

/** A number within its limits. What is typed is taken over once it is one. */
export function NumberField({ label, hint, value, onChange, min, max, decimal = false, step, suffix }: NumberProps) {
  return (
    <NumberInput
      size="xs"
      label={label}
      description={hint}
      min={min}
      max={max}
      clampBehavior="strict"
      allowDecimal={decimal}
      {...(step !== undefined && { step })}
      {...(suffix !== undefined && { suffix })}
      value={value}
      onChange={(next) => typeof next === "number" && next >= min && next <= max && onChange(next)}
    />
  );
}

type ChoiceProps<T extends string> = Texts & {
  schema: z.ZodType<T>;
  options: readonly T[];
  value: T;
  onChange(value: T): void;
  nameOf(option: T): string;
  hintOf?(option: T): string;
};

/** One of a few ways, each with a line that says what it means. */
export function ChoiceField<T extends string>({ label, hint, schema, options, value, onChange, nameOf, hintOf }: ChoiceProps<T>) {
  return (
    <Radio.Group
      label={label}
      description={hint}
      size="xs"
      value={value}
      onChange={(next) => {
        const choice = schema.safeParse(next);
        if (choice.success) onChange(choice.data);
      }}
    >
      <Stack gap={8} mt={6}>
        {options.map((option) => (
          <Radio key={option} size="xs" value={option} label={nameOf(option)} description={hintOf?.(option)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

export function SwitchField({ label, hint, value, onChange }: Texts & { value: boolean; onChange(value: boolean): void }) {
  return <Switch size="xs" label={label} description={hint} checked={value} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

type TemplateProps = Texts & {
  nodeId: string;
  value: string;
  /** Templates beside this one whose variables are ports too. */
  others?: readonly string[];
  onChange(value: string, renames?: Renames): void;
  minHeight?: number;
};

/** Text with variables, each of which is an input port. */
export function TemplateField({ label, hint, nodeId, value, others = [], onChange, minHeight = 60 }: TemplateProps) {
  return (
    <Stack gap={6}>
      {hint !== undefined && (
        <Text size="xs" c="var(--minnow-text-dim)">
          {hint}
        </Text>
      )}
      <CodeField
        title={label}
        label={label}
        language="template"
        minHeight={minHeight}
        maxHeight={520}
        variables={useVariableNames(nodeId)}
        value={value}
        onChange={(text) => onChange(text, renamedVariable([value, ...others], [text, ...others]))}
      />
      <VariableLine templates={[value, ...others]} />
    </Stack>
  );
}
