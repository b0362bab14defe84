"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { FieldChange } from "@/core/graph/diff";
import type { Json } from "@/core/graph/json";
import { kinds } from "@/nodes/definitions";
import classes from "./Versions.module.css";

type Part = { value: string; added: boolean; removed: boolean };

/** What became of one field, or of the value called `name`: short values side by side, texts with the words that came and went. */
export function FieldDiff({ change, kind, name }: { change: FieldChange; kind: string; name?: string }) {
  const t = useTranslations("versions");
  const fieldLabel = useFieldLabel(change, kind);
  const label = name ?? fieldLabel;
  const { before, after } = change;
  const [old, now] = [textOf(before), textOf(after)];
  const long = before !== undefined && after !== undefined && (old.length > 40 || now.length > 40 || /\n/.test(old + now));
  return (
    <section className={classes.field} aria-label={label}>
      <h4>{label}</h4>
      {long ? (
        <WordDiff before={old} after={now} />
      ) : (
        <p className={classes.values}>
          {before === undefined ? <em>{t("nothing")}</em> : <del>{old === "" ? t("empty") : old}</del>}
          <span aria-hidden> → </span>
          {after === undefined ? <em>{t("nothing")}</em> : <ins>{now === "" ? t("empty") : now}</ins>}
        </p>
      )}
    </section>
  );
}

const textOf = (value: Json | undefined): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

/** A text with the words that came and went. */
export function WordDiff({ before, after }: { before: string; after: string }) {
  const [parts, setParts] = useState<readonly Part[] | null>(null);
  useEffect(() => {
    let wanted = true;
    // The differ is needed only once a text is looked at.
    void import("diff").then(({ diffWordsWithSpace }) => wanted && setParts(diffWordsWithSpace(before, after)));
    return () => {
      wanted = false;
    };
  }, [before, after]);
  if (parts === null) return <pre className={classes.words}>{after}</pre>;
  return (
    <pre className={classes.words}>
      {parts.map(({ value, added, removed }, index) => {
        const key = `${index} ${value}`;
        if (added) return <ins key={key}>{value}</ins>;
        if (removed) return <del key={key}>{value}</del>;
        return <span key={key}>{value}</span>;
      })}
    </pre>
  );
}

/** Fields of elements that have a name of their own here. */
const named = ["name", "kind", "text", "input", "expected", "checks", "settings"] as const;

/** A field's name for people, such as `Task › messages › 2 › content`. */
function useFieldLabel({ path }: FieldChange, kind: string): string {
  const t = useTranslations("versions.field");
  const locale = useLocale();
  const [first, second, ...rest] = path.map(String);
  const fields = kinds(kind)?.text[locale].fields ?? {};
  const known = named.find((name) => name === first);
  const head = known !== undefined ? [t(known)] : first === "config" ? [] : [first ?? ""];
  const field = second === undefined ? [] : [first === "config" ? (fields[second]?.label ?? second) : second];
  return [...head, ...field, ...rest.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part))].join(" › ");
}
