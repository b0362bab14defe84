"use client";

import { Select, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { isSame, type Json } from "@/core/graph/json";
import { readJson, useJsonPlace } from "../format/jsonText";
import classes from "./Testing.module.css";

type Props = { label: string; value: Json; onChange(value: Json): void };

/** Any JSON value: text as it is, everything else as JSON, which is taken over once it can be read. */
export function ValueField({ label, value, onChange }: Props) {
  const t = useTranslations("testing.form");
  const place = useJsonPlace();
  const [json, setJson] = useState<string | null>(typeof value === "string" ? null : JSON.stringify(value, null, 2));
  const read = json === null ? null : readJson(json);
  // Another value than what was typed: somebody else's, or an undone one.
  const stale = typeof value !== "string" && (read === null || (read.ok && !isSame(read.value, value)));
  const text = stale ? JSON.stringify(value, null, 2) : json;
  const type = (next: string) => {
    setJson(next);
    const result = readJson(next);
    if (result.ok) onChange(result.value);
  };
  return (
    <div className={classes.value}>
      <Textarea
        flex={1}
        size="xs"
        label={label}
        autosize
        minRows={1}
        maxRows={12}
        spellCheck={false}
        styles={text === null ? {} : { input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={text ?? (typeof value === "string" ? value : "")}
        error={!stale && read !== null && !read.ok && read.slip !== null ? t("notJson", { reason: place(read.slip) }) : undefined}
        onChange={(event) => (text === null ? onChange(event.currentTarget.value) : type(event.currentTarget.value))}
      />
      <Select
        size="xs"
        w={78}
        aria-label={t("as", { field: label })}
        allowDeselect={false}
        value={text === null ? "text" : "json"}
        data={[
          { value: "text", label: t("text") },
          { value: "json", label: t("json") },
        ]}
        onChange={(kind) => {
          if (kind === "json") type(typeof value === "string" && readJson(value).ok ? value : JSON.stringify(value));
          else {
            setJson(null);
            onChange(typeof value === "string" ? value : JSON.stringify(value));
          }
        }}
      />
    </div>
  );
}
