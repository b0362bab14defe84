"use client";

import { TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { jsonSlip } from "@/core/graph/jsonSlip";
import type { InputField } from "@/nodes/input/definition";
import { useJsonPlace } from "../format/jsonText";
import { NumberInput, Select, Switch, Textarea } from "./later";
import type { FieldSlip } from "./runInput";

type Props = {
  field: InputField;
  value: string | boolean;
  slip: FieldSlip | null;
  onChange(value: string | boolean): void;
};

/** One field of the run form, as the input node describes it. */
export function RunField({ field, value, slip, onChange }: Props) {
  const t = useTranslations("editor.run");
  const text = typeof value === "string" ? value : "";
  const place = useJsonPlace();
  const broken = field.type === "json" && text.trim() !== "" ? jsonSlip(text) : null;
  const asterisk = { withAsterisk: field.required };
  const shared = {
    size: "sm",
    label: field.label === "" ? field.name : field.label,
    description: field.hint === "" ? undefined : field.hint,
    name: field.name,
    error: broken !== null ? t("slips.json", { reason: place(broken) }) : slip === null ? undefined : t(`slips.${slip}`, { reason: "" }),
  } as const;
  switch (field.type) {
    case "boolean":
      return <Switch {...shared} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "number":
      return <NumberInput {...shared} {...asterisk} value={text} onChange={(number) => onChange(String(number))} />;
    case "choice":
      return (
        <Select
          {...shared}
          {...asterisk}
          data={field.options}
          value={text === "" ? null : text}
          clearable={!field.required}
          onChange={(choice) => onChange(choice ?? "")}
        />
      );
    case "text":
      return <TextInput {...shared} {...asterisk} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "longText":
      return (
        <Textarea
          {...shared}
          {...asterisk}
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "json": {
      return (
        <Textarea
          {...shared}
          {...asterisk}
          autosize
          minRows={3}
          maxRows={14}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12.5 } }}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    }
  }
}
