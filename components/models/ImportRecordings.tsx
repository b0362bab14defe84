"use client";

import { Alert, Button, FileButton, Modal, Progress, Stack, Table, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type DragEvent, useState } from "react";
import type { ConnectionInfo, ImportReport } from "@/core/connections";
import { useErrorText } from "../format/sentences";
import { useTRPC, useTRPCClient } from "../trpc";
import { jsonlParts } from "./jsonlParts";
import classes from "./Models.module.css";

const PART = 1_000_000;
const SHOWN_PROBLEMS = 20;

/** Reads a JSONL file of requests and responses into a recorded connection, part by part. */
export function ImportRecordings({ connection, onClose }: { connection: ConnectionInfo; onClose(): void }) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const [over, setOver] = useState(false);
  const { start, progress, report, error, isPending } = useImport(connection);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined && !isPending) start(file);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("importTitle", { name: connection.name })}
      closeOnClickOutside={!isPending}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack>
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("importText")}
        </Text>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same */}
        <div
          className={classes.drop}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <IconFileImport size={26} stroke={1.5} aria-hidden />
          <span>{t("drop")}</span>
          <FileButton onChange={(file) => file !== null && start(file)} accept=".jsonl,.ndjson,.txt,application/jsonl">
            {(props) => (
              <Button {...props} variant="default" loading={isPending}>
                {t("chooseFile")}
              </Button>
            )}
          </FileButton>
        </div>
        {isPending && <Progress value={progress * 100} aria-label={t("importing")} />}
        {error !== null && <Alert color="red">{errorText(error)}</Alert>}
        {report !== null && <Report report={report} />}
      </Stack>
    </Modal>
  );
}

function useImport(connection: ConnectionInfo) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [progress, setProgress] = useState(0);
  const [report, setReport] = useState<ImportReport | null>(null);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (file: File) => {
      const whole: ImportReport = { imported: 0, newModels: [], problems: [] };
      setReport(null);
      setProgress(0);
      for await (const { text, firstLine, read } of jsonlParts(textOf(file), PART)) {
        const part = await client.models.importRecordings.mutate({ connectionId: connection.id, text, firstLine });
        whole.imported += part.imported;
        whole.newModels.push(...part.newModels);
        whole.problems.push(...part.problems);
        setProgress(Math.min(1, read / Math.max(1, file.size)));
      }
      return whole;
    },
    onSuccess: setReport,
    onSettled: () => queries.invalidateQueries(trpc.models.pathFilter()),
  });
  return { start: mutate, progress, report, error, isPending };
}

/** The text of a file in pieces; a reader, because not every browser's streams can be iterated. */
async function* textOf(file: File): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}

function Report({ report: { imported, newModels, problems } }: { report: ImportReport }) {
  const t = useTranslations("models");
  return (
    <Stack gap="xs">
      <Alert color={imported > 0 ? "teal" : "yellow"} role="status">
        {t("imported", { count: imported })}{" "}
        {newModels.length > 0 && t("newModels", { models: newModels.join(", "), count: newModels.length })}
      </Alert>
      {problems.length > 0 && (
        <>
          <Text size="sm">{t("badLines", { count: problems.length })}</Text>
          <div className={classes.found}>
            <Table>
              <Table.Tbody>
                {problems.slice(0, SHOWN_PROBLEMS).map(({ line, reason }) => (
                  <Table.Tr key={line}>
                    <Table.Td className={classes.line}>{t("line", { line })}</Table.Td>
                    <Table.Td>
                      <code>{reason}</code>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        </>
      )}
    </Stack>
  );
}
