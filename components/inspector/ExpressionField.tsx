"use client";

import { Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { expressionProblem } from "@/core/graph/expression";
import { useEditor } from "../editor/EditorContext";

type Props = {
  /** Of the draft: node id, slash, field. */
  id: string;
  /** Shown above; a field without one is named by `name`. */
  label?: string;
  name?: string;
  hint?: string;
  value: string;
  mayBeEmpty?: boolean;
  onChange(value: string): void;
};

/** A JSONata expression. Taken over as soon as it parses; text that doesn't stays here, with the reason, and is listed among the problems. */
export function ExpressionField({ id, label, name, hint, value, mayBeEmpty = false, onChange }: Props) {
  const t = useTranslations("editor.expression");
  const draft = useEditor(({ drafts }) => drafts[id]);
  const setDraft = useEditor((state) => state.draft);
  const slip = (text: string) => (text.trim() !== "" ? expressionProblem(text) : mayBeEmpty ? null : t("empty"));
  const reason = draft === undefined ? null : slip(draft);
  return (
    <Textarea
      size="xs"
      autosize
      minRows={1}
      maxRows={8}
      spellCheck={false}
      label={label}
      description={hint}
      aria-label={name}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      value={draft ?? value}
      error={reason === null ? undefined : t("unreadable", { reason })}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const readable = slip(text) === null;
        setDraft(id, readable ? null : text);
        if (readable) onChange(text.trim() === "" ? "" : text);
      }}
    />
  );
}
