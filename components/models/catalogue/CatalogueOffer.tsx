"use client";

import { Alert, Anchor, Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { matchCatalogue } from "@/core/catalogue/match";
import type { ModelFacts } from "@/core/connections";
import type { ModelInfo } from "@/core/models";
import { useErrorText } from "../../format/sentences";
import { useTRPC } from "../../trpc";
import { useFactLine } from "./words";

type Taken = Pick<ModelFacts, "parameters" | "contextTokens" | "licence">;

/** What the catalogue knows of a model and nobody has said: one click from being its facts. */
export function CatalogueOffer({ model, onTaken }: { model: ModelInfo; onTaken(facts: Taken): void }) {
  const t = useTranslations("catalogue");
  const errorText = useErrorText();
  const factLine = useFactLine();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const take = useMutation(
    trpc.models.takeFromCatalogue.mutationOptions({
      onSuccess: async (facts) => {
        onTaken(facts);
        // A model's class shows on every page.
        await queries.invalidateQueries();
      },
    }),
  );
  const entry = model.simulation === null ? matchCatalogue(model.name) : null;
  if (entry === null) return null;
  const missing = {
    parameters: model.parameters === null ? entry.parameters : null,
    contextTokens: model.contextTokens === null ? entry.contextTokens : null,
    licence: model.licence === null ? entry.licence : null,
  };
  if (Object.values(missing).every((fact) => fact === null)) return null;
  return (
    <Alert color="gray" title={t("offerTitle", { name: entry.name })}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{factLine({ ...missing, activeParameters: entry.activeParameters })}</Text>
        <Anchor href={entry.source} target="_blank" rel="noreferrer" size="sm">
          {t("source")}
        </Anchor>
        {take.error !== null && <Text c="red">{errorText(take.error)}</Text>}
        <Button type="button" size="compact-sm" variant="default" loading={take.isPending} onClick={() => take.mutate({ key: model.key })}>
          {t("offerTake")}
        </Button>
      </Stack>
    </Alert>
  );
}
