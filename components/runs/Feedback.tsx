"use client";

import { ActionIcon, Button, Group, NumberInput, Popover, Stack, Text, Textarea, Tooltip } from "@mantine/core";
import { IconMessagePlus, IconThumbDown, IconThumbDownFilled, IconThumbUp, IconThumbUpFilled } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Json } from "@/core/graph/json";
import type { FeedbackView, Verdict } from "@/core/runs/feedback";
import { readJson } from "../format/jsonText";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";

/** Says how a run went, or one firing in it, and shows what others said. `path` is the firing's; null is the whole run. */
export function Feedback({ runId, path }: { runId: string; path: string | null }) {
  const t = useTranslations("runs.feedback");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const all = useQuery(trpc.runs.feedback.queryOptions({ runId }));
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries(trpc.runs.feedback.queryFilter({ runId })),
      queries.invalidateQueries(trpc.runs.list.pathFilter()),
    ]);
  const give = useMutation(trpc.runs.giveFeedback.mutationOptions({ onSuccess: refresh }));
  const takeBack = useMutation(trpc.runs.takeFeedbackBack.mutationOptions({ onSuccess: refresh }));
  const said = all.data?.filter((one) => one.path === path) ?? [];
  const own = said.find((one) => one.own);
  const others = said.filter((one) => !one.own);
  const say = (part: Partial<Pick<FeedbackView, "verdict" | "score" | "comment">> & { correction?: Json | undefined }) => {
    const { verdict = null, score = null, correction, comment = "" } = { ...own, ...part };
    give.mutate({ runId, given: { path, verdict, score, comment, ...(correction !== undefined && { correction }) } });
  };
  const vote = (verdict: Verdict) => {
    if (own?.verdict !== verdict) return say({ verdict });
    // Pressed again, it is taken back; what else was said stays.
    if (own.score === null && own.correction === undefined && own.comment === "") takeBack.mutate({ id: own.id });
    else say({ verdict: null });
  };
  const error = give.error ?? takeBack.error;
  return (
    <Stack gap={4}>
      <Group gap={4} role="group" aria-label={t("title")}>
        <Tooltip label={t("goodHint")}>
          <ActionIcon aria-label={t("good")} aria-pressed={own?.verdict === "good"} onClick={() => vote("good")}>
            {own?.verdict === "good" ? <IconThumbUpFilled size={16} /> : <IconThumbUp size={16} />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("badHint")}>
          <ActionIcon aria-label={t("bad")} aria-pressed={own?.verdict === "bad"} onClick={() => vote("bad")}>
            {own?.verdict === "bad" ? <IconThumbDownFilled size={16} /> : <IconThumbDown size={16} />}
          </ActionIcon>
        </Tooltip>
        <More key={own?.at ?? "none"} own={own} onSay={say} onRemove={own && (() => takeBack.mutate({ id: own.id }))} />
        {own !== undefined && <Said one={own} />}
      </Group>
      {others.map((one) => (
        <Said key={one.id} one={one} />
      ))}
      {error !== null && (
        <Text size="xs" c="var(--minnow-failed)" role="alert">
          {errorText(error)}
        </Text>
      )}
    </Stack>
  );
}

function Said({ one: { verdict, score, correction, comment, author, own } }: { one: FeedbackView }) {
  const t = useTranslations("runs.feedback");
  const what = [
    verdict === null ? "" : t(verdict),
    score === null ? "" : t("scored", { score: Math.round(score * 100) }),
    correction === undefined ? "" : t("corrected"),
    comment,
  ].filter((part) => part !== "");
  if (own && what.length === 1 && verdict !== null) return null;
  return (
    <Text size="xs" c="var(--minnow-text-dim)">
      {own ? what.join(" · ") : t("said", { author: author ?? t("program"), what: what.join(" · ") })}
    </Text>
  );
}

const textOf = (value: Json | undefined): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);

/** Text that is JSON is taken as such; everything else as it stands. */
const correctionOf = (text: string): Json => {
  const read = /^\s*[[{"]/.test(text) ? readJson(text) : null;
  return read?.ok === true ? read.value : text;
};

function More({
  own,
  onSay,
  onRemove,
}: {
  own: FeedbackView | undefined;
  onSay(part: { comment: string; score: number | null; correction: Json | undefined }): void;
  onRemove: (() => void) | undefined;
}) {
  const t = useTranslations("runs.feedback");
  const [open, setOpen] = useState(false);
  const [comment, setComment] = useState(own?.comment ?? "");
  const [score, setScore] = useState<string | number>(own?.score == null ? "" : Math.round(own.score * 100));
  const [correction, setCorrection] = useState(textOf(own?.correction));
  const says = comment.trim() !== "" || score !== "" || correction.trim() !== "" || (own?.verdict ?? null) !== null;
  return (
    <Popover opened={open} onChange={setOpen} width={360} trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Tooltip label={t("more")}>
          <ActionIcon aria-label={t("more")} aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconMessagePlus size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          aria-label={t("title")}
          onSubmit={(event) => {
            event.preventDefault();
            setOpen(false);
            onSay({
              comment: comment.trim(),
              score: typeof score === "number" ? score / 100 : null,
              correction: correction.trim() === "" ? undefined : correctionOf(correction),
            });
          }}
        >
          <Stack gap="sm">
            <Textarea
              label={t("comment")}
              placeholder={t("commentHint")}
              autosize
              minRows={2}
              maxRows={8}
              maxLength={5_000}
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
            <NumberInput
              label={t("score")}
              description={t("scoreHint")}
              min={0}
              max={100}
              clampBehavior="strict"
              allowDecimal={false}
              value={score}
              onChange={setScore}
            />
            <Textarea
              label={t("correction")}
              description={t("correctionHint")}
              autosize
              minRows={2}
              maxRows={12}
              value={correction}
              onChange={(event) => setCorrection(event.currentTarget.value)}
            />
            <Group justify="space-between">
              {onRemove === undefined ? (
                <span />
              ) : (
                <Button
                  size="xs"
                  variant="subtle"
                  color="red"
                  onClick={() => {
                    setOpen(false);
                    onRemove();
                  }}
                >
                  {t("remove")}
                </Button>
              )}
              <Button size="xs" type="submit" disabled={!says}>
                {t("save")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
