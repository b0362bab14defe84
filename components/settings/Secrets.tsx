"use client";

import { ActionIcon, Alert, Button, Card, Code, Group, PasswordInput, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconLock, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SecretName } from "@/core/graph/names";
import { When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";

/** Credentials that nodes use by name: written here, replaced, removed, never shown. */
export function Secrets({ edits }: { edits: boolean }) {
  const t = useTranslations("settings");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.settings.secrets.list.queryOptions());
  const again = { onSuccess: () => queries.invalidateQueries(trpc.settings.secrets.pathFilter()) };
  const put = useMutation(trpc.settings.secrets.put.mutationOptions(again));
  const remove = useMutation(trpc.settings.secrets.remove.mutationOptions(again));
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const named = SecretName.safeParse(name).success;
  const error = put.error ?? remove.error;
  return (
    <Stack>
      <Text c="var(--minnow-text-dim)" size="sm" maw={680}>
        {t("secretsText")} <Code>{"{{secrets.NAME}}"}</Code>
      </Text>
      {edits && (
        <form
          aria-label={t("newSecret")}
          onSubmit={(event) => {
            event.preventDefault();
            if (named && value !== "") put.mutate({ name, value }, { onSuccess: () => [setName(""), setValue("")] });
          }}
        >
          <Group align="flex-start" gap="sm">
            <TextInput
              label={t("secretName")}
              placeholder="CRM_TOKEN"
              maxLength={60}
              value={name}
              error={name !== "" && !named ? t("secretNameShape") : undefined}
              onChange={(event) => setName(event.currentTarget.value.toUpperCase().replaceAll(/[\s-]/g, "_"))}
            />
            <PasswordInput
              label={t("secretValue")}
              w={280}
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
            <Button type="submit" mt={25} disabled={!named || value === "" || put.isPending}>
              {t("saveSecret")}
            </Button>
          </Group>
        </form>
      )}
      {error !== null && (
        <Alert color="red" variant="light" role="alert">
          {errorText(error)}
        </Alert>
      )}
      <Loaded query={query}>
        {(secrets) =>
          secrets.length === 0 ? (
            <Group gap={8} c="var(--minnow-text-dim)">
              <IconLock size={16} aria-hidden />
              <Text size="sm">{t("noSecrets")}</Text>
            </Group>
          ) : (
            <Card withBorder bg="var(--minnow-surface)" padding="xs">
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("secretName")}</Table.Th>
                    <Table.Th>{t("secretWritten")}</Table.Th>
                    <Table.Th />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {secrets.map((secret) => (
                    <Table.Tr key={secret.name}>
                      <Table.Td>
                        <Code>{secret.name}</Code>
                      </Table.Td>
                      <Table.Td>
                        <When at={secret.updatedAt} />
                      </Table.Td>
                      <Table.Td ta="right">
                        {edits && (
                          <ActionIcon
                            aria-label={t("removeSecret", { name: secret.name })}
                            disabled={remove.isPending}
                            onClick={() => remove.mutate({ name: secret.name })}
                          >
                            <IconTrash size={15} />
                          </ActionIcon>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Card>
          )
        }
      </Loaded>
    </Stack>
  );
}
