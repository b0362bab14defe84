"use client";

import { ActionIcon, Alert, Button, Code, CopyButton, Group, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { KeyScope } from "@/core/settings";
import { useTRPC } from "../trpc";
import { curlToRead, curlToStart, exampleInput } from "./example";

/** A new key, the only time it can be seen, and a command that uses it. */
export function KeyShown({ apiKey, scopes, onClose }: { apiKey: string; scopes: KeyScope[]; onClose: () => void }) {
  const t = useTranslations("settings");
  return (
    <Stack>
      <Alert icon={<IconInfoCircle size={18} />}>{t("keyOnce")}</Alert>
      <TextInput
        label={t("keyValue")}
        value={apiKey}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        rightSection={<Copy text={apiKey} />}
      />
      {scopes.includes("runs:write") ? <StartExample apiKey={apiKey} /> : <ReadExample apiKey={apiKey} />}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t("done")}</Button>
      </Group>
    </Stack>
  );
}

function StartExample({ apiKey }: { apiKey: string }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const graphs = useQuery(trpc.graphs.list.queryOptions());
  const graph = graphs.data?.find(({ liveVersion }) => liveVersion !== null) ?? graphs.data?.[0];
  const draft = useQuery(trpc.graphs.get.queryOptions({ id: graph?.id ?? "" }, { enabled: graph !== undefined })).data?.draft;
  if (graph === undefined || draft === undefined) return null;
  return (
    <Example
      text={t(graph.liveVersion === null ? "keyExampleUnpublished" : "keyExampleText", { graph: graph.name })}
      command={curlToStart(window.location.origin, graph.slug, apiKey, exampleInput(draft))}
    />
  );
}

function ReadExample({ apiKey }: { apiKey: string }) {
  const t = useTranslations("settings");
  return <Example text={t("keyExampleReadOnly")} command={curlToRead(window.location.origin, apiKey)} />;
}

function Example({ text, command }: { text: string; command: string }) {
  const t = useTranslations("settings");
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t("keyExample")}
        </Text>
        <Copy text={command} />
      </Group>
      <Text size="sm" c="var(--minnow-text-dim)">
        {text}
      </Text>
      <Code block style={{ maxHeight: 260, overflow: "auto", whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {command}
      </Code>
    </Stack>
  );
}

function Copy({ text }: { text: string }) {
  const t = useTranslations("common");
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t("copied") : t("copy")}>
          <ActionIcon onClick={copy} color={copied ? "teal" : "gray"} aria-label={copied ? t("copied") : t("copy")}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
