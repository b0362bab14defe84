"use client";

import { Alert, Button, Card, Group, Loader, Stack, Text, TextInput } from "@mantine/core";
import { IconBooks, IconPlus, IconShieldLock } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Bytes, When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { Page, PageHeader } from "../shell/PageHeader";
import { useTRPC } from "../trpc";

/** The workspace's knowledge bases, and making one. */
export function BasesPage({ edits }: { edits: boolean }) {
  const t = useTranslations("data");
  const curation = useTranslations("curation");
  const errorText = useErrorText();
  const bases = useQuery(useTRPC().knowledge.list.queryOptions());
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Button component={Link} href="/data/curation" variant="default" leftSection={<IconShieldLock size={16} />}>
            {curation("title")}
          </Button>
        }
      />
      {edits && <NewBase />}
      {bases.error !== null ? (
        <Alert color="red" variant="light" role="alert">
          {errorText(bases.error)}
        </Alert>
      ) : bases.data === undefined ? (
        <Loader size="sm" />
      ) : bases.data.length === 0 ? (
        <EmptyState
          icon={<IconBooks size={28} stroke={1.5} aria-hidden />}
          title={t("emptyTitle")}
          text={t("emptyText")}
          steps={[t("emptySteps.make"), t("emptySteps.fill"), t("emptySteps.use")]}
        />
      ) : (
        <Stack gap="sm">
          {bases.data.map((base) => (
            <Card key={base.id} withBorder bg="var(--minnow-surface)" component="article" aria-label={base.name}>
              <Group justify="space-between" wrap="nowrap">
                <div>
                  <Text component={Link} href={`/data/${base.id}`} fw={600}>
                    {base.name}
                  </Text>
                  <Text size="sm" c="var(--minnow-text-dim)">
                    {t("contents", { documents: base.documents, chunks: base.chunks })}
                    {base.size > 0 && (
                      <>
                        {" "}
                        · <Bytes value={base.size} />
                      </>
                    )}
                  </Text>
                </div>
                <Text size="sm" c="var(--minnow-text-dim)">
                  <When at={base.updatedAt} />
                </Text>
              </Group>
            </Card>
          ))}
        </Stack>
      )}
    </Page>
  );
}

function NewBase() {
  const t = useTranslations("data");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState("");
  const create = useMutation(
    trpc.knowledge.create.mutationOptions({
      onSuccess: ({ id }) => {
        void queries.invalidateQueries(trpc.knowledge.pathFilter());
        router.push(`/data/${id}`);
      },
    }),
  );
  return (
    <form
      aria-label={t("new")}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") create.mutate({ name: name.trim(), description: "" });
      }}
    >
      <Group align="flex-end" gap="sm" mb="lg">
        <TextInput
          label={t("new")}
          placeholder={t("namePlaceholder")}
          maxLength={80}
          w={320}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" leftSection={<IconPlus size={16} />} disabled={name.trim() === ""} loading={create.isPending}>
          {t("create")}
        </Button>
      </Group>
      {create.error !== null && (
        <Alert color="red" variant="light" mb="md" role="alert">
          {errorText(create.error)}
        </Alert>
      )}
    </form>
  );
}
