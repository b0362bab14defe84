"use client";

import { useTranslations } from "next-intl";
import type { ElementDiff, GraphDiff } from "@/core/graph/diff";
import type { GraphEdge, GraphNode } from "@/core/graph/document";
import { FieldDiff } from "./FieldDiff";
import classes from "./Versions.module.css";

type Props = {
  diff: GraphDiff;
  /** Every node that is drawn, for the names of what is connected. */
  names: readonly GraphNode[];
  chosen: string | null;
  onChoose(node: string): void;
};

/** Every change in words; of the chosen node, field by field. */
export function ChangeList({ diff, names, chosen, onChoose }: Props) {
  const t = useTranslations("versions");
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  const edgeText = ({ source, target }: GraphEdge) =>
    t("edge", {
      from: `${nameOf.get(source.node) ?? source.node}.${source.port}`,
      to: `${nameOf.get(target.node) ?? target.node}.${target.port}`,
    });
  const groups = [
    { key: "nodes", items: diff.nodes.map((node) => ({ ...node, text: (node.after ?? node.before)?.name ?? node.id, node: node.id })) },
    { key: "edges", items: diff.edges.map((edge) => ({ ...edge, text: textOf(edge, edgeText), node: null })) },
    { key: "notes", items: diff.notes.map((note) => ({ ...note, text: textOf(note, ({ text }) => text.slice(0, 80)), node: note.id })) },
    { key: "examples", items: diff.examples.map((example) => ({ ...example, text: textOf(example, ({ name }) => name), node: null })) },
  ] as const;
  return (
    <aside className={classes.changes} aria-label={t("changes")}>
      {groups
        .filter(({ items }) => items.length > 0)
        .map(({ key, items }) => (
          <section key={key}>
            <h3>{t(`group.${key}`, { count: items.length })}</h3>
            <ul>
              {items.map(({ id, change, text, node, fields, after, before }) => (
                <li key={id}>
                  <ChangeLine
                    change={change}
                    text={text}
                    chosen={node !== null && node === chosen}
                    onChoose={node === null ? null : () => onChoose(node)}
                  />
                  {(node === null || node === chosen) &&
                    fields.map((field) => <FieldDiff key={field.path.join("/")} change={field} kind={kindOf(after ?? before)} />)}
                </li>
              ))}
            </ul>
          </section>
        ))}
      {groups.every(({ items }) => items.length === 0) && <p className={classes.message}>{t("same")}</p>}
    </aside>
  );
}

function textOf<E>({ id, before, after }: ElementDiff<E>, tell: (element: E) => string): string {
  const element = after ?? before;
  return element === undefined ? id : tell(element);
}

const kindOf = (element: object | undefined): string => (element !== undefined && "kind" in element ? String(element.kind) : "");

function ChangeLine({ change, text, chosen, onChoose }: { change: string; text: string; chosen: boolean; onChoose: (() => void) | null }) {
  const t = useTranslations("versions.change");
  const line = (
    <>
      <span className={classes.mark} data-mark={change}>
        {t(change as "added")}
      </span>
      <span className={classes.what}>{text}</span>
    </>
  );
  if (onChoose === null) return <div className={classes.line}>{line}</div>;
  return (
    <button type="button" className={classes.line} aria-pressed={chosen} onClick={onChoose}>
      {line}
    </button>
  );
}
