"use client";

import { ActionIcon, Button, Group, Select, Stack, Switch, Tabs, TagsInput, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Json, JsonSchema } from "@/core/graph/json";
import { JsonSchema as JsonSchemaShape } from "@/core/graph/json";
import { type JsonSlip, jsonSlip } from "@/core/graph/jsonSlip";
import { useJsonPlace } from "../format/jsonText";
import { CodeField } from "./CodeField";
import classes from "./Inspector.module.css";
import { NameInput } from "./NameInput";
import { freePortName } from "./NameList";
import { fieldsOf, type SchemaField, schemaFieldTypes, schemaOf, schemaSlip } from "./schemaFields";

type Props = { schema: JsonSchema; onChange(schema: JsonSchema): void; draft: string | undefined; onDraft(text: string | null): void };

/** A JSON Schema as a list of fields where that loses nothing, and as text. */
export function SchemaEditor({ schema, onChange, draft, onDraft }: Props) {
  const t = useTranslations("editor.schema");
  const fields = fieldsOf(schema);
  const [tab, setTab] = useState<string | null>(fields === null || draft !== undefined ? "raw" : "fields");
  return (
    <Tabs value={tab} onChange={setTab} variant="outline" classNames={{ tab: classes.smallTab }}>
      <Tabs.List>
        <Tabs.Tab value="fields">{t("fields")}</Tabs.Tab>
        <Tabs.Tab value="raw">{t("raw")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="fields" pt="xs">
        {fields === null ? (
          <Text size="xs" c="var(--minnow-text-dim)">
            {t("tooRich")}
          </Text>
        ) : (
          <SchemaFields fields={fields} onChange={(changed) => onChange(schemaOf(changed))} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="raw" pt="xs">
        {tab === "raw" && <RawSchema schema={schema} onChange={onChange} draft={draft} onDraft={onDraft} />}
      </Tabs.Panel>
    </Tabs>
  );
}

function SchemaFields({ fields, onChange }: { fields: readonly SchemaField[]; onChange(fields: SchemaField[]): void }) {
  const t = useTranslations("editor.schema");
  const names = fields.map(({ name }) => name);
  return (
    <Stack gap={8}>
      {fields.map((field, index) => {
        const change = (part: Partial<SchemaField>) => onChange(fields.with(index, { ...field, ...part }));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the entry, its name is what changes
          <div key={index} className={classes.entry}>
            <Group gap={6} wrap="nowrap" align="flex-start">
              <NameInput
                flex={1}
                value={field.name}
                aria-label={t("name", { number: index + 1 })}
                taken={names.filter((_, other) => other !== index)}
                onRename={(name) => change({ name })}
              />
              <Select
                size="xs"
                w={112}
                aria-label={t("type", { name: field.name })}
                allowDeselect={false}
                value={field.type}
                data={schemaFieldTypes.map((type) => ({ value: type, label: t(`types.${type}`) }))}
                onChange={(type) => change({ type: schemaFieldTypes.find((known) => known === type) ?? "text" })}
              />
              <ActionIcon aria-label={t("remove", { name: field.name })} onClick={() => onChange(fields.toSpliced(index, 1))}>
                <IconTrash size={14} />
              </ActionIcon>
            </Group>
            {field.type === "choice" && (
              <TagsInput
                size="xs"
                aria-label={t("options", { name: field.name })}
                placeholder={t("addOption")}
                value={field.options}
                onChange={(options) => change({ options })}
              />
            )}
            <Group gap={8} wrap="nowrap">
              <TextInput
                size="xs"
                flex={1}
                aria-label={t("description", { name: field.name })}
                placeholder={t("describe")}
                value={field.description}
                onChange={(event) => change({ description: event.currentTarget.value })}
              />
              <Switch
                size="xs"
                label={t("required")}
                checked={field.required}
                onChange={(event) => change({ required: event.currentTarget.checked })}
              />
            </Group>
          </div>
        );
      })}
      <Button
        variant="default"
        size="compact-xs"
        w="fit-content"
        leftSection={<IconPlus size={12} />}
        onClick={() =>
          onChange([...fields, { name: freePortName(names, "field"), type: "text", description: "", options: [], required: true }])
        }
      >
        {t("add")}
      </Button>
    </Stack>
  );
}

function RawSchema({ schema, onChange, draft, onDraft }: Props) {
  const t = useTranslations("editor.schema");
  const [text, setText] = useState(() => draft ?? JSON.stringify(schema, null, 2));
  const place = useJsonPlace();
  const read = readSchema(text);
  const change = (next: string) => {
    setText(next);
    const result = readSchema(next);
    onDraft(result.ok ? null : next);
    if (result.ok) onChange(result.schema);
  };
  return (
    <CodeField
      label={t("raw")}
      language="json"
      minHeight={160}
      value={text}
      onChange={change}
      error={
        read.ok
          ? undefined
          : read.path === null
            ? t("notJson", { reason: place(read.slip) })
            : t(`slips.${read.reason}`, { path: read.path })
      }
    />
  );
}

type Slip = NonNullable<ReturnType<typeof schemaSlip>>["code"];
type ReadSchema = { ok: true; schema: JsonSchema } | { ok: false; path: null; slip: JsonSlip } | { ok: false; path: string; reason: Slip };

function readSchema(text: string): ReadSchema {
  const broken = jsonSlip(text);
  if (broken !== null) return { ok: false, path: null, slip: broken };
  const value: Json = JSON.parse(text);
  const slip = schemaSlip(value);
  if (slip !== null) return { ok: false, path: slip.path, reason: slip.code };
  const parsed = JsonSchemaShape.safeParse(value);
  return parsed.success ? { ok: true, schema: parsed.data } : { ok: false, path: "/", reason: "notSchema" };
}
