"use client";

import { Alert, Button, Card, Group, Progress, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { Loaded } from "../settings/Loaded";
import { useTRPC } from "../trpc";
import classes from "./Curation.module.css";

/** How often the progress is asked for while a worker is at it. Milliseconds. */
const LOOK_MS = 1_000;

const scopes = ["corrected", "everything"] as const;

/** Taking out of all stored runs what is found now. */
export function StoredRuns() {
  const t = useTranslations("curation.stored");
  const trpc = useTRPC();
  const query = useQuery(
    trpc.curation.pass.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.status === "underway" ? LOOK_MS : false),
    }),
  );
  return (
    <Card withBorder bg="var(--minnow-surface)" className={classes.panel} component="section" aria-label={t("title")}>
      <Stack gap="md">
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("hint")}
        </Text>
        <Loaded query={query}>{(pass) => (pass?.status === "underway" ? <UnderWay pass={pass} /> : <Begin last={pass} />)}</Loaded>
      </Stack>
    </Card>
  );
}

type Pass = {
  id: string;
  status: "underway" | "done" | "stopped" | "failed";
  total: number;
  done: number;
  changed: number;
  by: string | null;
  at: string;
};

function Begin({ last }: { last: Pass | null }) {
  const t = useTranslations("curation.stored");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [scope, setScope] = useState<(typeof scopes)[number]>("corrected");
  const start = useMutation(
    trpc.curation.startPass.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.curation.pass.pathFilter()) }),
  );
  return (
    <>
      <Radio.Group label={t("scope")} value={scope} onChange={(value) => setScope(value === "everything" ? "everything" : "corrected")}>
        <Stack gap={8} mt={6}>
          {scopes.map((value) => (
            <Radio key={value} value={value} label={t(value)} />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <Button loading={start.isPending} onClick={() => window.confirm(t("sure")) && start.mutate({ scope })}>
          {t("start")}
        </Button>
      </Group>
      {start.error !== null && <Alert color="red">{errorText(start.error)}</Alert>}
      {last === null ? (
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("none")}
        </Text>
      ) : (
        <div role="status">
          <Last pass={last} />
        </div>
      )}
    </>
  );
}

function Last({ pass }: { pass: Pass }) {
  const t = useTranslations("curation.stored");
  const corrections = useTranslations("curation.corrections");
  return (
    <Stack gap={4}>
      <Text size="sm">
        <b>{t(`status.${pass.status}`)}</b> · {t("progress", { done: pass.done, total: pass.total, changed: pass.changed })}
      </Text>
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("begun", { by: pass.by ?? corrections("somebody") })} · <When at={pass.at} />
      </Text>
      {pass.status === "failed" && <Alert color="red">{t("failedHint")}</Alert>}
    </Stack>
  );
}

function UnderWay({ pass }: { pass: Pass }) {
  const t = useTranslations("curation.stored");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const stop = useMutation(
    trpc.curation.stopPass.mutationOptions({ onSettled: () => queries.invalidateQueries(trpc.curation.pass.pathFilter()) }),
  );
  return (
    <>
      <Progress value={pass.total === 0 ? 100 : Math.min(100, (100 * pass.done) / pass.total)} aria-label={t("title")} animated />
      <Last pass={pass} />
      <Group>
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ id: pass.id })}>
          {t("stop")}
        </Button>
      </Group>
    </>
  );
}
