"use client";

import { Alert, Anchor, Button, Select, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { z } from "zod";
import { useEditor } from "@/components/editor/EditorContext";
import { useErrorText } from "@/components/format/sentences";
import type { InspectorProps } from "@/components/inspector/contract";
import { useTRPC } from "@/components/trpc";
import type { subgraph } from "./definition";

export function SubgraphInspector({ config, change }: InspectorProps<z.output<typeof subgraph.config>>) {
  const t = useTranslations("editor.subgraph");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const own = useEditor(({ graph }) => graph.id);
  const graphs = useQuery(trpc.graphs.list.queryOptions());
  const [error, setError] = useState<unknown>(null);
  const { chosen } = config;
  const choices = (graphs.data ?? []).filter(({ id, liveVersion }) => liveVersion !== null && id !== own);
  const current = choices.find(({ id }) => id === chosen?.graphId);
  const gone = chosen !== null && graphs.data !== undefined && current === undefined;
  const take = async (graphId: string) => {
    setError(null);
    try {
      const taken = await queries.fetchQuery(trpc.graphs.interface.queryOptions({ id: graphId }, { staleTime: 0 }));
      change({ chosen: taken });
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <Stack gap="sm">
      <Select
        size="sm"
        searchable
        label={t("graph")}
        placeholder={t("choose")}
        nothingFoundMessage={t("none")}
        disabled={graphs.data === undefined}
        data={[
          ...choices.map(({ id, name }) => ({ value: id, label: name })),
          ...(gone ? [{ value: chosen.graphId, label: t("gone"), disabled: true }] : []),
        ]}
        value={chosen?.graphId ?? null}
        allowDeselect={false}
        error={chosen === null}
        onChange={(graphId) => graphId !== null && void take(graphId)}
      />
      {graphs.data !== undefined && choices.length === 0 && (
        <Text size="xs" c="var(--minnow-text-dim)">
          {t("nothingPublished")}
        </Text>
      )}
      {chosen !== null && (
        <Text size="xs" c="var(--minnow-text-dim)">
          {t("version", { version: chosen.version })}{" "}
          {current !== undefined && (
            <Anchor component={Link} href={`/graphs/${chosen.graphId}`} size="xs">
              {t("open")}
            </Anchor>
          )}
        </Text>
      )}
      {chosen !== null && current !== undefined && current.liveVersion !== null && current.liveVersion !== chosen.version && (
        <Button size="compact-sm" variant="default" w="fit-content" onClick={() => void take(current.id)}>
          {t("update", { version: current.liveVersion })}
        </Button>
      )}
      {(error ?? graphs.error) !== null && (
        <Alert color="red" variant="light">
          {errorText(error ?? graphs.error)}
        </Alert>
      )}
    </Stack>
  );
}
