"use client";

import { Alert, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconCheck, IconUserQuestion, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import type { ApprovalView } from "@/core/engine/approval";
import { nodeNameOf, type RunView } from "@/core/engine/events";
import type { Json } from "@/core/graph/json";
import { readJson, useJsonPlace } from "../format/jsonText";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import classes from "./Runs.module.css";
import { Stopped } from "./Stopped";
import { AnyValue } from "./Values";

/**
 * What the run asks of people, each question with its value and the ways to answer. Nothing when it asks nothing.
 * @param nodeId shows only what this node of the run's graph asks
 */
export function Approvals({ run, nodeId }: { run: RunView; nodeId?: string }) {
  const trpc = useTRPC();
  const waiting = run.activations.filter(
    (activation) =>
      activation.status === "waiting" && (nodeId === undefined || (activation.nodeId === nodeId && activation.graphId === run.graphId)),
  );
  const asked = useQuery(
    trpc.runs.approvals.queryOptions({ runId: run.id }, { enabled: waiting.length > 0, refetchInterval: 10_000, staleTime: 0 }),
  );
  return waiting.map((activation) => {
    const approval = asked.data?.find(({ path, status }) => path === activation.path && status === "waiting");
    if (approval === undefined) return null;
    const Asked = approval.kind === "breakpoint" ? Stopped : Question;
    return <Asked key={`${approval.kind} ${activation.path}`} approval={approval} name={nodeNameOf(run, activation)} />;
  });
}

function Question({ approval, name }: { approval: ApprovalView; name: string }) {
  const t = useTranslations("runs");
  const errorText = useErrorText();
  const format = useFormatter();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { runId, path, request, expiresAt } = approval;
  const text = useEdited(request.value);
  const [reason, setReason] = useState("");
  const answer = useMutation(
    trpc.runs.answer.mutationOptions({ onSettled: () => queries.invalidateQueries(trpc.runs.approvals.queryFilter({ runId })) }),
  );
  const done = answer.isPending || answer.isSuccess;
  const say = (decision: "approve" | "reject") => {
    const edited = decision === "approve" && request.mayEdit && text.changed ? text.value : undefined;
    answer.mutate({ runId, path, decision, reason, ...(edited !== undefined && { value: edited }) });
  };
  return (
    <section className={classes.card} aria-label={t("asks", { node: name })} style={{ marginBottom: 16 }}>
      <h3 className={classes.panelTitle}>
        <IconUserQuestion size={17} aria-hidden /> {t("asks", { node: name })}
      </h3>
      <Stack gap="sm" mt="xs">
        {request.instructions.trim() !== "" && (
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {request.instructions}
          </Text>
        )}
        {request.mayEdit ? (
          <Textarea
            label={t("approvalValue")}
            autosize
            minRows={2}
            maxRows={16}
            value={text.shown}
            error={text.slip === null ? undefined : t("approvalUnreadable", { reason: text.slip })}
            onChange={(event) => text.change(event.currentTarget.value)}
          />
        ) : (
          <AnyValue value={request.value} />
        )}
        <Textarea
          size="xs"
          autosize
          maxRows={6}
          label={t("approvalReason")}
          value={reason}
          maxLength={5_000}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {answer.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {errorText(answer.error)}
          </Alert>
        )}
        <Group gap="xs">
          <Button size="xs" leftSection={<IconCheck size={14} />} disabled={done || text.slip !== null} onClick={() => say("approve")}>
            {text.changed ? t("approveEdited") : t("approve")}
          </Button>
          <Button size="xs" variant="default" leftSection={<IconX size={14} />} disabled={done} onClick={() => say("reject")}>
            {t("reject")}
          </Button>
          {expiresAt !== null && (
            <Text size="xs" c="var(--minnow-text-dim)">
              {t("approvalUntil", { time: format.dateTime(new Date(expiresAt), { dateStyle: "medium", timeStyle: "short" }) })}
            </Text>
          )}
        </Group>
      </Stack>
    </section>
  );
}

/** A value as text to edit: text as it is, anything else as JSON. */
function useEdited(value: Json) {
  const place = useJsonPlace();
  const isText = typeof value === "string";
  const original = isText ? value : JSON.stringify(value, null, 2);
  const [shown, setShown] = useState(original);
  const read = isText ? { ok: true as const, value: shown } : readJson(shown);
  const slip = read.ok || read.slip === null ? null : place(read.slip);
  return { shown, changed: shown !== original, change: setShown, value: read.ok ? read.value : undefined, slip };
}
