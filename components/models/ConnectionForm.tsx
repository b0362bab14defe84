"use client";

import { Alert, Button, Group, Modal, NumberInput, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { type ConnectionInfo, type Preset, presets } from "@/core/connections";
import { useErrorText } from "../format/sentences";
import { useTRPC, useTRPCClient } from "../trpc";

type Props =
  | { connection: ConnectionInfo; onClose(): void; start?: never; onAdded?: never }
  | { connection?: never; onClose(): void; start: Preset | "recorded" | null; onAdded(connection: ConnectionInfo): void };

const startValues = (from: Preset | ConnectionInfo | null) => ({
  name: from?.name ?? "",
  baseUrl: from?.baseUrl ?? "",
  maxConcurrent: from?.maxConcurrent ?? 8,
});

const originOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).origin : null);

/** Adds a connection, from a preset or from nothing, or changes one. A key is written and never read back. */
export function ConnectionForm({ connection, start = null, onClose, onAdded }: Props) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const [preset, setPreset] = useState<string>(start === null ? "other" : typeof start === "string" ? start : start.id);
  const [values, setValues] = useState(startValues(connection ?? (typeof start === "string" ? null : start)));
  const [key, setKey] = useState("");
  const { save, error, isPending } = useSave(onClose, onAdded);
  const recorded = connection === undefined ? preset === "recorded" : connection.kind === "recorded";
  const keyNeed = presets.find(({ id }) => id === preset)?.key ?? "optional";
  const moved = connection?.baseUrl != null && originOf(values.baseUrl) !== originOf(connection.baseUrl);
  const choose = (id: string | null) => {
    setPreset(id ?? "other");
    setValues(startValues(presets.find((one) => one.id === id) ?? null));
  };
  const complete = values.name.trim() !== "" && (recorded || values.baseUrl.trim() !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) save({ connection, recorded, values, key: key.trim() });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={connection === undefined ? t("addConnection") : t("editTitle", { name: connection.name })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form onSubmit={submit}>
        <Stack>
          {connection === undefined && (
            <Select
              label={t("preset")}
              data={[
                ...presets.map(({ id, name }) => ({ value: id, label: name })),
                { value: "other", label: t("presetOther") },
                { value: "recorded", label: t("kind.recorded") },
              ]}
              value={preset}
              onChange={choose}
              allowDeselect={false}
            />
          )}
          {recorded && (
            <Text size="sm" c="var(--minnow-text-dim)">
              {t("recordedText")}
            </Text>
          )}
          <TextInput
            label={t("name")}
            value={values.name}
            onChange={({ currentTarget }) => setValues({ ...values, name: currentTarget.value })}
            maxLength={60}
            required
            data-autofocus
          />
          {!recorded && (
            <>
              <TextInput
                label={t("baseUrl")}
                description={t("baseUrlHint")}
                placeholder="http://localhost:11434/v1"
                value={values.baseUrl}
                onChange={({ currentTarget }) => setValues({ ...values, baseUrl: currentTarget.value })}
                required
              />
              <PasswordInput
                label={t("key")}
                description={keyHint()}
                value={key}
                onChange={({ currentTarget }) => setKey(currentTarget.value)}
                autoComplete="off"
                required={connection === undefined && keyNeed === "needed"}
                visibilityToggleButtonProps={{ "aria-label": common("showPassword") }}
              />
              <NumberInput
                label={t("maxConcurrent")}
                description={t("maxConcurrentHint")}
                value={values.maxConcurrent}
                onChange={(value) => typeof value === "number" && setValues({ ...values, maxConcurrent: value })}
                min={1}
                max={1_000}
                allowDecimal={false}
                w={200}
              />
            </>
          )}
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

  function keyHint(): string {
    if (connection?.hasKey === true) return moved ? t("keyMoved") : t("keyKept");
    return keyNeed === "none" ? t("keyNone") : keyNeed === "needed" ? t("keyNeeded") : t("keyOptional");
  }
}

type Saved = { connection: ConnectionInfo | undefined; recorded: boolean; values: ReturnType<typeof startValues>; key: string };

function useSave(onClose: () => void, onAdded: ((connection: ConnectionInfo) => void) | undefined) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async ({ connection, recorded, values, key }: Saved) => {
      if (connection !== undefined) {
        const baseUrl = recorded ? null : values.baseUrl;
        await client.models.updateConnection.mutate({ id: connection.id, ...values, baseUrl, ...(key !== "" && { key }) });
        return null;
      }
      const added = recorded
        ? { kind: "recorded" as const, name: values.name }
        : { kind: "openai" as const, ...values, key: key === "" ? null : key };
      return (await client.models.addConnection.mutate(added)).id;
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
