"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { ModelChip } from "./ModelChip";

/** Asks of models whose size nobody knows whether they count as small or large. Nothing when there are none. */
export function UnknownSizes() {
  const t = useTranslations("models.unknownSizes");
  const tModels = useTranslations("models");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data } = useQuery(trpc.models.list.queryOptions());
  const classify = useMutation(
    trpc.models.classify.mutationOptions({
      onSuccess: () =>
        Promise.all([trpc.models, trpc.insights, trpc.graphs, trpc.runs].map((path) => queries.invalidateQueries(path.pathFilter()))),
    }),
  );
  const unknown = data?.filter((model) => model.class === "unknown" && model.enabled && !model.capabilities.embeddings) ?? [];
  if (unknown.length === 0) return null;
  return (
    <Alert variant="light" title={t("question")} mb="md">
      <Text size="sm" mb="sm">
        {t.rich("hint", { link: (words) => <Link href="/models">{words}</Link> })}
      </Text>
      <Stack gap={6}>
        {unknown.map(({ key, label, connectionName }) => (
          <Group key={key} gap="sm">
            <ModelChip model={{ label, class: "unknown", simulated: false }} />
            <Text size="xs" c="var(--minnow-text-dim)">
              {connectionName}
            </Text>
            <Button.Group>
              {(["slm", "llm"] as const).map((size) => (
                <Button
                  key={size}
                  size="compact-xs"
                  variant="default"
                  disabled={classify.isPending}
                  aria-label={t(size === "slm" ? "small" : "large", { model: label })}
                  onClick={() => classify.mutate({ key, class: size })}
                >
                  {tModels(`class.${size}`)}
                </Button>
              ))}
            </Button.Group>
          </Group>
        ))}
      </Stack>
      {classify.error !== null && (
        <Text size="sm" c="var(--minnow-failed)" role="alert">
          {errorText(classify.error)}
        </Text>
      )}
    </Alert>
  );
}
