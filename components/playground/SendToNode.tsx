"use client";

import { Alert, Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { Prompt } from "@/core/graph/playground";
import { definitions } from "@/nodes/definitions";
import { useErrorText } from "../format/sentences";
import { Loaded } from "../settings/Loaded";
import { useTRPC } from "../trpc";
import { useToldWithLink } from "./useToldWithLink";

type Target = { graphId: string; name: string; nodes: { id: string; name: string }[] };
type Props = { prompt: Prompt; model: { key: string; label: string }; onClose(): void };

/** Puts the prompt and the model that answered it into a node of a graph's draft. */
export function SendToNode({ prompt, model, onClose }: Props) {
  const t = useTranslations("playground.send");
  const trpc = useTRPC();
  const targets = useQuery(trpc.playground.targets.queryOptions(undefined, { staleTime: 0 }));
  return (
    <Modal opened onClose={onClose} title={t("title")} closeButtonProps={{ "aria-label": t("close") }}>
      <Loaded query={targets}>
        {(list) =>
          list.length === 0 ? (
            <Text size="sm">{t("none")}</Text>
          ) : (
            <SendForm prompt={prompt} model={model} targets={list} onClose={onClose} />
          )
        }
      </Loaded>
    </Modal>
  );
}

/** No node has this id: they hold no slash. */
const NEW = "/new";

function SendForm({ prompt, model, targets, onClose }: Props & { targets: readonly Target[] }) {
  const t = useTranslations("playground.send");
  const trpc = useTRPC();
  const locale = useLocale();
  const errorText = useErrorText();
  const tell = useToldWithLink();
  const [graphId, setGraphId] = useState(targets[0]?.graphId ?? "");
  const [nodeId, setNodeId] = useState(NEW);
  const graph = targets.find((target) => target.graphId === graphId);
  const node = graph?.nodes.find(({ id }) => id === nodeId);
  const send = useMutation(
    trpc.playground.sendToNode.mutationOptions({
      onSuccess() {
        tell(t("sent", { graph: graph?.name ?? "" }), `/graphs/${graphId}`, t("open"));
        onClose();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const name = definitions.model.text[locale].title;
        send.mutate({ graphId, nodeId: node?.id ?? null, name, task: prompt.task, model: model.key });
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("how", { model: model.label })}
        </Text>
        <Select
          label={t("graph")}
          allowDeselect={false}
          searchable={targets.length > 8}
          data={targets.map((target) => ({ value: target.graphId, label: target.name }))}
          value={graphId}
          onChange={(value) => {
            setGraphId(value ?? graphId);
            setNodeId(NEW);
          }}
        />
        <Select
          label={t("node")}
          allowDeselect={false}
          data={[{ value: NEW, label: t("newNode") }, ...(graph?.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          value={nodeId}
          onChange={(value) => setNodeId(value ?? NEW)}
        />
        {node !== undefined && <Text size="sm">{t("replaces", { node: node.name })}</Text>}
        {send.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {errorText(send.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {t("send")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
