"use client";

import { useTranslations } from "next-intl";
import { fieldChanges } from "@/core/graph/diff";
import { isJsonObject, type Json } from "@/core/graph/json";
import { WordDiff } from "../versions/FieldDiff";
import classes from "./SideBySide.module.css";

const written = (value: Json | undefined): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

/** Where an answer differs from the first one: texts word by word, objects field by field. */
export function AnswerDiff({ first, answer }: { first: Json; answer: Json }) {
  const t = useTranslations("sideBySide");
  if (!isJsonObject(first) || !isJsonObject(answer)) {
    return (
      <div className={classes.diff}>
        <WordDiff before={written(first)} after={written(answer)} />
      </div>
    );
  }
  return (
    <div className={classes.diff}>
      {fieldChanges(first, answer).map(({ path, before, after }) => (
        <section key={path.join("/")}>
          <h4>{path.map((part) => (typeof part === "number" ? part + 1 : part)).join(" › ")}</h4>
          {typeof before === "string" && typeof after === "string" && before.length + after.length > 60 ? (
            <WordDiff before={before} after={after} />
          ) : (
            <p>
              {before === undefined ? <em>{t("nothing")}</em> : <del>{written(before)}</del>}
              <span aria-hidden> → </span>
              {after === undefined ? <em>{t("nothing")}</em> : <ins>{written(after)}</ins>}
            </p>
          )}
        </section>
      ))}
    </div>
  );
}
