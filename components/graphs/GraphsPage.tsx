"use client";

import { Alert, Button, Group, SimpleGrid, Skeleton } from "@mantine/core";
import { IconFileImport, IconPlus, IconShare } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { Page, PageHeader } from "../shell/PageHeader";
import { useTRPC } from "../trpc";
import { GraphCard } from "./GraphCard";
import { ImportGraph } from "./ImportGraph";
import { NewGraph } from "./NewGraph";
import { StartCards } from "./StartCards";

/** All graphs of the workspace, last edited first. */
export function GraphsPage() {
  const t = useTranslations("graphs");
  const tFiles = useTranslations("interchange");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.graphs.list.queryOptions());
  const { data: models } = useQuery(trpc.models.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const classes = new Map((models ?? []).map(({ key, class: modelClass }) => [key, modelClass]));
  const [importing, setImporting] = useState(false);
  const create = (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={() => setImporting(true)}>
        {tFiles("import")}
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
        {t("new")}
      </Button>
    </Group>
  );
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      {error !== null && data === undefined ? (
        <Alert color="red" variant="light" title={t("notLoaded")}>
          {errorText(error)}
          <Button mt="sm" size="xs" variant="default" display="block" onClick={() => void refetch()}>
            {t("retry")}
          </Button>
        </Alert>
      ) : data === undefined ? (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} aria-label={t("loading")}>
          {[0, 1, 2].map((index) => (
            <Skeleton key={index} height={248} radius="md" />
          ))}
        </SimpleGrid>
      ) : data.length === 0 ? (
        <EmptyState
          icon={<IconShare size={28} stroke={1.5} aria-hidden />}
          title={t("emptyTitle")}
          text={t("emptyText")}
          action={
            <>
              <StartCards />
              <Group justify="center">{create}</Group>
            </>
          }
        />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {data.map((graph) => (
            <GraphCard key={graph.id} graph={graph} modelClasses={classes} />
          ))}
        </SimpleGrid>
      )}
      <ImportGraph opened={importing} onClose={() => setImporting(false)} />
      <NewGraph opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
