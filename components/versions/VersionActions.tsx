"use client";

import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GraphDocument } from "@/core/graph/document";
import { useEditorStore } from "../editor/EditorContext";
import { useStage } from "../editor/StageContext";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import type { Entry, VersionEntry } from "./entries";
import classes from "./Versions.module.css";

/** What can be done with a moment of the history. */
export function VersionActions({ entry, document }: { entry: Entry; document: GraphDocument }) {
  const t = useTranslations("versions");
  const store = useEditorStore();
  const { show } = useStage();
  const restore = () => {
    store.getState().perform({ type: "replaceDocument", document });
    show("edit");
    notifications.show({ message: t("restored") });
  };
  return (
    <Group gap={6} className={classes.actions}>
      {entry.type === "version" && <Describe key={entry.key} version={entry} />}
      {entry.type === "version" && !entry.live && <GoLive version={entry} />}
      <Button size="xs" variant="default" onClick={restore}>
        {t("restore")}
      </Button>
    </Group>
  );
}

function GoLive({ version }: { version: VersionEntry }) {
  const t = useTranslations("versions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const [open, setOpen] = useState(false);
  const goLive = useMutation(
    trpc.graphs.goLive.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        store.getState().setGraph({ liveVersion: version.number });
        // Whether the draft is the same as this version isn't known here; saying that it isn't does no harm.
        store.getState().show({ unpublished: true });
        return queries.invalidateQueries(trpc.graphs.pathFilter());
      },
    }),
  );
  const { graph } = store.getState();
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t("goLive")}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("goLiveTitle", { number: version.number })}>
        <Stack gap="md">
          <Text size="sm">
            {graph.liveVersion === null
              ? t("goLiveFirst", { number: version.number })
              : t("goLiveText", { number: version.number, live: graph.liveVersion })}
          </Text>
          {goLive.error !== null && (
            <Alert color="red" variant="light" role="alert">
              {errorText(goLive.error)}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setOpen(false)} data-autofocus>
              {t("cancel")}
            </Button>
            <Button loading={goLive.isPending} onClick={() => goLive.mutate({ id: graph.id, number: version.number })}>
              {t("goLive")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function Describe({ version }: { version: VersionEntry }) {
  const t = useTranslations("versions");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(version.name);
  const [message, setMessage] = useState(version.message);
  const describe = useMutation(
    trpc.graphs.describeVersion.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        return queries.invalidateQueries(trpc.graphs.versions.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t("describe")}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("describeTitle", { number: version.number })}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            describe.mutate({ id: store.getState().graph.id, number: version.number, name: name.trim(), message: message.trim() });
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t("name")}
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <Textarea
              label={t("message")}
              autosize
              minRows={2}
              maxLength={2_000}
              value={message}
              onChange={(event) => setMessage(event.currentTarget.value)}
            />
            {describe.error !== null && (
              <Alert color="red" variant="light" role="alert">
                {errorText(describe.error)}
              </Alert>
            )}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={describe.isPending}>
                {t("describeConfirm")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
