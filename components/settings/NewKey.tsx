"use client";

import { Alert, Button, Checkbox, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { type KeyScope, keyScopes } from "@/core/settings";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { KeyShown } from "./KeyShown";

const scopeTexts = {
  "runs:write": "scopeRunsWrite",
  "runs:read": "scopeRunsRead",
  "logs:write": "scopeLogsWrite",
} as const satisfies Record<KeyScope, string>;
const lifetimes = ["30", "90", "365", "never"] as const;

/** Makes a key, then shows it the only time it can be seen. */
export function NewKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const [made, setMade] = useState<{ key: string; scopes: KeyScope[] } | null>(null);
  const close = () => {
    onClose();
    setMade(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made === null ? t("newKey") : t("keyMade")}
      size={made === null ? "md" : "lg"}
      closeOnClickOutside={made === null}
      closeButtonProps={{ "aria-label": common("close") }}
      centered
    >
      {made === null ? <KeyForm onMade={setMade} /> : <KeyShown apiKey={made.key} scopes={made.scopes} onClose={close} />}
    </Modal>
  );
}

function KeyForm({ onMade }: { onMade: (made: { key: string; scopes: KeyScope[] }) => void }) {
  const t = useTranslations("settings");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([...keyScopes]);
  const [lifetime, setLifetime] = useState("90");
  const create = useMutation(
    trpc.settings.keys.create.mutationOptions({
      onSuccess: async ({ key, view }) => {
        onMade({ key, scopes: view.scopes });
        await queryClient.invalidateQueries({ queryKey: trpc.settings.keys.pathKey() });
      },
    }),
  );
  const save = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      name,
      scopes: keyScopes.filter((scope) => scopes.includes(scope)),
      expiresInDays: lifetime === "never" ? null : Number(lifetime),
    });
  };
  const lifetimeText = (days: (typeof lifetimes)[number]) =>
    days === "never" ? t("never") : days === "365" ? t("expiresAfterYear") : t("expiresAfter", { days: Number(days) });
  return (
    <form onSubmit={save}>
      <Stack>
        <TextInput
          label={t("keyName")}
          placeholder={t("keyNamePlaceholder")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          data-autofocus
        />
        <Checkbox.Group label={t("scopes")} value={scopes} onChange={setScopes} error={scopes.length === 0 && t("scopeMissing")}>
          <Stack gap="xs" mt={6}>
            {keyScopes.toReversed().map((scope) => (
              <Checkbox key={scope} value={scope} label={t(scopeTexts[scope])} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t("expiry")}
          data={lifetimes.map((value) => ({ value, label: lifetimeText(value) }))}
          value={lifetime}
          onChange={(value) => setLifetime(value ?? "90")}
          allowDeselect={false}
        />
        {create.error !== null && <Alert color="red">{errorText(create.error)}</Alert>}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={name.trim() === "" || scopes.length === 0}>
            {t("createKey")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
