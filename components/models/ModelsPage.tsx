"use client";

import { Button, Group, Skeleton, Stack } from "@mantine/core";
import { IconBook2, IconColumns3, IconFileDollar, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { presets } from "@/core/connections";
import { Loaded } from "../settings/Loaded";
import { Page, PageHeader } from "../shell/PageHeader";
import { useTRPC } from "../trpc";
import { ChooseModels } from "./ChooseModels";
import { ConnectionCard } from "./ConnectionCard";
import { ConnectionForm } from "./ConnectionForm";
import type { Dialog } from "./dialog";
import { ImportRecordings } from "./ImportRecordings";
import { ModelDrawer } from "./ModelDrawer";
import classes from "./Models.module.css";
import { ModelTable } from "./ModelTable";
import { Offers } from "./Offers";
import { ProbeConnection } from "./ProbeConnection";
import { ImportPrices } from "./prices/ImportPrices";
import { RemoveConnection } from "./RemoveConnection";

/** Connections to model servers and the registry of their models. */
export function ModelsPage({ mayEdit }: { mayEdit: boolean }) {
  const t = useTranslations("models");
  const tPlayground = useTranslations("playground");
  const tPrices = useTranslations("prices");
  const tCatalogue = useTranslations("catalogue");
  const trpc = useTRPC();
  const connections = useQuery(trpc.models.connections.queryOptions());
  const models = useQuery(trpc.models.list.queryOptions());
  const [dialog, open] = useState<Dialog | null>(null);
  const close = () => open(null);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => open({ type: "add", preset: null })}>
      {t("addConnection")}
    </Button>
  );
  const catalogue = (
    <Button component={Link} href="/models/catalogue" variant="default" leftSection={<IconBook2 size={16} />}>
      {tCatalogue("title")}
    </Button>
  );
  const playground = (
    <Button component={Link} href="/models/playground" variant="default" leftSection={<IconColumns3 size={16} />}>
      {tPlayground("open")}
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Group gap="xs">
            {catalogue}
            {playground}
            {mayEdit && add}
          </Group>
        }
      />
      <Stack gap="xl">
        {mayEdit && <Offers onChoose={(connection) => open({ type: "choose", connection })} />}
        <section aria-label={t("connections")}>
          <h2 className={classes.heading}>{t("connections")}</h2>
          <Loaded query={connections}>
            {(list) => (
              <div className={classes.cards}>
                {list.map((connection) => (
                  <ConnectionCard key={connection.id} connection={connection} mayEdit={mayEdit} open={open} />
                ))}
                {mayEdit && <QuickAdd open={open} />}
              </div>
            )}
          </Loaded>
        </section>
        <section aria-label={t("registry")}>
          <Group justify="space-between" align="flex-start" gap="xs">
            <h2 className={classes.heading}>{t("registry")}</h2>
            {mayEdit && (models.data?.length ?? 0) > 0 && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconFileDollar size={15} aria-hidden />}
                onClick={() => open({ type: "prices" })}
              >
                {tPrices("import.open")}
              </Button>
            )}
          </Group>
          {models.data === undefined && models.error === null ? (
            <Skeleton height={220} />
          ) : (
            <Loaded query={models}>{(list) => <ModelTable models={list} mayEdit={mayEdit} open={open} />}</Loaded>
          )}
        </section>
      </Stack>
      {dialog?.type === "add" && (
        <ConnectionForm
          key={typeof dialog.preset === "string" ? dialog.preset : dialog.preset?.id}
          start={dialog.preset}
          onClose={close}
          onAdded={(connection) => open({ type: connection.kind === "recorded" ? "import" : "choose", connection })}
        />
      )}
      {dialog?.type === "edit" && <ConnectionForm connection={dialog.connection} onClose={close} />}
      {dialog?.type === "choose" && <ChooseModels connection={dialog.connection} onClose={close} />}
      {dialog?.type === "import" && <ImportRecordings connection={dialog.connection} onClose={close} />}
      {dialog?.type === "prices" && connections.data !== undefined && models.data !== undefined && (
        <ImportPrices models={models.data} connections={connections.data} onClose={close} />
      )}
      {dialog?.type === "probe" && <ProbeConnection connection={dialog.connection} onClose={close} />}
      {dialog?.type === "remove" && <RemoveConnection connection={dialog.connection} onClose={close} />}
      <ModelDrawer
        model={dialog?.type === "model" ? models.data?.find(({ key }) => key === dialog.key) : undefined}
        mayEdit={mayEdit}
        onClose={close}
      />
    </Page>
  );
}

const QUICK: ReadonlySet<string> = new Set("openai anthropic google azure openrouter nim ollama llamacpp vllm lmstudio gguf".split(" "));

/** The well-known servers, one click from their form. */
function QuickAdd({ open }: { open(dialog: Dialog): void }) {
  const t = useTranslations("models");
  const connecting = useTranslations("connecting");
  const quick = presets.filter(({ id }) => QUICK.has(id));
  return (
    <div className={classes.quick}>
      <p>{t("quickText")}</p>
      <div className={classes.quickButtons}>
        {quick.map((preset) => (
          <Button key={preset.id} size="compact-sm" variant="default" onClick={() => open({ type: "add", preset })}>
            {preset.kind === "gguf" ? t("kind.gguf") : preset.name}
          </Button>
        ))}
        <Button size="compact-sm" variant="default" onClick={() => open({ type: "add", preset: "recorded" })}>
          {t("kind.recorded")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => open({ type: "add", preset: null })}>
          {connecting("more")}
        </Button>
      </div>
    </div>
  );
}
