"use client";

import { Alert, Button, Checkbox, Group, Loader, Modal, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { type ConnectionInfo, type FoundModel, type NewModel, parametersInName } from "@/core/connections";
import { useErrorText } from "../format/sentences";
import { useTRPC, useTRPCClient } from "../trpc";
import classes from "./Models.module.css";
import { useSize } from "./SizeCell";

/** Few models are ticked from the start; many are for the person to choose from. */
const FEW = 12;
const SHOWN = 200;

/** Registers models of a connection: those its server lists, or one by name. */
export function ChooseModels({ connection, onClose }: { connection: ConnectionInfo; onClose(): void }) {
  const t = useTranslations("models");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const client = useTRPCClient();
  const found = useQuery({
    queryKey: ["models a server lists", connection.id],
    queryFn: () => client.models.discoverModels.mutate({ id: connection.id }),
    enabled: connection.kind !== "recorded" && connection.kind !== "simulated",
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const { add, error, isPending } = useAdd(connection, onClose);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("chooseTitle", { name: connection.name })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack>
        {found.isLoading && (
          <Group gap="xs">
            <Loader size="xs" /> {t("asking")}
          </Group>
        )}
        {found.error !== null && <Alert color="red">{errorText(found.error)}</Alert>}
        {found.data !== undefined && <Listed models={found.data} add={add} adding={isPending} />}
        {error !== null && <Alert color="red">{errorText(error)}</Alert>}
        <ByName add={add} adding={isPending} />
      </Stack>
    </Modal>
  );
}

function useAdd(connection: ConnectionInfo, onClose: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation(
    trpc.models.addModels.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.models.pathFilter());
        onClose();
      },
    }),
  );
  const add = (models: NewModel[], sizesByName: boolean) => mutate({ connectionId: connection.id, models, sizesByName });
  return { add, error, isPending };
}

type Adding = { add(models: NewModel[], sizesByName: boolean): void; adding: boolean };

function Listed({ models, add, adding }: { models: readonly FoundModel[] } & Adding) {
  const t = useTranslations("models");
  const format = useFormatter();
  const open = models.filter(({ registered }) => !registered);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        open.length > FEW ? [] : open.filter(({ chat, capabilities }) => chat || capabilities?.embeddings === true).map(({ name }) => name),
      ),
  );
  const [search, setSearch] = useState("");
  const [byName, setByName] = useState(false);
  const facts = useTranslations("facts");
  if (models.length === 0) return <Text size="sm">{t("listsNone")}</Text>;
  if (open.length === 0) return <Text size="sm">{t("allRegistered", { count: models.length })}</Text>;
  const matching = open.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const unsized = open.filter(({ name, parameters = null }) => chosen.has(name) && parameters === null && parametersInName(name) !== null);
  const toggle = (name: string) =>
    setChosen((names) => new Set(names.has(name) ? [...names].filter((one) => one !== name) : [...names, name]));
  return (
    <Stack gap="xs">
      {open.length > FEW && (
        <TextInput
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      )}
      <div className={classes.found}>
        <Table>
          <Table.Tbody>
            {matching.slice(0, SHOWN).map((model) => (
              <Table.Tr key={model.name}>
                <Table.Td>
                  <Checkbox label={model.name} checked={chosen.has(model.name)} onChange={() => toggle(model.name)} />
                </Table.Td>
                <Table.Td className={classes.number}>
                  <Size model={model} />
                </Table.Td>
                <Table.Td className={classes.number}>
                  {model.contextTokens != null && t("contextShort", { value: format.number(model.contextTokens) })}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {matching.length > SHOWN && (
        <Text size="xs" c="var(--minnow-text-dim)">
          {t("more", { count: matching.length - SHOWN })}
        </Text>
      )}
      {unsized.length > 0 && (
        <Checkbox
          label={facts("takeSizes", { count: unsized.length })}
          description={facts("takeSizesHint")}
          checked={byName}
          onChange={({ currentTarget }) => setByName(currentTarget.checked)}
        />
      )}
      <Group justify="flex-end">
        <Button
          loading={adding}
          disabled={chosen.size === 0}
          onClick={() =>
            add(
              open.filter(({ name }) => chosen.has(name)).map(({ registered, chat, ...model }) => model),
              byName,
            )
          }
        >
          {t("addCount", { count: chosen.size })}
        </Button>
      </Group>
    </Stack>
  );
}

function Size({ model: { name, parameters = null } }: { model: FoundModel }) {
  const t = useTranslations("facts");
  const size = useSize();
  if (parameters !== null) return size(parameters);
  const named = parametersInName(name);
  return named !== null && <span className={classes.dim}>{t("nameSays", { size: size(named) })}</span>;
}

function ByName({ add, adding }: Adding) {
  const t = useTranslations("models");
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") add([{ name: name.trim() }], false);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <TextInput
          flex={1}
          label={t("byName")}
          description={t("byNameHint")}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          maxLength={200}
        />
        <Button type="submit" variant="default" loading={adding} disabled={name.trim() === ""}>
          {t("add")}
        </Button>
      </Group>
    </form>
  );
}
