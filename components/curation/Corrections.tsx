"use client";

import { Button, Card, Code, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { CorrectionView } from "@/core/privacy/corrections";
import { When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { Loaded } from "../settings/Loaded";
import { useTRPC } from "../trpc";
import { CorrectionForm } from "./CorrectionForm";
import classes from "./Curation.module.css";

/** What the workspace's analysts have said, who and when, and taking it back. */
export function Corrections() {
  const t = useTranslations("curation.corrections");
  const query = useQuery(useTRPC().curation.corrections.queryOptions());
  return (
    <Stack gap="lg">
      <Text size="sm" c="var(--minnow-text-dim)" maw={720}>
        {t("hint")}
      </Text>
      <Card withBorder bg="var(--minnow-surface)" className={classes.panel}>
        <CorrectionForm />
      </Card>
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Text c="var(--minnow-text-dim)">{t("none")}</Text>
          ) : (
            <div className={classes.frame}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("text")}</Table.Th>
                    <Table.Th>{t("verdict")}</Table.Th>
                    <Table.Th>{t("by")}</Table.Th>
                    <Table.Th>{t("when")}</Table.Th>
                    <Table.Th aria-label={t("undo")} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map((correction) => (
                    <Row key={correction.id} correction={correction} />
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )
        }
      </Loaded>
    </Stack>
  );
}

function Row({ correction: { id, verdict, form, text, kind, by, at, undone } }: { correction: CorrectionView }) {
  const t = useTranslations("curation.corrections");
  const kinds = useTranslations("settings.curation.kind");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const undo = useMutation(
    trpc.curation.undo.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queries.invalidateQueries(trpc.curation.corrections.pathFilter()),
          queries.resetQueries(trpc.curation.findings.pathFilter()),
        ]),
      onError: (error) => notifications.show({ message: errorText(error), color: "red" }),
    }),
  );
  return (
    <Table.Tr className={undone === null ? undefined : classes.undone}>
      <Table.Td className={classes.words}>
        {form === "pattern" ? (
          <>
            <Code>{text}</Code> {t("pattern")}
          </>
        ) : (
          text
        )}
      </Table.Td>
      <Table.Td>{kind === null ? t("harmless") : t(verdict === "kind" ? "kind" : "missed", { kind: kinds(kind) })}</Table.Td>
      <Table.Td>{by ?? t("somebody")}</Table.Td>
      <Table.Td>
        <When at={at} />
      </Table.Td>
      <Table.Td>
        {undone === null ? (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t("undoOne", { text })}
            loading={undo.isPending}
            onClick={() => undo.mutate({ id })}
          >
            {t("undo")}
          </Button>
        ) : (
          <Text size="xs" title={t("undoneHint")}>
            {t("undone", { by: undone.by ?? t("somebody") })} · <When at={undone.at} />
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
