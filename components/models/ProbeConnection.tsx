"use client";

import { Alert, Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { ConnectionInfo } from "@/core/connections";
import type { ErrorCode } from "@/core/errors";
import type { ModelInfo } from "@/core/models";
import { MOST_CALLS, USUAL_CALLS } from "@/core/probes";
import { refusalOf, useErrorText } from "../format/sentences";
import { useTRPC, useTRPCClient } from "../trpc";
import { ProbeResultList } from "./ProbeResultList";
import classes from "./Probes.module.css";

/** Finds out what all models of a connection can do, one after another; closing stops it after the call that is under way. */
export function ProbeConnection({ connection, onClose }: { connection: ConnectionInfo; onClose(): void }) {
  const t = useTranslations("probes");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const models = useQuery(trpc.models.list.queryOptions());
  const asked = (models.data ?? []).filter(
    ({ connectionId, enabled, capabilities }) => connectionId === connection.id && enabled && !capabilities.embeddings,
  );
  const { progress, start, stop } = useProbing(asked);
  const close = () => {
    stop();
    onClose();
  };
  const { name } = connection;
  return (
    <Modal opened onClose={close} size="lg" title={t("allTitle", { name })} closeButtonProps={{ "aria-label": common("close") }}>
      <Stack>
        <Text size="sm">
          {asked.length === 0
            ? t("allNone", { name })
            : t("allText", { count: asked.length, calls: asked.length * USUAL_CALLS, most: asked.length * MOST_CALLS })}
        </Text>
        {progress !== null && <Queue models={asked} progress={progress} />}
        <Group justify="flex-end">
          {progress?.running === true && (
            <Text size="sm" mr="auto" role="status">
              {t("progress", { done: progress.ended.size, count: asked.length })}
            </Text>
          )}
          {progress === null && (
            <Button disabled={asked.length === 0} onClick={start}>
              {t("start", { calls: asked.length * USUAL_CALLS })}
            </Button>
          )}
          {progress?.running === true && (
            <Button variant="default" onClick={stop}>
              {t("stop")}
            </Button>
          )}
          {progress?.running === false && <Button onClick={close}>{t("done")}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

/** Errors that are a model's own, and not its connection's. */
const ITS_OWN: ReadonlySet<ErrorCode> = new Set(["provider_model_unknown", "model_missing", "not_found", "provider_rejected"]);

type Progress = { running: boolean; ended: ReadonlyMap<string, ModelInfo | Error> };

function useProbing(models: readonly ModelInfo[]) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);
  const control = useRef<AbortController | null>(null);
  const start = async () => {
    control.current = new AbortController();
    const { signal } = control.current;
    const ended = new Map<string, ModelInfo | Error>();
    setProgress({ running: true, ended });
    for (const { key } of models) {
      const result = await client.models.probe.mutate({ key }, { signal }).catch((error: Error) => error);
      if (signal.aborted) break;
      ended.set(key, result);
      setProgress({ running: true, ended: new Map(ended) });
      // What is wrong with one model alone is no reason not to ask the others; a server that is down would keep each of them waiting.
      if (result instanceof Error && !ITS_OWN.has(refusalOf(result)?.code ?? "internal")) break;
    }
    setProgress({ running: false, ended: new Map(ended) });
    await queries.invalidateQueries(trpc.models.list.queryFilter());
  };
  return { progress, start: () => void start(), stop: () => control.current?.abort() };
}

function Queue({ models, progress: { running, ended } }: { models: readonly ModelInfo[]; progress: Progress }) {
  const t = useTranslations("probes");
  const errorText = useErrorText();
  const current = running ? models.find(({ key }) => !ended.has(key))?.key : undefined;
  return (
    <ul className={classes.queue}>
      {models.map(({ key, label }) => {
        const result = ended.get(key);
        return (
          <li key={key}>
            <h4>{label}</h4>
            {result === undefined && (
              <p className={classes.none}>{key === current ? <Loader size="xs" aria-label={t("asking")} /> : running && t("waiting")}</p>
            )}
            {result instanceof Error && <Alert color="red">{errorText(result)}</Alert>}
            {result !== undefined && !(result instanceof Error) && <ProbeResultList model={result} />}
          </li>
        );
      })}
    </ul>
  );
}
