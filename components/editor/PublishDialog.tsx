"use client";

import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconCheck, IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { JsonObject } from "@/core/graph/json";
import { isRunnable } from "@/core/graph/validate";
import { definitions } from "@/nodes/definitions";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import classes from "./Editor.module.css";
import { useEditor, useEditorStore } from "./EditorContext";
import { Checklist } from "./publish/Checklist";
import { readForm, startValues } from "./runInput";
import { isDirty } from "./store";

type Props = { opened: boolean; flush(): Promise<void>; close(): void };

/** Publishes the draft as the version programs call, then shows how to call it. */
export function PublishDialog({ opened, flush, close }: Props) {
  const t = useTranslations("editor.publish");
  return (
    <Modal opened={opened} onClose={close} title={t("title")} size="lg">
      {opened && <Publishing flush={flush} close={close} />}
    </Modal>
  );
}

function Publishing({ flush, close }: Omit<Props, "opened">) {
  const t = useTranslations("editor.publish");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const publishable = useEditor(({ problems, saving }) => isRunnable(problems) && saving.state !== "failed");
  const [message, setMessage] = useState("");
  const [unsaved, setUnsaved] = useState(false);
  const publish = useMutation(
    trpc.graphs.publish.mutationOptions({
      onSuccess: ({ version }) => {
        store.getState().setGraph({ liveVersion: version });
        store.getState().show({ unpublished: false });
        void queries.invalidateQueries(trpc.graphs.pathFilter());
      },
    }),
  );
  const start = async () => {
    await flush();
    const { graph, saved } = store.getState();
    setUnsaved(isDirty(store.getState()));
    if (!isDirty(store.getState())) publish.mutate({ id: graph.id, revision: saved.revision, message: message.trim() });
  };
  if (publish.data !== undefined) return <Published version={publish.data.version} close={close} />;
  return (
    <Stack gap="sm">
      <Text size="sm" c="var(--minnow-text-dim)">
        {t("what")}
      </Text>
      <Checklist close={close} />
      <Textarea
        label={t("message")}
        placeholder={t("messageHint")}
        autosize
        minRows={2}
        maxLength={2_000}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
        data-autofocus
      />
      {(publish.error !== null || unsaved) && (
        <Alert color="red" variant="light" role="alert">
          {unsaved ? t("unsaved") : errorText(publish.error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
        <Button disabled={!publishable} loading={publish.isPending} onClick={() => void start()}>
          {t("confirm")}
        </Button>
      </Group>
    </Stack>
  );
}

function Published({ version, close }: { version: number; close(): void }) {
  const t = useTranslations("editor.publish");
  const slug = useEditor((state) => state.graph.slug);
  const document = useEditor((state) => state.document);
  const input = exampleInput(document.nodes.find(({ kind }) => kind === "input")?.config);
  const command = [
    `curl -X POST "${window.location.origin}/api/v1/graphs/${slug}/runs?wait=true"`,
    `  -H "Authorization: Bearer $MINNOW_API_KEY"`,
    `  -H "Content-Type: application/json"`,
    `  -d '${JSON.stringify({ input }).replaceAll("'", "'\\''")}'`,
  ].join(" \\\n");
  return (
    <Stack gap="sm">
      <div className={classes.check} role="status">
        <IconCircleCheck size={16} aria-hidden /> {t("done", { version })}
      </div>
      <Text size="sm">{t("call")}</Text>
      <Code block className={classes.command}>
        {command}
      </Code>
      <Text size="xs" c="var(--minnow-text-dim)">
        {t.rich("key", { link: (words) => <Link href="/settings">{words}</Link> })}
      </Text>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} leftSection={copied ? <IconCheck size={14} /> : undefined}>
              {copied ? t("copied") : t("copy")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>{t("close")}</Button>
      </Group>
    </Stack>
  );
}

/** The input a caller would send, from the fields' examples. */
function exampleInput(config: JsonObject | undefined): JsonObject {
  const parsed = definitions.input.config.safeParse(config);
  if (!parsed.success) return {};
  const fields = parsed.data.fields;
  const read = readForm(fields, startValues(fields));
  return read.ok ? read.input : Object.fromEntries(fields.map(({ name, example }) => [name, example === "" ? "…" : example]));
}
