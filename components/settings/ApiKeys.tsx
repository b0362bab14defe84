"use client";

import { Badge, Button, Card, Code, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyScope } from "@/core/settings";
import { When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";
import { NewKey } from "./NewKey";

type Key = {
  id: string;
  name: string;
  start: string;
  scopes: KeyScope[];
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
};

/** The workspace's API keys: their list, making one, revoking one. */
export function ApiKeys({ administers }: { administers: boolean }) {
  const t = useTranslations("settings");
  const query = useQuery(useTRPC().settings.keys.list.queryOptions(undefined, { enabled: administers }));
  const [making, setMaking] = useState(false);
  if (!administers) return <Text c="var(--minnow-text-dim)">{t("ownersOnly")}</Text>;
  const make = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      {t("newKey")}
    </Button>
  );
  return (
    <Stack>
      <NewKey opened={making} onClose={() => setMaking(false)} />
      <Loaded query={query}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState icon={<IconKey size={28} stroke={1.5} />} title={t("noKeys")} text={t("noKeysText")} action={make} />
          ) : (
            <>
              <Group justify="space-between">
                <Text c="var(--minnow-text-dim)" size="sm" maw={600}>
                  {t("keysText")}
                </Text>
                {make}
              </Group>
              <KeyTable keys={keys} />
            </>
          )
        }
      </Loaded>
    </Stack>
  );
}

function KeyTable({ keys }: { keys: Key[] }) {
  const t = useTranslations("settings");
  const format = useFormatter();
  const [revoking, setRevoking] = useState<Key | null>(null);
  return (
    <Card withBorder bg="var(--minnow-surface)" padding="xs">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("keyName")}</Table.Th>
            <Table.Th>{t("keyStart")}</Table.Th>
            <Table.Th>{t("scopes")}</Table.Th>
            <Table.Th>{t("lastUsed")}</Table.Th>
            <Table.Th>{t("expiry")}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>{key.name}</Table.Td>
              <Table.Td>
                <Code>{key.start}…</Code>
              </Table.Td>
              <Table.Td>
                <Group gap={6}>
                  {key.scopes.map((scope) => (
                    <Badge key={scope} variant="default" tt="none" fw={500}>
                      {t(scope === "runs:read" ? "scopeRunsRead" : "scopeRunsWrite")}
                    </Badge>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{key.lastUsedAt === null ? t("neverUsed") : <When at={key.lastUsedAt} />}</Table.Td>
              <Table.Td>{key.expiresAt === null ? t("never") : format.dateTime(new Date(key.expiresAt), { dateStyle: "medium" })}</Table.Td>
              <Table.Td ta="right">
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-sm"
                  onClick={() => setRevoking(key)}
                  aria-label={t("revokeKey", { name: key.name })}
                >
                  {t("revoke")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Revoke apiKey={revoking} onClose={() => setRevoking(null)} />
    </Card>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: Key | null; onClose: () => void }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.settings.keys.revoke.mutationOptions({
      onError: (error) => notifications.show({ message: errorText(error), color: "red" }),
      onSettled: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.keys.pathKey() });
        onClose();
      },
    }),
  );
  return (
    <Modal
      opened={apiKey !== null}
      onClose={onClose}
      title={t("revokeTitle", { name: apiKey?.name ?? "" })}
      closeButtonProps={{ "aria-label": common("close") }}
      centered
    >
      <Text size="sm">{t("revokeText")}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button color="red" loading={revoke.isPending} onClick={() => apiKey !== null && revoke.mutate({ id: apiKey.id })}>
          {t("revoke")}
        </Button>
      </Group>
    </Modal>
  );
}
