"use client";

import { Button, Group, Menu, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GraphExample } from "@/core/graph/document";
import { isJsonObject, isSame, type Json, type JsonObject } from "@/core/graph/json";
import { type Check, checkTypes } from "@/core/testing/check";
import { useEditorStore } from "../editor/EditorContext";
import { RunField } from "../editor/RunField";
import { useInputFields } from "../editor/RunPanel";
import { useOutputFields } from "../editor/RunResult";
import { type FormValues, formValues, readForm } from "../editor/runInput";
import { CheckForm } from "./CheckForm";
import { ExpectedForm } from "./ExpectedForm";
import { freshCheck } from "./freshCheck";
import classes from "./Testing.module.css";

type Props = {
  example: GraphExample;
  /** What its last run gave. */
  output: Json | null;
};

/** A case to edit. What is written is saved with the draft as soon as it can be read, and can be undone like any edit. */
export function CaseForm({ example: saved, output }: Props) {
  const t = useTranslations("testing.form");
  const store = useEditorStore();
  const names = useOutputFields();
  const [draft, setDraft] = useState<GraphExample | null>(null);
  const example = draft ?? saved;
  const change = (part: Partial<GraphExample>) => {
    const next = GraphExample.safeParse({ ...example, ...part });
    setDraft(next.success ? null : { ...example, ...part });
    if (next.success) store.getState().perform({ type: "saveExample", example: next.data }, `case ${example.id}`);
  };
  const checks = example.checks ?? [];
  const setChecks = (next: Check[]) => change({ checks: next.length === 0 ? undefined : next });
  return (
    <div className={classes.parts}>
      <NameField name={saved.name} onRename={(name) => change({ name })} />
      <InputForm input={saved.input} onChange={(input) => change({ input })} />
      <section aria-label={t("expected")}>
        <h3>{t("expected")}</h3>
        <p className={classes.hint}>{t("expectedHint")}</p>
        <ExpectedForm
          expected={example.expected ?? {}}
          names={names}
          output={isJsonObject(output ?? undefined) ? (output as JsonObject) : null}
          onChange={(expected) => change({ expected: Object.keys(expected).length === 0 ? undefined : expected })}
        />
      </section>
      <section aria-label={t("checks")}>
        <h3>{t("checks")}</h3>
        <p className={classes.hint}>{t("checksHint")}</p>
        {checks.map((check, index) => (
          <CheckForm
            // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the check
            key={index}
            number={index + 1}
            check={check}
            names={names}
            output={output}
            onChange={(next) => setChecks(checks.with(index, next))}
            onRemove={() => setChecks(checks.toSpliced(index, 1))}
          />
        ))}
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="xs" variant="default" leftSection={<IconPlus size={13} />}>
              {t("add")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {checkTypes.map((type) => (
              <Menu.Item key={type} onClick={() => setChecks([...checks, freshCheck(type, names[0] ?? "", output)])}>
                {t(`types.${type}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </section>
      {draft !== null && (
        <Text size="xs" c="var(--minnow-warning)" role="status">
          {t("incomplete")}
        </Text>
      )}
      <Group>
        <Button
          size="xs"
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={13} />}
          onClick={() => store.getState().perform({ type: "removeExample", id: saved.id })}
        >
          {t("delete")}
        </Button>
      </Group>
    </div>
  );
}

/** Taken over when one leaves it: names are unique, and half of one may be another's. */
function NameField({ name, onRename }: { name: string; onRename(name: string): void }) {
  const t = useTranslations("testing.form");
  const [text, setText] = useState<string | null>(null);
  const leave = () => {
    if (text !== null && text.trim() !== "" && text.trim() !== name) onRename(text.trim());
    setText(null);
  };
  return (
    <TextInput
      size="sm"
      label={t("name")}
      maxLength={120}
      value={text ?? name}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => event.key === "Enter" && leave()}
    />
  );
}

function InputForm({ input, onChange }: { input: JsonObject; onChange(input: JsonObject): void }) {
  const t = useTranslations("testing.form");
  const fields = useInputFields();
  const [typed, setTyped] = useState<FormValues | null>(null);
  const form = typed === null ? null : readForm(fields, typed);
  // What was typed stays as it was typed, until the input is another, such as by undoing.
  const current = form !== null && (!form.ok || isSame(form.input, input));
  const values = current && typed !== null ? typed : formValues(fields, input);
  const slips = form !== null && !form.ok ? form.slips : {};
  return (
    <section aria-label={t("input")}>
      <h3>{t("input")}</h3>
      {fields.length === 0 && <p className={classes.hint}>{t("noFields")}</p>}
      <div className={classes.fields}>
        {fields.map((field) => (
          <RunField
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            slip={slips[field.name] ?? null}
            onChange={(value) => {
              const next = { ...values, [field.name]: value };
              setTyped(next);
              const read = readForm(fields, next);
              if (read.ok) onChange(read.input);
            }}
          />
        ))}
      </div>
    </section>
  );
}
