"use client";

import { Alert, Anchor, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GraphDocument } from "@/core/graph/document";
import { partOf, refusePart } from "@/core/graph/grouping/border";
import { extractPart, replaceBySubgraph } from "@/core/graph/grouping/subgraph";
import { JsonObject } from "@/core/graph/json";
import { validateGraph } from "@/core/graph/validate";
import { kinds } from "@/nodes/definitions";
import { useErrorText, useProblemText } from "../../format/sentences";
import { useTRPC, useTRPCClient } from "../../trpc";
import { useEditorStore } from "../EditorContext";
import { newId, useRegroup } from "./useRegroup";

/** Asks for the name of the graph that nodes become, makes and publishes it, and puts the node that runs it in their place. */
export function SubgraphDialog({ chosen, onClose }: { chosen: readonly string[] | null; onClose(): void }) {
  const t = useTranslations("grouping.subgraph");
  return (
    <Modal opened={chosen !== null} onClose={onClose} title={t("title")} size="md">
      {chosen !== null && <Form chosen={chosen} onClose={onClose} />}
    </Modal>
  );
}

function Form({ chosen, onClose }: { chosen: readonly string[]; onClose(): void }) {
  const t = useTranslations("grouping.subgraph");
  const errorText = useErrorText();
  const problemText = useProblemText();
  const store = useEditorStore();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { refuse, perform } = useRegroup();
  const [name, setName] = useState(() => t("proposed", { graph: store.getState().graph.name }).slice(0, 120));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const count = partOf(store.getState().document, chosen, kinds).nodes.length;

  /** The nodes as they are now, as a graph of their own. Null when they can't be one, which is told. */
  const extract = () => {
    const { document, models } = store.getState();
    const part = partOf(document, chosen, kinds);
    const refusal = refusePart(document, part, "subgraph", kinds);
    const extracted = refusal === null ? extractPart(document, part, kinds) : null;
    if (extracted === null) {
      refuse(refusal ?? { code: "no_result", params: {} });
      onClose();
      return null;
    }
    const problems = validateGraph(extracted.document, { kinds, ...(models.size > 0 && { models: new Set(models.keys()) }) });
    const problem = problems.find(({ severity }) => severity === "error");
    if (problem !== undefined) setFailure(t("invalid", { problem: problemText(problem) }));
    return problem === undefined ? { document, part, extracted } : null;
  };

  const make = async () => {
    const sent = extract();
    if (sent === null) return;
    const title = name.trim() || t("title");
    const made = await publish(title, sent.extracted.document);
    const now = extract();
    if (now === null || JSON.stringify(now.extracted) !== JSON.stringify(sent.extracted)) {
      await client.graphs.remove.mutate({ id: made.graphId });
      setFailure(t("changed"));
      return;
    }
    const config = JsonObject.parse(JSON.parse(JSON.stringify({ chosen: made })));
    await perform(replaceBySubgraph(now.document, now.part, now.extracted, { id: newId("subgraph"), name: title, config, kinds }));
    notifications.show({
      message: (
        <>
          {t("done", { graph: title })}{" "}
          <Anchor component={Link} href={`/graphs/${made.graphId}`} size="sm">
            {t("open", { graph: title })}
          </Anchor>
        </>
      ),
      autoClose: 12_000,
    });
    void queries.invalidateQueries(trpc.graphs.list.pathFilter());
    onClose();
  };

  /** The graph, made and published; nothing is left of it when it can't be published. */
  const publish = async (title: string, document: GraphDocument) => {
    const { id } = await client.graphs.import.mutate({ name: title, description: "", document });
    try {
      await client.graphs.publish.mutate({ id, revision: 1, message: "" });
      return await client.graphs.interface.query({ id });
    } catch (error) {
      await client.graphs.remove.mutate({ id });
      throw error;
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setFailure(null);
        setBusy(true);
        make()
          .catch((error: unknown) => setFailure(errorText(error)))
          .finally(() => setBusy(false));
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t("text", { count })}</Text>
        <TextInput label={t("name")} maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        {failure !== null && (
          <Alert color="red" variant="light" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
