"use client";

import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp, IconCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { EvaluationReport } from "@/core/evaluation/report";
import { useErrorText } from "../format/sentences";
import { useExchange } from "./useEvaluation";

/** The button that lets the accepted model serve the node, or the one before again, with what that means. */
export function Exchange({ report }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations.apply");
  const [isOpen, { open, close }] = useDisclosure(false);
  const { serving, verdict, candidates, plan } = report;
  if (serving === null || verdict?.type !== "replace") return null;
  const accepted = candidates.find(({ model }) => model === verdict.model)?.label ?? verdict.model;
  const models = { accepted, incumbent: plan.incumbent.label };
  return (
    <>
      {serving === "incumbent" ? (
        <Button size="xs" leftSection={<IconCheck size={14} />} onClick={open}>
          {t("apply", models)}
        </Button>
      ) : (
        <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={open}>
          {t("takeBack", models)}
        </Button>
      )}
      {isOpen && <Confirm report={report} serving={serving} models={models} onClose={close} />}
    </>
  );
}

type ConfirmProps = {
  report: EvaluationReport;
  serving: "incumbent" | "accepted";
  models: { accepted: string; incumbent: string };
  onClose(): void;
};

function Confirm({ report: { id, nodeName, plan }, serving, models, onClose }: ConfirmProps) {
  const t = useTranslations("evaluations.apply");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const { apply, takeBack } = useExchange();
  const applies = serving === "incumbent";
  const about = { ...models, node: nodeName, points: plan.tolerance * 100 };
  const [message, setMessage] = useState(applies ? t("message", about) : t("messageBack", about));
  const { mutate, isPending, error } = applies ? apply : takeBack;
  const send = () =>
    mutate(
      { id, message },
      {
        onSuccess: ({ version }) => {
          notifications.show({ message: version === null ? t("drafted", about) : t("published", { ...about, version }) });
          onClose();
        },
      },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={applies ? t("apply", models) : t("takeBack", models)}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="sm">
        <Text size="sm">{applies ? t("means", about) : t("meansBack", about)}</Text>
        <Text size="sm" c="dimmed">
          {t("where")}
        </Text>
        <Textarea
          label={t("note")}
          autosize
          minRows={2}
          maxLength={2_000}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        {error !== null && (
          <Text size="sm" c="red" role="alert">
            {errorText(error)}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button loading={isPending} onClick={send}>
            {applies ? t("confirm") : t("confirmBack")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
