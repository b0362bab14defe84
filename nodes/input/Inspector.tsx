"use client";

import { ActionIcon, Button, Group, Select, Stack, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { InspectorProps } from "@/components/inspector/contract";
import classes from "@/components/inspector/Inspector.module.css";
import { NameInput } from "@/components/inspector/NameInput";
import { freePortName } from "@/components/inspector/NameList";
import { type InputConfig, InputField, InputFieldType } from "./definition";

export function InputInspector({ config, change }: InspectorProps<InputConfig>) {
  const t = useTranslations("editor.input");
  const { fields } = config;
  const names = fields.map(({ name }) => name);
  return (
    <Stack gap={10}>
      {fields.map((field, index) => {
        const set = (part: Partial<InputField>) => change({ fields: fields.with(index, { ...field, ...part }) });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the field, its name is what changes
          <fieldset key={index} className={classes.entry} aria-label={t("field", { name: field.name })}>
            <Group gap={4} wrap="nowrap" align="flex-start">
              <NameInput
                flex={1}
                value={field.name}
                aria-label={t("name", { number: index + 1 })}
                taken={names.filter((_, other) => other !== index)}
                onRename={(name) => change({ fields: fields.with(index, { ...field, name }) }, { outputs: { [field.name]: name } })}
              />
              <Select
                size="xs"
                w={116}
                aria-label={t("type", { name: field.name })}
                allowDeselect={false}
                value={field.type}
                data={InputFieldType.options.map((type) => ({ value: type, label: t(`types.${type}`) }))}
                onChange={(type) => {
                  const known = InputFieldType.safeParse(type);
                  if (known.success) set({ type: known.data });
                }}
              />
              <ActionIcon
                aria-label={t("up", { name: field.name })}
                disabled={index === 0}
                onClick={() => change({ fields: fields.with(index - 1, field).with(index, fields[index - 1] ?? field) })}
              >
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                aria-label={t("remove", { name: field.name })}
                disabled={fields.length === 1}
                onClick={() => change({ fields: fields.toSpliced(index, 1) })}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </Group>
            <Group gap={6} grow>
              <TextInput
                size="xs"
                label={t("labelHint")}
                aria-label={t("label", { name: field.name })}
                maxLength={120}
                value={field.label}
                onChange={(event) => set({ label: event.currentTarget.value })}
              />
              <TextInput
                size="xs"
                label={t("hintHint")}
                aria-label={t("hint", { name: field.name })}
                maxLength={500}
                value={field.hint}
                onChange={(event) => set({ hint: event.currentTarget.value })}
              />
            </Group>
            {field.type === "choice" && (
              <TagsInput
                size="xs"
                aria-label={t("options", { name: field.name })}
                placeholder={t("addOption")}
                value={field.options}
                onChange={(options) => set({ options })}
              />
            )}
            <Textarea
              size="xs"
              autosize
              minRows={1}
              maxRows={6}
              label={t("exampleHint")}
              aria-label={t("example", { name: field.name })}
              maxLength={20_000}
              value={field.example}
              onChange={(event) => set({ example: event.currentTarget.value })}
            />
            <Switch
              size="xs"
              label={t("required")}
              checked={field.required}
              onChange={(event) => set({ required: event.currentTarget.checked })}
            />
          </fieldset>
        );
      })}
      <Button
        variant="default"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={13} />}
        onClick={() => change({ fields: [...fields, InputField.parse({ name: freePortName(names, "field") })] })}
      >
        {t("add")}
      </Button>
    </Stack>
  );
}
