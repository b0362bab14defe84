"use client";

import { Alert, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconHandStop, IconPlayerPlay, IconPlayerSkipForward } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ApprovalView } from "@/core/engine/approval";
import { isJsonObject } from "@/core/graph/json";
import { readObject, useJsonPlace } from "../format/jsonText";
import { refusalOf, useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Quiet } from "./Quiet";
import classes from "./Runs.module.css";

/** A run that stopped before a node: what that is to get, to be changed or not, and the ways on. */
export function Stopped({ approval: { runId, path, request }, name }: { approval: ApprovalView; name: string }) {
  const t = useTranslations("runs.breakpoint");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const place = useJsonPlace();
  const original = JSON.stringify(request.value, null, 2);
  const [text, setText] = useState(original);
  const read = readObject(text);
  const slip = read.ok ? null : read.slip === null ? t("byPort") : t("unreadable", { reason: place(read.slip) });
  const changed = text !== original;
  const settled = { onSettled: () => queries.invalidateQueries(trpc.runs.approvals.queryFilter({ runId })) };
  const answer = useMutation(trpc.runs.answer.mutationOptions(settled));
  const clear = useMutation(trpc.runs.setBreakpoints.mutationOptions(settled));
  const value = changed && read.ok ? read.value : undefined;
  const said = { runId, path, kind: "breakpoint" as const, decision: "approve" as const, ...(value !== undefined && { value }) };
  const toEnd = async () => {
    try {
      await answer.mutateAsync(said);
      // By now this may have gone from the page, as the run goes on: what is awaited here happens all the same.
      await clear.mutateAsync({ runId, nodeIds: [] });
    } catch (error) {
      // Without another stop on its way it may have ended; of anything else the mutations themselves tell.
      if (refusalOf(error)?.code !== "run_finished") console.warn("The run was not let go to its end", error);
    }
  };
  const done = answer.isPending || answer.isSuccess;
  const error = answer.error ?? clear.error;
  const empty = isJsonObject(request.value) && Object.keys(request.value).length === 0;
  return (
    <section className={classes.card} aria-label={t("stopped", { node: name })} style={{ marginBottom: 16 }}>
      <h3 className={classes.panelTitle}>
        <IconHandStop size={17} aria-hidden /> {t("stopped", { node: name })}
      </h3>
      <Stack gap="sm" mt="xs">
        {empty ? (
          <Quiet>{t("nothing")}</Quiet>
        ) : (
          <>
            <Text size="sm" c="var(--minnow-text-dim)">
              {t("hint")}
            </Text>
            <Textarea
              label={t("inputs")}
              autosize
              minRows={3}
              maxRows={18}
              spellCheck={false}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
              value={text}
              error={slip}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </>
        )}
        {error !== null && (
          <Alert color="red" variant="light" role="alert">
            {errorText(error)}
          </Alert>
        )}
        <Group gap="xs">
          <Button size="xs" leftSection={<IconPlayerPlay size={14} />} disabled={done || slip !== null} onClick={() => answer.mutate(said)}>
            {changed ? t("continueEdited") : t("continue")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerSkipForward size={14} />}
            disabled={done || slip !== null}
            title={t("toEndHint")}
            onClick={() => void toEnd()}
          >
            {t("toEnd")}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
