"use client";

import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { z } from "zod";
import { AssignmentEditor } from "@/components/inspector/AssignmentEditor";
import type { InspectorProps } from "@/components/inspector/contract";
import { TemplateField } from "@/components/inspector/fields";
import classes from "@/components/inspector/Inspector.module.css";
import { Section } from "@/components/inspector/Section";
import { SamplingFields } from "@/components/inspector/TaskEditor";
import { type ClassifyTask, type classify, Label } from "./definition";

export function ClassifyInspector({ node, config, change, models }: InspectorProps<z.output<typeof classify.config>>) {
  const t = useTranslations("editor.classify");
  const { task, assignment } = config;
  const changeTask = (part: Partial<ClassifyTask>) => change({ ...config, task: { ...task, ...part } });
  return (
    <Stack gap="md">
      <AssignmentEditor
        nodeId={node.id}
        models={models}
        assignment={assignment}
        schema
        onChange={(chosen) => change({ ...config, assignment: chosen })}
      />
      <Labels
        labels={task.labels}
        onChange={(labels, renamed) => change({ ...config, task: { ...task, labels } }, renamed && { outputs: renamed })}
      />
      <TemplateField
        nodeId={node.id}
        label={t("text")}
        hint={t("textHint")}
        value={task.text}
        others={[task.instructions]}
        onChange={(text, renames) => change({ ...config, task: { ...task, text } }, renames)}
      />
      <Textarea
        size="xs"
        autosize
        minRows={2}
        maxRows={12}
        label={t("instructions")}
        description={t("instructionsHint")}
        value={task.instructions}
        onChange={(event) => changeTask({ instructions: event.currentTarget.value })}
      />
      <Section title={t("sampling")} startOpen={false}>
        <SamplingFields sampling={task.sampling} onChange={(sampling) => changeTask({ sampling })} />
      </Section>
    </Stack>
  );
}

type LabelsProps = { labels: readonly Label[]; onChange(labels: Label[], renamed?: Record<string, string>): void };

/** Labels in order, each with what belongs under it. */
function Labels({ labels, onChange }: LabelsProps) {
  const t = useTranslations("editor.classify");
  const names = labels.map(({ name }) => name);
  const free = () => {
    for (let number = labels.length + 1; ; number++) if (!names.includes(t("newLabel", { number }))) return t("newLabel", { number });
  };
  return (
    <Section title={t("labels")}>
      {labels.map((label, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the entry, its name is what changes
        <fieldset key={index} className={classes.entry} aria-label={label.name}>
          <Group gap={4} wrap="nowrap" align="flex-start">
            <LabelName
              value={label.name}
              number={index + 1}
              taken={names.filter((_, other) => other !== index)}
              onRename={(name) => onChange(labels.with(index, { ...label, name }), { [label.name]: name })}
            />
            <ActionIcon
              aria-label={t("up", { name: label.name })}
              disabled={index === 0}
              onClick={() => onChange(labels.with(index - 1, label).with(index, labels[index - 1] ?? label))}
            >
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              aria-label={t("remove", { name: label.name })}
              disabled={labels.length <= 2}
              onClick={() => onChange(labels.toSpliced(index, 1))}
            >
              <IconTrash size={14} />
            </ActionIcon>
          </Group>
          <Textarea
            size="xs"
            mt={6}
            autosize
            maxRows={6}
            placeholder={t("description")}
            aria-label={t("descriptionOf", { name: label.name })}
            value={label.description}
            onChange={(event) => onChange(labels.with(index, { ...label, description: event.currentTarget.value }))}
          />
        </fieldset>
      ))}
      <Button
        variant="default"
        size="compact-xs"
        w="fit-content"
        leftSection={<IconPlus size={12} />}
        onClick={() => onChange([...labels, { name: free(), description: "" }])}
      >
        {t("add")}
      </Button>
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("labelsHint")}
      </Text>
    </Section>
  );
}

type NameProps = { value: string; number: number; taken: readonly string[]; onRename(name: string): void };

/** Taken over while it is a label nobody else has; otherwise it goes back to the last one on leaving. */
function LabelName({ value, number, taken, onRename }: NameProps) {
  const t = useTranslations("editor.classify");
  const [text, setText] = useState<string | null>(null);
  const slip = (name: string) => {
    const parsed = Label.shape.name.safeParse(name);
    if (!parsed.success) return name.trim() === "" ? t("empty") : t("reserved", { name });
    return taken.includes(parsed.data) ? t("taken", { name: parsed.data }) : null;
  };
  return (
    <TextInput
      size="xs"
      flex={1}
      maxLength={60}
      aria-label={t("name", { number })}
      value={text ?? value}
      error={text === null ? undefined : slip(text)}
      onChange={(event) => {
        const name = event.currentTarget.value;
        setText(name);
        if (slip(name) === null && name.trim() !== value) onRename(name.trim());
      }}
      onBlur={() => setText(null)}
    />
  );
}
