"use client";

import { Alert, Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useErrorText } from "../format/sentences";
import { downloadText } from "../interchange/download";
import { Page } from "../shell/PageHeader";
import { useTRPC, useTRPCClient } from "../trpc";
import { type Entry, entriesOf } from "../versions/entries";
import classes from "./Editor.module.css";

type Moment = Exclude<Entry, { type: "draft" }>;

/** In the place of the editor when a draft can't be read: why, the draft as it is stored, and the moments to go back to. */
export function BrokenGraph({ graphId, error, onMended }: { graphId: string; error: unknown; onMended(): void }) {
  const t = useTranslations("damaged");
  const errorText = useErrorText();
  const client = useTRPCClient();
  const exporting = useMutation({
    mutationFn: () => client.graphs.raw.query({ id: graphId }),
    onSuccess: ({ slug, text }) => downloadText(`${slug}.damaged.json`, text),
  });
  return (
    <Page>
      <Alert color="red" variant="light" title={t("title")} role="alert">
        {errorText(error)}
      </Alert>
      <Text size="sm" mt="md" maw={640}>
        {t("what")}
      </Text>
      <Group gap="xs" mt="md">
        <Button leftSection={<IconFileExport size={16} />} loading={exporting.isPending} onClick={() => exporting.mutate()}>
          {t("export")}
        </Button>
        <Button variant="default" onClick={onMended}>
          {t("retry")}
        </Button>
        <Button variant="default" component={Link} href="/graphs">
          {t("allGraphs")}
        </Button>
      </Group>
      {exporting.error !== null && (
        <Alert color="red" variant="light" mt="sm" role="alert">
          {errorText(exporting.error)}
        </Alert>
      )}
      <Title order={2} mt="xl" mb={4}>
        {t("history")}
      </Title>
      <Moments graphId={graphId} onRestored={onMended} />
    </Page>
  );
}

function Moments({ graphId, onRestored }: { graphId: string; onRestored(): void }) {
  const t = useTranslations("damaged");
  const tVersions = useTranslations("versions");
  const format = useFormatter();
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const versions = useQuery(trpc.graphs.versions.queryOptions({ id: graphId }));
  const checkpoints = useQuery(trpc.graphs.checkpoints.queryOptions({ id: graphId }));
  const restore = useMutation(
    trpc.graphs.restore.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.graphs.list.pathFilter());
        onRestored();
      },
    }),
  );
  if (versions.isPending || checkpoints.isPending) return <Skeleton height={80} mt="sm" aria-label={t("reading")} />;
  const entries = entriesOf(versions.data ?? [], checkpoints.data ?? []);
  const at = (moment: string) => format.dateTime(new Date(moment), { dateStyle: "medium", timeStyle: "short" });
  const nameOf = (entry: Moment): string => {
    if (entry.type === "checkpoint") return tVersions("draftAt", { at: at(entry.createdAt) });
    const { number, name, createdAt } = entry;
    return `${name === "" ? tVersions("number", { number }) : tVersions("named", { number, name })} · ${at(createdAt)}`;
  };
  const error = versions.error ?? checkpoints.error ?? restore.error;
  return (
    <>
      <Text size="sm" c="var(--minnow-text-dim)" mb="sm">
        {entries.length === 0 ? t("noHistory") : t("restoreText")}
      </Text>
      {error !== null && (
        <Alert color="red" variant="light" mb="sm" role="alert">
          {errorText(error)}
        </Alert>
      )}
      <ul className={classes.moments}>
        {entries.map((entry) => {
          const name = nameOf(entry);
          return (
            <li key={entry.key}>
              <span>{name}</span>
              <Button
                size="xs"
                variant="default"
                aria-label={t("restoreWhat", { what: name })}
                loading={restore.isPending}
                onClick={() =>
                  restore.mutate({ id: graphId, at: entry.type === "version" ? { version: entry.number } : { checkpoint: entry.id } })
                }
              >
                {t("restore")}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
