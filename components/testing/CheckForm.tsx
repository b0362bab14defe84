"use client";

import { ActionIcon, Autocomplete, Group, NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { expressionProblem } from "@/core/graph/expression";
import { isJsonObject, type Json } from "@/core/graph/json";
import { type Check, checkTypes } from "@/core/testing/check";
import { fieldNames, freshCheck } from "./freshCheck";
import classes from "./Testing.module.css";
import { ValueField } from "./ValueField";

type Props = {
  number: number;
  check: Check;
  names: readonly string[];
  output: Json | null;
  onChange(check: Check): void;
  onRemove(): void;
};

/** One check: of what kind, of which field, and what must hold. */
export function CheckForm({ number, check, names, output, onChange, onRemove }: Props) {
  const t = useTranslations("testing.form");
  const field = "field" in check ? check.field : null;
  return (
    <fieldset className={classes.checkForm} aria-label={t("number", { number })}>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Select
          size="xs"
          w={170}
          aria-label={t("type", { number })}
          allowDeselect={false}
          value={check.type}
          data={checkTypes.map((type) => ({ value: type, label: t(`types.${type}`) }))}
          onChange={(next) => {
            const type = checkTypes.find((known) => known === next);
            if (type !== undefined && type !== check.type) onChange(freshCheck(type, field ?? names[0] ?? "", output));
          }}
        />
        {"field" in check && (
          <Autocomplete
            size="xs"
            flex={1}
            aria-label={t("field", { number })}
            placeholder={t("fieldPlaceholder")}
            data={fieldNames(names, output)}
            value={check.field}
            onChange={(name) => onChange({ ...check, field: name })}
          />
        )}
        {field === null && <span className={classes.space} />}
        <ActionIcon aria-label={t("removeCheck", { number })} onClick={onRemove}>
          <IconTrash size={14} />
        </ActionIcon>
      </Group>
      <Wanted check={check} onChange={onChange} />
    </fieldset>
  );
}

function Wanted({ check, onChange }: { check: Check; onChange(check: Check): void }) {
  const t = useTranslations("testing.form");
  switch (check.type) {
    case "equals":
      return <EqualsFields check={check} onChange={onChange} />;
    case "contains":
      return (
        <>
          <TextInput
            size="xs"
            label={t("textPart")}
            value={check.text}
            onChange={(event) => onChange({ ...check, text: event.currentTarget.value })}
          />
          <Switch
            size="xs"
            label={t("caseSensitive")}
            checked={check.caseSensitive === true}
            onChange={(event) => onChange({ ...check, caseSensitive: event.currentTarget.checked })}
          />
        </>
      );
    case "matches": {
      const reason = check.pattern === "" ? null : patternProblem(check.pattern);
      return (
        <TextInput
          size="xs"
          label={t("pattern")}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={check.pattern}
          error={reason === null ? undefined : t("patternSlip", { reason })}
          onChange={(event) => onChange({ ...check, pattern: event.currentTarget.value })}
        />
      );
    }
    case "schema":
      return (
        <ValueField
          label={t("schema")}
          value={check.schema}
          onChange={(schema) => isJsonObject(schema) && onChange({ ...check, schema })}
        />
      );
    case "expression": {
      const reason = check.expression.trim() === "" ? null : expressionProblem(check.expression);
      return (
        <Textarea
          size="xs"
          label={t("expression")}
          description={t("expressionHint")}
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={check.expression}
          error={reason === null ? undefined : t("expressionSlip", { reason })}
          onChange={(event) => onChange({ ...check, expression: event.currentTarget.value })}
        />
      );
    }
    case "costAtMost":
      return <Amount label={t("usd")} value={check.usd} step={0.001} onChange={(usd) => onChange({ ...check, usd })} />;
    case "durationAtMost":
      return <Amount label={t("ms")} value={check.ms} step={500} onChange={(ms) => onChange({ ...check, ms })} />;
  }
}

function EqualsFields({ check, onChange }: { check: Extract<Check, { type: "equals" }>; onChange(check: Check): void }) {
  const t = useTranslations("testing.form");
  return (
    <>
      <ValueField label={t("value")} value={check.value} onChange={(value) => onChange({ ...check, value })} />
      {typeof check.value === "number" && (
        <Amount
          label={t("tolerance")}
          value={check.tolerance ?? 0}
          step={0.1}
          onChange={(tolerance) => onChange({ ...check, tolerance })}
        />
      )}
      {typeof check.value === "string" && (
        <Switch
          size="xs"
          label={t("loose")}
          checked={check.loose === true}
          onChange={(event) => onChange({ ...check, loose: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function Amount({ label, value, step, onChange }: { label: string; value: number; step: number; onChange(value: number): void }) {
  return (
    <NumberInput
      size="xs"
      w={170}
      label={label}
      min={0}
      step={step}
      value={value}
      onChange={(next) => typeof next === "number" && next >= 0 && onChange(next)}
    />
  );
}

function patternProblem(pattern: string): string | null {
  try {
    new RegExp(pattern, "u");
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
