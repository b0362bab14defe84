"use client";

import { ActionIcon, Alert, Button, Card, Group, Loader, NativeSelect, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconArrowLeft, IconSearch, IconTrash, IconUpload } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { fileEndings, type KnowledgeBase } from "@/core/knowledge/base";
import { Bytes, When } from "../format/Quantity";
import { useErrorText, useRunErrorText } from "../format/sentences";
import classes from "../runs/Runs.module.css";
import { DropZone } from "../shell/DropZone";
import { Page, PageHeader } from "../shell/PageHeader";
import { useTRPC } from "../trpc";
import { type Upload, useUploads } from "./useUploads";

/** One knowledge base: its files, more of them, and trying what is found. */
export function BasePage({ id, edits }: { id: string; edits: boolean }) {
  const t = useTranslations("data");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const bases = useQuery(
    trpc.knowledge.list.queryOptions(undefined, {
      // Vectors are made by a worker, which tells nobody.
      refetchInterval: ({ state }) => ((state.data?.find((base) => base.id === id)?.unembedded ?? 0) > 0 ? 2_000 : false),
    }),
  );
  const base = bases.data?.find((one) => one.id === id);
  const documents = useQuery(trpc.knowledge.documents.queryOptions({ baseId: id }));
  const refresh = () => queries.invalidateQueries(trpc.knowledge.pathFilter());
  const removeDocument = useMutation(trpc.knowledge.removeDocument.mutationOptions({ onSuccess: refresh }));
  const remove = useMutation(
    trpc.knowledge.remove.mutationOptions({
      onSuccess: () => {
        void refresh();
        router.push("/data");
      },
    }),
  );
  const error = documents.error ?? removeDocument.error ?? remove.error;
  return (
    <Page>
      <Link href="/data" className={classes.back}>
        <IconArrowLeft size={14} aria-hidden /> {t("all")}
      </Link>
      <PageHeader
        title={base?.name ?? t("title")}
        actions={
          edits && (
            <Button
              variant="default"
              leftSection={<IconTrash size={15} />}
              loading={remove.isPending}
              onClick={() => window.confirm(t("removeSure")) && remove.mutate({ id })}
            >
              {t("remove")}
            </Button>
          )
        }
      />
      {error !== null && (
        <Alert color="red" variant="light" mb="md" role="alert">
          {errorText(error)}
        </Alert>
      )}
      <Stack gap="lg">
        {edits && <DropFiles baseId={id} onAdded={refresh} />}
        {base !== undefined && <Meaning key={base.id} base={base} edits={edits} onChanged={refresh} />}
        {documents.data === undefined ? (
          documents.error === null && <Loader size="sm" />
        ) : documents.data.length === 0 ? (
          <Text c="var(--minnow-text-dim)">{t("noDocuments")}</Text>
        ) : (
          <Card withBorder bg="var(--minnow-surface)" padding="xs">
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("document")}</Table.Th>
                  <Table.Th ta="right">{t("size")}</Table.Th>
                  <Table.Th ta="right">{t("passages")}</Table.Th>
                  <Table.Th>{t("added")}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {documents.data.map((document) => (
                  <Table.Tr key={document.id}>
                    <Table.Td>{document.name}</Table.Td>
                    <Table.Td ta="right">
                      <Bytes value={document.size} />
                    </Table.Td>
                    <Table.Td ta="right" className="tabular">
                      {document.chunks}
                    </Table.Td>
                    <Table.Td>
                      <When at={document.createdAt} />
                    </Table.Td>
                    <Table.Td ta="right">
                      {edits && (
                        <ActionIcon
                          aria-label={t("removeDocument", { name: document.name })}
                          disabled={removeDocument.isPending}
                          onClick={() => removeDocument.mutate({ id: document.id })}
                        >
                          <IconTrash size={15} />
                        </ActionIcon>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Card>
        )}
        {(documents.data?.length ?? 0) > 0 && <TrySearch baseId={id} />}
      </Stack>
    </Page>
  );
}

function DropFiles({ baseId, onAdded }: { baseId: string; onAdded(): void }) {
  const t = useTranslations("data");
  const { uploads, add } = useUploads(baseId, onAdded);
  return (
    <div>
      <DropZone
        icon={IconUpload}
        label={t("drop")}
        hint={t("dropHint", { endings: fileEndings.join(" ") })}
        endings={fileEndings}
        onFiles={add}
      />
      <Stack gap={4} mt="xs" aria-live="polite">
        {uploads.map((upload) => (
          <UploadLine key={upload.id} upload={upload} />
        ))}
      </Stack>
    </div>
  );
}

function UploadLine({ upload: { name, sent, size, outcome } }: { upload: Upload }) {
  const t = useTranslations("data");
  const percent = size === 0 ? 100 : Math.round((sent / size) * 100);
  const said =
    outcome === null
      ? percent < 100
        ? t("uploading", { percent })
        : t("reading")
      : outcome.ok
        ? outcome.added
          ? t("addedTo", { chunks: outcome.chunks })
          : t("known")
        : outcome.message;
  return (
    <Text size="sm" c={outcome?.ok === false ? "var(--minnow-failed)" : "var(--minnow-text-dim)"}>
      <strong>{name}</strong> · {said}
    </Text>
  );
}

/** Whether a base is searched by meaning, too, and how far the model has read it. */
function Meaning({ base, edits, onChanged }: { base: KnowledgeBase; edits: boolean; onChanged(): Promise<void> }) {
  const t = useTranslations("data");
  const errorText = useErrorText();
  const refusalText = useRunErrorText();
  const trpc = useTRPC();
  const models = useQuery(trpc.models.list.queryOptions());
  const choose = useMutation(trpc.knowledge.chooseEmbeddings.mutationOptions({ onSuccess: onChanged }));
  const able = models.data?.filter(({ capabilities, enabled }) => capabilities.embeddings && enabled) ?? [];
  if (models.data === undefined) return null;
  if (able.length === 0 && base.embeddingModel === null)
    return (
      <Text size="sm" c="var(--minnow-text-dim)">
        {t.rich("noEmbeddings", { link: (words) => <Link href="/models">{words}</Link> })}
      </Text>
    );
  const options = able.map(({ key, label, connectionName }) => ({ value: key, label: `${label} · ${connectionName}` }));
  const gone = base.embeddingModel !== null && !able.some(({ key }) => key === base.embeddingModel) ? [base.embeddingModel] : [];
  return (
    <div>
      <NativeSelect
        label={t("meaning")}
        description={t("meaningHint")}
        maw={420}
        disabled={!edits || choose.isPending}
        value={base.embeddingModel ?? ""}
        onChange={({ currentTarget }) => choose.mutate({ id: base.id, model: currentTarget.value === "" ? null : currentTarget.value })}
        data={[{ value: "", label: t("wordsAlone") }, ...options, ...gone]}
      />
      <Text size="sm" mt={6} c={base.embeddingError === null ? "var(--minnow-text-dim)" : "var(--minnow-failed)"} aria-live="polite">
        {choose.error !== null
          ? errorText(choose.error)
          : base.embeddingError !== null
            ? t("embeddingFailed", { reason: refusalText(base.embeddingError) })
            : base.unembedded > 0 && t("unembedded", { count: base.unembedded })}
      </Text>
    </div>
  );
}

function TrySearch({ baseId }: { baseId: string }) {
  const t = useTranslations("data");
  const errorText = useErrorText();
  const refusalText = useRunErrorText();
  const [text, setText] = useState("");
  const [query, setQuery] = useState("");
  const found = useQuery(
    useTRPC().knowledge.search.queryOptions({ baseId, query, limit: 5 }, { enabled: query !== "", placeholderData: keepPreviousData }),
  );
  return (
    <section aria-label={t("try")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setQuery(text.trim());
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            flex={1}
            label={t("try")}
            placeholder={t("tryPlaceholder")}
            maxLength={2_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" leftSection={<IconSearch size={15} />} disabled={text.trim() === ""}>
            {t("search")}
          </Button>
        </Group>
      </form>
      {found.error !== null && (
        <Alert color="red" variant="light" mt="sm" role="alert">
          {errorText(found.error)}
        </Alert>
      )}
      {query !== "" && found.data !== undefined && (
        <Stack gap="xs" mt="sm">
          {found.data.wordsOnly !== null && (
            <Text size="sm" c="var(--minnow-text-dim)">
              {t("wordsOnly", { reason: refusalText(found.data.wordsOnly) })}
            </Text>
          )}
          {found.data.passages.length === 0 && <Text c="var(--minnow-text-dim)">{t("nothingFound")}</Text>}
          {found.data.passages.map((passage, index) => (
            <Card key={`${passage.citation} ${passage.text.slice(0, 40)}`} withBorder bg="var(--minnow-surface)" padding="sm">
              <Text size="xs" fw={600}>
                [{index + 1}] {passage.citation}
              </Text>
              <Text size="sm" mt={4} style={{ whiteSpace: "pre-wrap" }}>
                {passage.text}
              </Text>
            </Card>
          ))}
        </Stack>
      )}
    </section>
  );
}
