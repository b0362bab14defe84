"use client";

import { Alert, Button, Group, Modal, NumberInput, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { type ConnectionInfo, type Preset, presets } from "@/core/connections";
import { ServerKind } from "@/core/models";
import { useErrorText } from "../format/sentences";
import { useTRPC, useTRPCClient } from "../trpc";
import { ConnectionAdvanced } from "./ConnectionAdvanced";
import { changeOf, type Draft, draftOfConnection, draftOfPreset, isComplete, newConnection } from "./connectionDraft";

type Props =
  | { connection: ConnectionInfo; onClose(): void; start?: never; onAdded?: never }
  | { connection?: never; onClose(): void; start: Preset | "recorded" | null; onAdded(connection: ConnectionInfo): void };

const originOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).origin : null);

/** Adds a connection, from a preset or from nothing, or changes one. What is secret is written and never read back. */
export function ConnectionForm({ connection, start = null, onClose, onAdded }: Props) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const [preset, setPreset] = useState<string>(start === null ? "other" : typeof start === "string" ? start : start.id);
  const [draft, setDraft] = useState(() => (connection === undefined ? draftOfPreset(start) : draftOfConnection(connection)));
  const change = (part: Partial<Draft>) => setDraft((present) => ({ ...present, ...part }));
  const { save, error, isPending } = useSave(onClose, onAdded);
  const choose = (id: string) => {
    setPreset(id);
    setDraft(draftOfPreset(id === "recorded" ? id : (presets.find((one) => one.id === id) ?? null)));
  };
  const complete = isComplete(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) save({ connection, draft });
  };
  const { kind } = draft;
  const server = ServerKind.safeParse(kind).data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={connection === undefined ? t("addConnection") : t("editTitle", { name: connection.name })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form onSubmit={submit}>
        <Stack>
          {connection === undefined && <PresetSelect value={preset} onChange={choose} />}
          {(kind === "recorded" || kind === "gguf") && <KindText kind={kind} />}
          <TextInput
            label={t("name")}
            value={draft.name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            maxLength={60}
            required
            data-autofocus
          />
          {server !== undefined && (
            <ServerFields
              kind={server}
              draft={draft}
              change={change}
              connection={connection}
              keyNeed={presets.find(({ id }) => id === preset)?.key ?? "optional"}
            />
          )}
          {(server !== undefined || kind === "gguf") && (
            <NumberInput
              label={t("maxConcurrent")}
              description={t("maxConcurrentHint")}
              value={draft.maxConcurrent}
              onChange={(value) => typeof value === "number" && change({ maxConcurrent: value })}
              min={1}
              max={1_000}
              allowDecimal={false}
              w={200}
            />
          )}
          {server !== undefined && <ConnectionAdvanced draft={draft} change={change} connection={connection} />}
          {error !== null && <Alert color="red">{errorText(error)}</Alert>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={isPending} disabled={!complete}>
              {connection === undefined ? t("add") : common("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function PresetSelect({ value, onChange }: { value: string; onChange(id: string): void }) {
  const t = useTranslations("models");
  const connecting = useTranslations("connecting");
  const items = (place: Preset["place"]) =>
    presets
      .filter((one) => one.place === place)
      .map(({ id, name, kind }) => ({ value: id, label: kind === "gguf" ? t("kind.gguf") : name }));
  return (
    <Select
      label={t("preset")}
      data={[
        { group: connecting("places.provider"), items: items("provider") },
        { group: connecting("places.own"), items: [...items("own"), { value: "other", label: t("presetOther") }] },
        { group: connecting("places.here"), items: [...items("here"), { value: "recorded", label: t("kind.recorded") }] },
      ]}
      value={value}
      onChange={(id) => id !== null && onChange(id)}
      maxDropdownHeight={320}
      allowDeselect={false}
    />
  );
}

function KindText({ kind }: { kind: "recorded" | "gguf" }) {
  const t = useTranslations("models");
  const connecting = useTranslations("connecting");
  return (
    <Text size="sm" c="var(--minnow-text-dim)">
      {kind === "recorded" ? t("recordedText") : connecting("filesText")}
    </Text>
  );
}

type ServerProps = {
  kind: ServerKind;
  draft: Draft;
  change(part: Partial<Draft>): void;
  connection: ConnectionInfo | undefined;
  keyNeed: Preset["key"];
};

/** Where a server is and the key it asks for. */
function ServerFields({ kind, draft, change, connection, keyNeed }: ServerProps) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const connecting = useTranslations("connecting");
  const moved = connection?.baseUrl != null && originOf(draft.baseUrl) !== originOf(connection.baseUrl);
  const keyHint = () => {
    if (connection?.hasKey === true) return moved ? t("keyMoved") : t("keyKept");
    return keyNeed === "none" ? t("keyNone") : keyNeed === "needed" ? t("keyNeeded") : t("keyOptional");
  };
  return (
    <>
      <TextInput
        label={t("baseUrl")}
        description={connecting(`address.${kind}`)}
        placeholder={placeholders[kind]}
        value={draft.baseUrl}
        onChange={({ currentTarget }) => change({ baseUrl: currentTarget.value })}
        required
      />
      {kind === "azure" && (
        <TextInput
          label={connecting("apiVersion")}
          description={connecting("apiVersionHint")}
          placeholder="2024-10-21"
          value={draft.options.apiVersion}
          onChange={({ currentTarget }) => change({ options: { ...draft.options, apiVersion: currentTarget.value } })}
          w={200}
        />
      )}
      <PasswordInput
        label={t("key")}
        description={keyHint()}
        value={draft.key}
        onChange={({ currentTarget }) => change({ key: currentTarget.value })}
        autoComplete="off"
        required={connection === undefined && keyNeed === "needed"}
        visibilityToggleButtonProps={{ "aria-label": common("showPassword") }}
      />
    </>
  );
}

const placeholders: Record<ServerKind, string> = {
  openai: "http://localhost:11434/v1",
  azure: "https://my-resource.openai.azure.com",
  anthropic: "https://api.anthropic.com",
  google: "https://generativelanguage.googleapis.com",
  ollama: "http://localhost:11434",
};

function useSave(onClose: () => void, onAdded: ((connection: ConnectionInfo) => void) | undefined) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async ({ connection, draft }: { connection: ConnectionInfo | undefined; draft: Draft }) => {
      if (connection === undefined) return (await client.models.addConnection.mutate(newConnection(draft))).id;
      await client.models.updateConnection.mutate(changeOf(draft, connection));
      return null;
    },
    onSuccess: async (id) => {
      await queries.invalidateQueries(trpc.models.pathFilter());
      onClose();
      const added = (await queries.fetchQuery(trpc.models.connections.queryOptions())).find((one) => one.id === id);
      if (added !== undefined) onAdded?.(added);
    },
  });
  return { save: mutate, error, isPending };
}
