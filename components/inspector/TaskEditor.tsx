"use client";

import { Group, NumberInput, SegmentedControl, Stack, TagsInput, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Renames } from "@/core/graph/edits";
import type { JsonSchema } from "@/core/graph/json";
import type { OutputShape, PromptMessage, Sampling, Task } from "@/core/graph/task";
import { useEditor } from "../editor/EditorContext";
import { MessageList } from "./MessageList";
import { renamedVariable } from "./ports";
import { SchemaEditor } from "./SchemaEditor";
import { Section } from "./Section";
import { schemaOf } from "./schemaFields";
import { useVariableNames } from "./VariableLine";

/** What is asked of a model: the prompt, the shape of the answer, sampling. */
export function TaskEditor({ nodeId, task, onChange }: { nodeId: string; task: Task; onChange(task: Task, renames?: Renames): void }) {
  const t = useTranslations("editor.model");
  const change = (part: Partial<Task>) => onChange({ ...task, ...part });
  const changeMessages = (messages: PromptMessage[]) =>
    onChange(
      { ...task, messages },
      renamedVariable(
        task.messages.map(({ content }) => content),
        messages.map(({ content }) => content),
      ),
    );
  return (
    <>
      <Section title={t("prompt")}>
        <Prompt nodeId={nodeId} messages={task.messages} onChange={changeMessages} />
      </Section>
      <AnswerFields nodeId={nodeId} output={task.output} onChange={(output) => change({ output })} />
      <Section title={t("sampling")} startOpen={false}>
        <SamplingFields sampling={task.sampling} onChange={(sampling) => change({ sampling })} />
      </Section>
    </>
  );
}

type AnswerProps = { nodeId: string; output: OutputShape; onChange(output: OutputShape): void };

export function AnswerFields({ nodeId, output, onChange }: AnswerProps) {
  return (
    <AnswerShape output={output} onChange={onChange}>
      {(schema, change) => <AnswerSchema nodeId={nodeId} schema={schema} onChange={change} />}
    </AnswerShape>
  );
}

type ShapeProps = Omit<AnswerProps, "nodeId"> & { children(schema: JsonSchema, change: (schema: JsonSchema) => void): ReactNode };

/** Text, or JSON of a schema, which `children` edits. */
export function AnswerShape({ output, onChange, children }: ShapeProps) {
  const t = useTranslations("editor.model");
  return (
    <Section title={t("answer")}>
      <SegmentedControl
        size="xs"
        aria-label={t("answer")}
        value={output.type}
        data={[
          { value: "text", label: t("answerText") },
          { value: "json", label: t("answerJson") },
        ]}
        onChange={(type) => onChange(type === "json" ? { type, schema: firstSchema } : { type: "text" })}
      />
      {output.type === "json" && children(output.schema, (schema) => onChange({ type: "json", schema }))}
    </Section>
  );
}

/** A shape to begin with. */
const firstSchema = schemaOf([{ name: "answer", type: "text", description: "", options: [], required: true }]);

function Prompt({ nodeId, ...props }: { nodeId: string; messages: PromptMessage[]; onChange(messages: PromptMessage[]): void }) {
  return <MessageList {...props} names={useVariableNames(nodeId)} />;
}

function AnswerSchema({ nodeId, schema, onChange }: { nodeId: string } & Pick<Parameters<typeof SchemaEditor>[0], "schema" | "onChange">) {
  const key = `${nodeId}/schema`;
  const draft = useEditor(({ drafts }) => drafts[key]);
  const setDraft = useEditor((state) => state.draft);
  return <SchemaEditor schema={schema} onChange={onChange} draft={draft} onDraft={(text) => setDraft(key, text)} />;
}

export function SamplingFields({ sampling, onChange }: { sampling: Sampling; onChange(sampling: Sampling): void }) {
  const t = useTranslations("editor.model");
  const field = (
    key: "temperature" | "topP" | "maxTokens" | "seed",
    limits: { min?: number; max?: number; step: number; whole?: boolean },
  ) => (
    <NumberInput
      size="xs"
      label={t(`samplingFields.${key}`)}
      placeholder={t("providersDefault")}
      value={sampling[key] ?? ""}
      allowDecimal={limits.whole !== true}
      min={limits.min}
      max={limits.max}
      step={limits.step}
      clampBehavior="strict"
      onChange={(value) => {
        const { [key]: _, ...others } = sampling;
        onChange(typeof value === "number" ? { ...others, [key]: value } : others);
      }}
    />
  );
  return (
    <Stack gap={8}>
      <Group grow gap={8}>
        {field("temperature", { min: 0, max: 2, step: 0.1 })}
        {field("topP", { min: 0, max: 1, step: 0.05 })}
      </Group>
      <Group grow gap={8}>
        {field("maxTokens", { min: 1, max: 1_000_000, step: 64, whole: true })}
        {field("seed", { step: 1, whole: true })}
      </Group>
      <TagsInput
        size="xs"
        label={t("samplingFields.stop")}
        maxTags={4}
        value={sampling.stop ?? []}
        onChange={(stop) => {
          const { stop: _, ...others } = sampling;
          onChange(stop.length === 0 ? others : { ...others, stop });
        }}
      />
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("samplingHint")}
      </Text>
    </Stack>
  );
}
