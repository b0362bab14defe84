"use client";

import { ActionIcon, Button, Group, Menu, MultiSelect, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { z } from "zod";
import { useEditor } from "@/components/editor/EditorContext";
import type { InspectorProps } from "@/components/inspector/contract";
import { ChoiceField, NumberField, useFieldTexts } from "@/components/inspector/fields";
import classes from "@/components/inspector/Inspector.module.css";
import { SchemaEditor } from "@/components/inspector/SchemaEditor";
import { schemaOf } from "@/components/inspector/schemaFields";
import { PersonalKind } from "@/core/privacy/kinds";
import { Check, type guard, OnBlock } from "./definition";

const checkTypes = Check.options.map(({ shape }) => shape.type.value);

function newCheck(type: Check["type"]): Check {
  switch (type) {
    case "personal":
      return { type, kinds: ["email", "phone", "card", "iban", "secret"], action: "redact" };
    case "deny":
      return { type, words: ["confidential"] };
    case "pattern":
      return { type, pattern: "\\S", must: "match" };
    case "length":
      return { type, min: 1, max: 2_000 };
    case "schema":
      return { type, schema: schemaOf([{ name: "answer", type: "text", description: "", options: [], required: true }]) };
  }
}

export function GuardInspector({ node, config, change }: InspectorProps<z.output<typeof guard.config>>) {
  const t = useTranslations("editor.guard");
  const texts = useFieldTexts("guard");
  const { checks, onBlock } = config;
  return (
    <Stack gap="md">
      <Stack gap={8}>
        <Text size="sm" fw={500}>
          {texts("checks").label}
        </Text>
        {checks.map((check, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: checks have no identity but their place
          <fieldset key={index} className={classes.entry} aria-label={t(`types.${check.type}`)}>
            <Group justify="space-between" wrap="nowrap" gap={4}>
              <Text size="xs" fw={600}>
                {t(`types.${check.type}`)}
              </Text>
              <ActionIcon
                size="sm"
                aria-label={t("remove", { number: index + 1 })}
                disabled={checks.length === 1}
                onClick={() => change({ ...config, checks: checks.toSpliced(index, 1) })}
              >
                <IconTrash size={13} />
              </ActionIcon>
            </Group>
            <Stack gap={6} mt={4}>
              <CheckFields
                id={`${node.id}/check ${index}`}
                check={check}
                onChange={(changed) => change({ ...config, checks: checks.with(index, changed) })}
              />
            </Stack>
          </fieldset>
        ))}
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" size="compact-xs" w="fit-content" leftSection={<IconPlus size={12} />}>
              {t("add")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {checkTypes.map((type) => (
              <Menu.Item key={type} onClick={() => change({ ...config, checks: [...checks, newCheck(type)] })}>
                {t(`types.${type}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Stack>
      <ChoiceField
        {...texts("onBlock")}
        schema={OnBlock}
        options={OnBlock.options}
        value={onBlock}
        nameOf={(choice) => t(`onBlock.${choice}`)}
        onChange={(choice) => change({ ...config, onBlock: choice })}
      />
    </Stack>
  );
}

const Action = z.enum(["redact", "block"]);
const Must = z.enum(["match", "notMatch"]);

function CheckFields({ id, check, onChange }: { id: string; check: Check; onChange(check: Check): void }) {
  const t = useTranslations("editor.guard");
  const draft = useEditor(({ drafts }) => drafts[id]);
  const setDraft = useEditor((state) => state.draft);
  switch (check.type) {
    case "personal":
      return (
        <>
          <MultiSelect
            size="xs"
            aria-label={t("kinds")}
            data={PersonalKind.options.map((kind) => ({ value: kind, label: t(`personal.${kind}`) }))}
            value={check.kinds}
            onChange={(kinds) => kinds.length > 0 && onChange({ ...check, kinds: z.array(PersonalKind).parse(kinds) })}
          />
          <ChoiceField
            label={t("found")}
            schema={Action}
            options={Action.options}
            value={check.action}
            nameOf={(action) => t(`actions.${action}`)}
            onChange={(action) => onChange({ ...check, action })}
          />
        </>
      );
    case "deny":
      return (
        <TagsInput
          size="xs"
          aria-label={t("types.deny")}
          description={t("denyHint")}
          value={check.words}
          onChange={(words) => words.length > 0 && onChange({ ...check, words })}
        />
      );
    case "pattern":
      return (
        <>
          <PatternInput value={check.pattern} onChange={(pattern) => onChange({ ...check, pattern })} />
          <ChoiceField
            label={t("must")}
            schema={Must}
            options={Must.options}
            value={check.must}
            nameOf={(must) => t(`musts.${must}`)}
            onChange={(must) => onChange({ ...check, must })}
          />
        </>
      );
    case "length":
      return (
        <Group grow>
          <NumberField label={t("least")} min={0} max={check.max} value={check.min} onChange={(min) => onChange({ ...check, min })} />
          <NumberField
            label={t("most")}
            min={Math.max(1, check.min)}
            max={10_000_000}
            value={check.max}
            onChange={(max) => onChange({ ...check, max })}
          />
        </Group>
      );
    case "schema":
      return (
        <SchemaEditor
          schema={check.schema}
          draft={draft}
          onDraft={(text) => setDraft(id, text)}
          onChange={(schema) => onChange({ ...check, schema })}
        />
      );
  }
}

/** A regular expression; text that is none stays here with the reason. */
function PatternInput({ value, onChange }: { value: string; onChange(pattern: string): void }) {
  const t = useTranslations("editor.guard");
  const [text, setText] = useState<string | null>(null);
  const reasonOf = (pattern: string) => Check.options[2].shape.pattern.safeParse(pattern).error?.issues[0]?.message ?? null;
  return (
    <TextInput
      size="xs"
      aria-label={t("types.pattern")}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      value={text ?? value}
      error={text === null ? undefined : reasonOf(text)}
      onChange={(event) => {
        const pattern = event.currentTarget.value;
        const readable = reasonOf(pattern) === null;
        setText(readable ? null : pattern);
        if (readable) onChange(pattern);
      }}
      onBlur={() => setText(null)}
    />
  );
}
