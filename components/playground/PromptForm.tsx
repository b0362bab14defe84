"use client";

import { SegmentedControl } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OutputShape, Task } from "@/core/graph/task";
import type { InputField } from "@/nodes/input/definition";
import { RunField } from "../editor/RunField";
import type { FieldSlip } from "../editor/runInput";
import { MessageList } from "../inspector/MessageList";
import { SchemaEditor } from "../inspector/SchemaEditor";
import { Section } from "../inspector/Section";
import { firstSchema, SamplingFields } from "../inspector/TaskEditor";
import type { PromptDraft } from "./form";
import classes from "./Playground.module.css";

type Props = {
  draft: PromptDraft;
  fields: readonly InputField[];
  slips: Readonly<Record<string, { code: FieldSlip; reason: string }>>;
  onChange(draft: PromptDraft): void;
};

/** The messages on one side; the values of their variables, the shape of the answer and sampling on the other. */
export function PromptForm({ draft, fields, slips, onChange }: Props) {
  const t = useTranslations("playground");
  const tModel = useTranslations("editor.model");
  const { task, values } = draft;
  const change = (part: Partial<Task>) => onChange({ ...draft, task: { ...task, ...part } });
  return (
    <div className={classes.asked}>
      <section className={classes.card} aria-label={tModel("prompt")}>
        <h2 className={classes.heading}>{tModel("prompt")}</h2>
        <MessageList messages={task.messages} names={fields.map(({ name }) => name)} onChange={(messages) => change({ messages })} />
      </section>
      <div className={classes.side}>
        {fields.length > 0 && (
          <section className={classes.card} aria-label={t("variables")}>
            <h2 className={classes.heading}>{t("variables")}</h2>
            {fields.map((field) => (
              <RunField
                key={field.name}
                field={field}
                value={values[field.name] ?? ""}
                slip={slips[field.name] ?? null}
                onChange={(value) => onChange({ ...draft, values: { ...values, [field.name]: String(value) } })}
              />
            ))}
          </section>
        )}
        <div className={classes.card}>
          <AnswerShape output={task.output} onChange={(output) => change({ output })} />
          <Section title={tModel("sampling")} startOpen={false}>
            <SamplingFields sampling={task.sampling} onChange={(sampling) => change({ sampling })} />
          </Section>
        </div>
      </div>
    </div>
  );
}

function AnswerShape({ output, onChange }: { output: OutputShape; onChange(output: OutputShape): void }) {
  const t = useTranslations("editor.model");
  const [typed, setTyped] = useState<string | undefined>();
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
      {output.type === "json" && (
        <SchemaEditor
          schema={output.schema}
          onChange={(schema) => onChange({ type: "json", schema })}
          draft={typed}
          onDraft={(text) => setTyped(text ?? undefined)}
        />
      )}
    </Section>
  );
}
