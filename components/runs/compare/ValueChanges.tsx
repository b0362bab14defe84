"use client";

import type { ReactNode } from "react";
import type { FieldChange } from "@/core/graph/diff";
import { FieldDiff } from "../../versions/FieldDiff";
import classes from "./Compare.module.css";

/** What differs between two values, folded under how much that is. `root` is what the whole value is called. */
export function ValueChanges({ summary, changes, root }: { summary: string; changes: readonly FieldChange[]; root: string }) {
  if (changes.length === 0) return <p className={classes.quiet}>{summary}</p>;
  return (
    <details className={classes.details}>
      <summary>{summary}</summary>
      <ChangeFields changes={changes} root={root} />
    </details>
  );
}

export function ChangeFields({ changes, root }: { changes: readonly FieldChange[]; root: string }): ReactNode {
  return changes.map((change) => (
    <FieldDiff key={JSON.stringify(change.path)} change={change} kind="" name={pathText(change.path) || root} />
  ));
}

/** Such as `answer.items[2]`. */
const pathText = (path: FieldChange["path"]): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
