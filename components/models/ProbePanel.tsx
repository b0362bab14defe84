"use client";

import { Alert, Button, Group, Input, Stack, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ModelInfo, ServerKind } from "@/core/models";
import { ANSWER_TOKENS, MOST_CALLS, USUAL_CALLS } from "@/core/probes";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { ProbeResultList } from "./ProbeResultList";

/** Why a model isn't asked what it can do; null when it can be. */
function pointless({ connectionKind, capabilities }: ModelInfo): string | null {
  if (capabilities.embeddings) return "embeddings";
  return ServerKind.safeParse(connectionKind).success ? null : connectionKind;
}

type Props = { model: ModelInfo; mayEdit: boolean; onFound(model: ModelInfo): void };

/** “Find out what it can”: a few small calls, and what they found. */
export function ProbePanel({ model, mayEdit, onFound }: Props) {
  const t = useTranslations("probes");
  const errors = useTranslations("errors");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const probe = useMutation(
    trpc.models.probe.mutationOptions({
      onSuccess: async (found) => {
        onFound(found);
        await queries.invalidateQueries(trpc.models.list.queryFilter());
      },
    }),
  );
  const why = pointless(model);
  return (
    <Input.Wrapper label={t("found")} labelElement="div">
      <Stack gap="xs" mt={6}>
        {why === null ? (
          <>
            <ProbeResultList model={model} />
            {probe.error !== null && <Alert color="red">{errorText(probe.error)}</Alert>}
            {mayEdit && (
              <Group gap="xs" align="flex-start" wrap="nowrap">
                <Button
                  type="button"
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconFlask size={15} aria-hidden />}
                  loading={probe.isPending}
                  disabled={!model.enabled}
                  onClick={() => probe.mutate({ key: model.key })}
                  style={{ flex: "none" }}
                >
                  {t("find")}
                </Button>
                <Text size="xs" c="var(--minnow-text-dim)">
                  {probe.isPending ? t("asking") : t("cost", { usual: USUAL_CALLS, most: MOST_CALLS, tokens: ANSWER_TOKENS })}
                </Text>
              </Group>
            )}
          </>
        ) : (
          <Text size="sm" c="var(--minnow-text-dim)">
            {errors("probe_pointless", { kind: why })}
          </Text>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
