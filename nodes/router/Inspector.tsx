"use client";

import { ActionIcon, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import { useEditor } from "@/components/editor/EditorContext";
import type { InspectorProps } from "@/components/inspector/contract";
import classes from "@/components/inspector/Inspector.module.css";
import { NameInput } from "@/components/inspector/NameInput";
import { freePortName } from "@/components/inspector/NameList";
import { expressionProblem } from "@/core/graph/expression";
import type { RouterCase, router } from "./definition";

type Case = z.output<typeof RouterCase>;

export function RouterInspector({ node, config, change }: InspectorProps<z.output<typeof router.config>>) {
  const t = useTranslations("editor.router");
  const { cases } = config;
  const names = cases.map(({ name }) => name);
  return (
    <Stack gap={10}>
      {cases.map((branch, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the branch, its name is what changes
        <fieldset key={index} className={classes.entry} aria-label={t("branch", { name: branch.name })}>
          <Group gap={4} wrap="nowrap" align="flex-start">
            <NameInput
              flex={1}
              value={branch.name}
              aria-label={t("name", { number: index + 1 })}
              taken={names.filter((_, other) => other !== index)}
              reserved={["else", "error"]}
              onRename={(name) => change({ cases: cases.with(index, { ...branch, name }) }, { outputs: { [branch.name]: name } })}
            />
            <ActionIcon
              aria-label={t("up", { name: branch.name })}
              disabled={index === 0}
              onClick={() => change({ cases: cases.with(index - 1, branch).with(index, cases[index - 1] ?? branch) })}
            >
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              aria-label={t("remove", { name: branch.name })}
              disabled={cases.length === 1}
              onClick={() => change({ cases: cases.toSpliced(index, 1) })}
            >
              <IconTrash size={14} />
            </ActionIcon>
          </Group>
          <Condition
            id={`${node.id}/case ${branch.name}`}
            branch={branch}
            onChange={(when) => change({ cases: cases.with(index, { ...branch, when }) })}
          />
        </fieldset>
      ))}
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("else")}
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={13} />}
        onClick={() => change({ cases: [...cases, { name: freePortName(names, "branch"), when: "true" }] })}
      >
        {t("add")}
      </Button>
    </Stack>
  );
}

/** Taken over as soon as it parses; text that doesn't stays here, with the reason, and is listed among the problems. */
function Condition({ id, branch, onChange }: { id: string; branch: Case; onChange(when: string): void }) {
  const t = useTranslations("editor.router");
  const draft = useEditor(({ drafts }) => drafts[id]);
  const setDraft = useEditor((state) => state.draft);
  const slip = (text: string) => (text.trim() === "" ? t("empty") : expressionProblem(text));
  const reason = draft === undefined ? null : slip(draft);
  return (
    <Textarea
      size="xs"
      autosize
      minRows={1}
      maxRows={8}
      spellCheck={false}
      aria-label={t("condition", { name: branch.name })}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      value={draft ?? branch.when}
      error={reason === null ? undefined : t("unreadable", { reason })}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const readable = slip(text) === null;
        setDraft(id, readable ? null : text);
        if (readable) onChange(text);
      }}
    />
  );
}
