"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OutputShape, Task } from "@/core/graph/task";
import type { InputField } from "@/nodes/input/definition";
import { RunField } from "../editor/RunField";
import type { FieldSlip } from "../editor/runInput";
import { MessageList } from "../inspector/MessageList";
import { SchemaEditor } from "../inspector/SchemaEditor";
import { Section } from "../inspector/Section";
import { AnswerShape, SamplingFields } from "../inspector/TaskEditor";
import type { PromptDraft } from "./form";
import classes from "./Playground.module.css";

type Props = {
  draft: PromptDraft;
  fields: readonly InputField[];
  slips: Readonly<Record<string, FieldSlip>>;
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
          <Answer output={task.output} onChange={(output) => change({ output })} />
          <Section title={tModel("sampling")} startOpen={false}>
            <SamplingFields sampling={task.sampling} onChange={(sampling) => change({ sampling })} />
          </Section>
        </div>
      </div>
    </div>
  );
}

function Answer({ output, onChange }: { output: OutputShape; onChange(output: OutputShape): void }) {
  const [typed, setTyped] = useState<string | undefined>();
  return (
    <AnswerShape output={output} onChange={onChange}>
      {(schema, change) => <SchemaEditor schema={schema} onChange={change} draft={typed} onDraft={(text) => setTyped(text ?? undefined)} />}
    </AnswerShape>
  );
}
