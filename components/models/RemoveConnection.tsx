"use client";

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ConnectionInfo } from "@/core/connections";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";

/** Asks before a connection goes, and says what goes with it. */
export function RemoveConnection({ connection, onClose }: { connection: ConnectionInfo; onClose(): void }) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.models.removeConnection.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.models.pathFilter());
        onClose();
      },
    }),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("removeTitle", { name: connection.name })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack>
        <Text size="sm">{t("removeText", { count: connection.models })}</Text>
        {remove.error !== null && <Alert color="red">{errorText(remove.error)}</Alert>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {common("cancel")}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({ id: connection.id })}>
            {common("delete")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
