"use client";

import { Alert } from "@mantine/core";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "../format/sentences";
import { Loaded } from "../settings/Loaded";
import { Page } from "../shell/PageHeader";
import { useTRPC } from "../trpc";
import { Playground } from "./Playground";

/** A prompt against several models side by side. `?run=` opens the prompt that a run belongs to. */
export function PlaygroundPage({ mayRun, mayEdit }: { mayRun: boolean; mayEdit: boolean }) {
  const t = useTranslations("playground");
  const trpc = useTRPC();
  const errorText = useErrorText();
  // The address changes with every run; only what it was at first is opened.
  const query = useSearchParams();
  const [runId] = useState(() => query.get("run"));
  const models = useQuery(trpc.models.list.queryOptions());
  const opened = useQuery(trpc.playground.prompt.queryOptions(runId === null ? skipToken : { runId }, { retry: false }));
  const isOpening = runId !== null && opened.isPending;
  return (
    <Page>
      {opened.error !== null && (
        <Alert color="red" variant="light" mb="md" title={t("notOpened")}>
          {errorText(opened.error)}
        </Alert>
      )}
      <Loaded query={isOpening ? { ...models, data: undefined } : models}>
        {(list) => (
          <Playground models={list.filter(({ enabled }) => enabled)} opened={opened.data ?? null} mayRun={mayRun} mayEdit={mayEdit} />
        )}
      </Loaded>
    </Page>
  );
}
