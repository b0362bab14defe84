"use client";

import { Alert, Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import type { GraphSummary } from "./summary";

/** Changes a graph's name and description. */
export function EditDetails({ graph, opened, onClose }: { graph: GraphSummary; opened: boolean; onClose(): void }) {
  const t = useTranslations("graphs");
  return (
    <Modal opened={opened} onClose={onClose} title={t("detailsTitle")}>
      {opened && <Form graph={graph} onClose={onClose} />}
    </Modal>
  );
}

function Form({ graph, onClose }: { graph: GraphSummary; onClose(): void }) {
  const t = useTranslations("graphs");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(graph.name);
  const [description, setDescription] = useState(graph.description);
  const rename = useMutation(
    trpc.graphs.rename.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.graphs.list.pathFilter());
        onClose();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") rename.mutate({ id: graph.id, name: name.trim(), description: description.trim() });
      }}
    >
      <Stack gap="md">
        <TextInput label={t("name")} maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        <Textarea
          label={t("descriptionLabel")}
          autosize
          minRows={3}
          maxLength={2_000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {rename.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {errorText(rename.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={rename.isPending} disabled={name.trim() === ""}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
