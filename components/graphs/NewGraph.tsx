"use client";

import { Alert, Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import classes from "./Graphs.module.css";

const templates = ["empty", "support-triage", "order-desk-agent", "order-desk-code"] as const;
export const templateKeys = {
  empty: "empty",
  "support-triage": "supportTriage",
  "order-desk-agent": "orderDeskAgent",
  "order-desk-code": "orderDeskCode",
} as const;

/** Makes a graph and opens its editor. */
export function useCreateGraph() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  return useMutation(
    trpc.graphs.create.mutationOptions({
      onSuccess: ({ id }) => {
        void queries.invalidateQueries(trpc.graphs.list.pathFilter());
        router.push(`/graphs/${id}`);
      },
    }),
  );
}

/** Asks for a name and a start, makes the graph and opens its editor. */
export function NewGraph({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const t = useTranslations("graphs");
  return (
    <Modal opened={opened} onClose={onClose} title={t("new")} size="md">
      {opened && <Form onClose={onClose} />}
    </Modal>
  );
}

function Form({ onClose }: { onClose(): void }) {
  const t = useTranslations("graphs");
  const errorText = useErrorText();
  const create = useCreateGraph();
  const [name, setName] = useState("");
  const [template, setTemplate] = useState<(typeof templates)[number]>("empty");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name: name.trim() === "" ? t(`templates.${templateKeys[template]}.name`) : name.trim(), template });
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t("name")}
          placeholder={t(`templates.${templateKeys[template]}.name`)}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Radio.Group
          label={t("start")}
          value={template}
          onChange={(value) => setTemplate(templates.find((known) => known === value) ?? "empty")}
        >
          <Stack gap={8} mt={6}>
            {templates.map((value) => (
              <Radio.Card key={value} value={value} className={classes.template} aria-label={t(`templates.${templateKeys[value]}.title`)}>
                <Group wrap="nowrap" align="flex-start" gap={10}>
                  <Radio.Indicator />
                  <div>
                    <strong>{t(`templates.${templateKeys[value]}.title`)}</strong>
                    <p>{t(`templates.${templateKeys[value]}.text`)}</p>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </Stack>
        </Radio.Group>
        {create.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {errorText(create.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={create.isPending || create.isSuccess}>
            {t("create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
