"use client";

import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { catalogue, classInCatalogue, filterCatalogue, noFilter } from "@/core/catalogue/catalogue";
import { matchCatalogue } from "@/core/catalogue/match";
import { PAPER } from "@/core/catalogue/model";
import type { ModelInfo } from "@/core/models";
import { Loaded } from "../../settings/Loaded";
import { Page, PageHeader } from "../../shell/PageHeader";
import { useTRPC } from "../../trpc";
import classes from "./Catalogue.module.css";
import { CatalogueCard } from "./CatalogueCard";
import { CatalogueFilters } from "./CatalogueFilters";

/** Well-known models to choose from, with who says what of them. */
export function CataloguePage() {
  const t = useTranslations("catalogue");
  const trpc = useTRPC();
  const settings = useQuery(trpc.settings.get.queryOptions());
  const models = useQuery(trpc.models.list.queryOptions());
  const [filter, setFilter] = useState(noFilter);
  const registered = useMemo(() => registrations(models.data ?? []), [models.data]);
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={t.rich("description", {
          paper: (chunks) => (
            <Anchor href={PAPER} target="_blank" rel="noreferrer" underline="always" inherit>
              {chunks}
            </Anchor>
          ),
        })}
        actions={
          <Button component={Link} href="/models" variant="default">
            {t("toModels")}
          </Button>
        }
      />
      <Loaded query={settings}>
        {({ slmPolicy }) => {
          const keysOf = (id: string) => (registered.get(id) ?? []).map(({ key }) => key);
          const shown = filterCatalogue(catalogue, filter, (model) => classInCatalogue(model, slmPolicy, keysOf(model.id)));
          return (
            <Stack gap="lg">
              <CatalogueFilters filter={filter} onChange={(change) => setFilter({ ...filter, ...change })} />
              <Text size="sm" c="var(--minnow-text-dim)" role="status">
                {t("count", { shown: shown.length, all: catalogue.length })} {t("memoryHint")}
              </Text>
              {shown.length === 0 ? (
                <div className={classes.none}>
                  <p>{t("none")}</p>
                  <Button variant="default" onClick={() => setFilter(noFilter)}>
                    {t("clear")}
                  </Button>
                </div>
              ) : (
                <ul className={classes.cards}>
                  {shown.map((model) => (
                    <CatalogueCard
                      key={model.id}
                      model={model}
                      modelClass={classInCatalogue(model, slmPolicy, keysOf(model.id))}
                      registered={registered.get(model.id) ?? []}
                    />
                  ))}
                </ul>
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** The workspace's models by the entry they are. */
function registrations(models: readonly ModelInfo[]): Map<string, ModelInfo[]> {
  const found = new Map<string, ModelInfo[]>();
  for (const model of models) {
    const entry = model.connectionKind === "simulated" ? null : matchCatalogue(model.name);
    if (entry !== null) found.set(entry.id, [...(found.get(entry.id) ?? []), model]);
  }
  return found;
}
