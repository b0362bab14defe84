"use client";

import { Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconBookmarkPlus, IconClock } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useEditorStore } from "../editor/EditorContext";
import { isDirty } from "../editor/store";
import { When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { type Entry, type Filter, filters, passes } from "./entries";
import classes from "./Versions.module.css";

type Props = {
  entries: readonly Exclude<Entry, { type: "draft" }>[];
  chosen: string | null;
  onChoose(key: string): void;
  flush(): Promise<void>;
};

/** The moments of the history, newest first, and the way to add one. */
export function VersionList({ entries, chosen, onChoose, flush }: Props) {
  const t = useTranslations("versions");
  const [filter, setFilter] = useState<Filter>("all");
  const shown = entries.filter((entry) => passes(entry, filter));
  return (
    <>
      <SaveVersion flush={flush} onSaved={(version) => onChoose(`v${version}`)} />
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("filter")}
        value={filter}
        onChange={(value) => setFilter(filters.find((name) => name === value) ?? "all")}
        data={filters.map((name) => ({ value: name, label: t(`filters.${name}`) }))}
      />
      <ul className={classes.entries}>
        {shown.map((entry) => (
          <li key={entry.key}>
            <button type="button" className={classes.entry} aria-pressed={entry.key === chosen} onClick={() => onChoose(entry.key)}>
              <EntryHead entry={entry} />
              <span className={classes.who}>
                {entry.author !== null && `${entry.author} · `}
                <When at={entry.createdAt} />
              </span>
              {entry.type === "version" && entry.message !== "" && <span className={classes.message}>{entry.message}</span>}
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <Text size="xs" c="var(--minnow-text-dim)" px={6}>
          {t(`none.${filter}`)}
        </Text>
      )}
    </>
  );
}

function EntryHead({ entry }: { entry: Exclude<Entry, { type: "draft" }> }) {
  const t = useTranslations("versions");
  if (entry.type === "checkpoint") {
    return (
      <span className={classes.head}>
        <IconClock size={13} aria-hidden /> {t("checkpoint")}
      </span>
    );
  }
  return (
    <span className={classes.head}>
      <strong>{t("number", { number: entry.number })}</strong>
      {entry.name !== "" && <span className={classes.name}>{entry.name}</span>}
      {entry.live ? (
        <span className={classes.badge} data-live>
          {t("live")}
        </span>
      ) : (
        entry.published && <span className={classes.badge}>{t("published")}</span>
      )}
    </span>
  );
}

/** Keeps the draft as it is now, under a name. */
function SaveVersion({ flush, onSaved }: { flush(): Promise<void>; onSaved(version: number): void }) {
  const t = useTranslations("versions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [message, setMessage] = useState("");
  const [unsaved, setUnsaved] = useState(false);
  const save = useMutation(
    trpc.graphs.saveVersion.mutationOptions({
      onSuccess: async ({ version }) => {
        await queries.invalidateQueries(trpc.graphs.versions.pathFilter());
        setOpen(false);
        setName("");
        setMessage("");
        onSaved(version);
      },
    }),
  );
  if (!open) {
    return (
      <Button size="xs" variant="default" leftSection={<IconBookmarkPlus size={14} />} onClick={() => setOpen(true)}>
        {t("save")}
      </Button>
    );
  }
  const start = async () => {
    await flush();
    const state = store.getState();
    setUnsaved(isDirty(state));
    if (!isDirty(state)) save.mutate({ id: state.graph.id, revision: state.saved.revision, name: name.trim(), message: message.trim() });
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Stack gap={6}>
        <TextInput
          size="xs"
          label={t("name")}
          placeholder={t("namePlaceholder")}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          autoFocus
        />
        <Textarea
          size="xs"
          label={t("message")}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2_000}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        {(save.error !== null || unsaved) && (
          <Text size="xs" c="var(--minnow-failed)" role="alert">
            {unsaved ? t("unsaved") : errorText(save.error)}
          </Text>
        )}
        <Group gap={6} justify="flex-end">
          <Button size="compact-sm" variant="default" onClick={() => setOpen(false)}>
            {t("cancel")}
          </Button>
          <Button size="compact-sm" type="submit" loading={save.isPending}>
            {t("saveConfirm")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
