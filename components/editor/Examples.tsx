"use client";

import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBookmarkPlus, IconChecklist, IconPlayerTrackNext, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { v4 as uuid } from "uuid";
import type { GraphExample } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { useEditor, useEditorStore } from "./EditorContext";
import { Select } from "./later";
import { useStage } from "./StageContext";

const none: readonly GraphExample[] = [];

type Props = {
  /** The form's input, or null while it doesn't fit. */
  input: JsonObject | null;
  runnable: boolean;
  onChoose(input: JsonObject): void;
  flush(): Promise<void>;
};

/** The inputs saved beside the graph: fill the form from one, save another, or run them all. */
export function Examples({ input, runnable, onChoose, flush }: Props) {
  const t = useTranslations("editor.examples");
  const tests = useTranslations("testing");
  const store = useEditorStore();
  const { show } = useStage();
  const examples = useEditor(({ document }) => document.examples) ?? none;
  const [chosen, setChosen] = useState<string | null>(null);
  const current = examples.find(({ id }) => id === chosen);
  const save = () => {
    if (input === null) return;
    const example = { id: `example-${uuid().slice(0, 8)}`, name: t("name", { number: examples.length + 1 }), input };
    store.getState().perform({ type: "saveExample", example });
    setChosen(example.id);
  };
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        flex={1}
        size="xs"
        searchable
        aria-label={t("hint")}
        placeholder={t("choose")}
        disabled={examples.length === 0}
        value={current?.id ?? null}
        data={examples.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          setChosen(id);
          const example = examples.find((candidate) => candidate.id === id);
          if (example !== undefined) onChoose(example.input);
        }}
      />
      {current !== undefined ? (
        <Tooltip label={t("remove")}>
          <ActionIcon aria-label={t("remove")} onClick={() => store.getState().perform({ type: "removeExample", id: current.id })}>
            <IconTrash size={14} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <Tooltip label={t("save")}>
          <ActionIcon aria-label={t("save")} disabled={input === null} onClick={save} bg="transparent">
            <IconBookmarkPlus size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={tests("open")}>
        <ActionIcon aria-label={tests("open")} onClick={() => show("tests", current?.id)} bg="transparent">
          <IconChecklist size={16} />
        </ActionIcon>
      </Tooltip>
      {examples.length > 1 && <RunAll examples={examples} disabled={!runnable} flush={flush} />}
    </Group>
  );
}

function RunAll({ examples, disabled, flush }: { examples: readonly GraphExample[]; disabled: boolean; flush(): Promise<void> }) {
  const t = useTranslations("editor.examples");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const start = useMutation(trpc.runs.start.mutationOptions());
  const all = useMutation({
    mutationFn: async () => {
      await flush();
      const graphId = store.getState().graph.id;
      for (const { input } of examples) await start.mutateAsync({ graphId, version: "draft", input });
      return graphId;
    },
    onSuccess: (graphId) => {
      void queries.invalidateQueries(trpc.runs.pathFilter());
      notifications.show({
        message: (
          <>
            {t("started", { count: examples.length })} <Link href={`/graphs/${graphId}/insights`}>{t("watch")}</Link>
          </>
        ),
      });
    },
    onError: (error) => notifications.show({ color: "red", message: errorText(error) }),
  });
  return (
    <Tooltip label={t("allHint")}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerTrackNext size={13} />}
        disabled={disabled}
        loading={all.isPending}
        onClick={() => all.mutate()}
      >
        {t("all", { count: examples.length })}
      </Button>
    </Tooltip>
  );
}
