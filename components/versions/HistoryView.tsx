"use client";

import { Button, Loader, Select, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { type Change, diffDocuments, type GraphDiff, isEmptyDiff, unionOf } from "@/core/graph/diff";
import type { GraphDocument } from "@/core/graph/document";
import { type Marks, ReadOnlyCanvas } from "../canvas/ReadOnlyCanvas";
import { useEditor } from "../editor/EditorContext";
import { useStage } from "../editor/StageContext";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { ChangeList } from "./ChangeList";
import { type Entry, entriesOf, inOrder } from "./entries";
import { VersionActions } from "./VersionActions";
import { VersionList } from "./VersionList";
import classes from "./Versions.module.css";

const draft: Entry = { type: "draft", key: "draft" };

/** The graph's history instead of its draft: what there was, what changed between two moments, and the way back. */
export function HistoryView({ flush }: { flush(): Promise<void> }) {
  const t = useTranslations("versions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const { show } = useStage();
  const id = useEditor((state) => state.graph.id);
  const versions = useQuery(trpc.graphs.versions.queryOptions({ id }, { staleTime: 0 }));
  const checkpoints = useQuery(trpc.graphs.checkpoints.queryOptions({ id }, { staleTime: 0 }));
  const [chosenKey, setChosen] = useState<string | null>(null);
  const [otherKey, setOther] = useState("draft");
  const entries = useMemo(() => entriesOf(versions.data ?? [], checkpoints.data ?? []), [versions.data, checkpoints.data]);
  const chosen = entries.find(({ key }) => key === chosenKey) ?? entries[0] ?? null;
  const other = otherKey === chosen?.key ? draft : (entries.find(({ key }) => key === otherKey) ?? draft);
  const error = versions.error ?? checkpoints.error;
  return (
    <div className={classes.history}>
      <aside className={classes.list} aria-label={t("title")}>
        <Button size="xs" variant="subtle" justify="start" leftSection={<IconArrowLeft size={14} />} onClick={() => show("edit")}>
          {t("back")}
        </Button>
        {error !== null ? (
          <Text size="sm" c="var(--minnow-failed)" p="sm" role="alert">
            {errorText(error)}
          </Text>
        ) : versions.isPending || checkpoints.isPending ? (
          <Loader size="sm" m="md" />
        ) : (
          <VersionList entries={entries} chosen={chosen?.key ?? null} onChoose={setChosen} flush={flush} />
        )}
      </aside>
      {chosen === null ? (
        <div className={classes.nothing}>
          <h2>{t("emptyTitle")}</h2>
          <p>{t("emptyText")}</p>
        </div>
      ) : (
        <Comparison key={`${chosen.key} ${other.key}`} chosen={chosen} other={other} entries={entries} onOther={setOther} />
      )}
    </div>
  );
}

type Moment = { entry: Entry; document: GraphDocument };

/** The document of a moment; undefined until it has been read. */
function useDocument(entry: Entry): { document: GraphDocument | undefined; error: unknown } {
  const trpc = useTRPC();
  const id = useEditor((state) => state.graph.id);
  const now = useEditor((state) => state.document);
  const at = entry.type === "checkpoint" ? { checkpoint: entry.id } : { version: entry.type === "version" ? entry.number : 1 };
  // What was, stays as it was.
  const query = useQuery(
    trpc.graphs.history.queryOptions({ id, at }, { enabled: entry.type !== "draft", staleTime: Number.POSITIVE_INFINITY }),
  );
  return entry.type === "draft" ? { document: now, error: null } : { document: query.data, error: query.error };
}

type ComparisonProps = { chosen: Entry; other: Entry; entries: readonly Entry[]; onOther(key: string): void };

function Comparison({ chosen, other, entries, onOther }: ComparisonProps) {
  const t = useTranslations("versions");
  const errorText = useErrorText();
  const entryName = useEntryName();
  const [here, there] = [useDocument(chosen), useDocument(other)];
  const error = here.error ?? there.error;
  const choices = [draft, ...entries]
    .filter(({ key }) => key !== chosen.key)
    .map((entry) => ({ value: entry.key, label: entryName(entry) }));
  const bar = (
    <div className={classes.compared}>
      <strong>{entryName(chosen)}</strong>
      <Select
        size="xs"
        w={240}
        aria-label={t("comparedWith")}
        allowDeselect={false}
        searchable
        leftSection={<span className={classes.with}>{t("with")}</span>}
        leftSectionWidth={48}
        value={other.key}
        data={choices}
        onChange={(key) => key !== null && onOther(key)}
      />
      {here.document !== undefined && <VersionActions entry={chosen} document={here.document} />}
    </div>
  );
  if (error !== null) {
    return (
      <div className={classes.stage}>
        {bar}
        <Text size="sm" c="var(--minnow-failed)" p="md" role="alert">
          {errorText(error)}
        </Text>
      </div>
    );
  }
  if (here.document === undefined || there.document === undefined) {
    return (
      <div className={classes.stage}>
        {bar}
        <Loader size="sm" m="md" />
      </div>
    );
  }
  const [before, after] = inOrder<Moment>({ entry: chosen, document: here.document }, { entry: other, document: there.document });
  return <Difference bar={bar} before={before} after={after} />;
}

function Difference({ bar, before, after }: { bar: React.ReactNode; before: Moment; after: Moment }) {
  const t = useTranslations("versions");
  const [chosen, setChosen] = useState<string | null>(null);
  const [focus, setFocus] = useState<{ node: string } | null>(null);
  const diff = useMemo(() => diffDocuments(before.document, after.document), [before.document, after.document]);
  const drawn = useMemo(() => unionOf(before.document, after.document), [before.document, after.document]);
  const marks = useMarks(diff);
  return (
    <>
      <div className={classes.stage} data-same={isEmptyDiff(diff) || undefined}>
        {bar}
        <ReadOnlyCanvas label={t("canvas")} document={drawn} marks={marks} chosen={chosen} focus={focus} onChoose={setChosen} />
        <Legend diff={diff} />
      </div>
      <ChangeList
        diff={diff}
        names={drawn.nodes}
        chosen={chosen}
        onChoose={(node) => {
          setChosen(node);
          setFocus({ node });
        }}
      />
    </>
  );
}

function useMarks(diff: GraphDiff): Marks {
  const t = useTranslations("versions.change");
  return useMemo(
    () => ({
      nodes: new Map([...diff.nodes, ...diff.notes].map(({ id, change }) => [id, { mark: change, label: t(change) }])),
      edges: new Map(diff.edges.map(({ id, change }) => [id, { mark: change, label: t(change) }])),
    }),
    [diff, t],
  );
}

const changes: readonly Change[] = ["added", "removed", "changed", "moved"];

function Legend({ diff }: { diff: GraphDiff }) {
  const t = useTranslations("versions");
  const all = [...diff.nodes, ...diff.notes];
  return (
    <div className={classes.legend} role="note">
      {isEmptyDiff(diff)
        ? t("same")
        : changes.map((change) => (
            <span key={change} data-mark={change}>
              {t(`change.${change}`)} {all.filter((element) => element.change === change).length}
            </span>
          ))}
    </div>
  );
}

/** What a moment is called where there is one line for it. */
export function useEntryName(): (entry: Entry) => string {
  const t = useTranslations("versions");
  const format = useFormatter();
  return (entry) => {
    switch (entry.type) {
      case "draft":
        return t("draftNow");
      case "version":
        return entry.name === "" ? t("number", { number: entry.number }) : t("named", { number: entry.number, name: entry.name });
      case "checkpoint":
        return t("draftAt", { at: format.dateTime(new Date(entry.createdAt), { dateStyle: "medium", timeStyle: "short" }) });
    }
  };
}
