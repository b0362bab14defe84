"use client";

import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChartBar, IconCopy, IconDots, IconFileExport, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ModelClass } from "@/core/models";
import { kinds } from "@/nodes/definitions";
import { Count, Money, When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { downloadGraph } from "../interchange/download";
import { useTRPC, useTRPCClient } from "../trpc";
import { EditDetails } from "./EditDetails";
import classes from "./Graphs.module.css";
import type { GraphSummary } from "./summary";
import { Thumbnail } from "./Thumbnail";

/** A graph at a glance: its drawing, who serves it, how much it ran and cost. */
export function GraphCard({ graph, modelClasses }: { graph: GraphSummary; modelClasses: ReadonlyMap<string, ModelClass> }) {
  const t = useTranslations("graphs");
  const served = graph.outline.nodes.filter(({ kind }) => kinds(kind)?.asksModels === true);
  const small = served.filter(({ models }) => modelClasses.get(models[0] ?? "") === "slm").length;
  return (
    <article className={classes.card} aria-label={graph.name}>
      <Link href={`/graphs/${graph.id}`} className={classes.drawing} tabIndex={-1} aria-hidden>
        <Thumbnail outline={graph.outline} modelClasses={modelClasses} />
      </Link>
      <div className={classes.text}>
        <Group gap={6} wrap="nowrap">
          <h2 className={classes.name}>
            <Link href={`/graphs/${graph.id}`}>{graph.name}</Link>
          </h2>
          <span className={classes.state} data-live={graph.liveVersion !== null || undefined}>
            {graph.liveVersion === null ? t("draft") : t("live", { version: graph.liveVersion })}
          </span>
          <CardMenu graph={graph} />
        </Group>
        <p className={classes.description}>{graph.description === "" ? t("noDescription") : graph.description}</p>
        <dl className={classes.figures}>
          <div>
            <dt>{t("onSlms")}</dt>
            <dd>{served.length === 0 ? "–" : t("share", { small, total: served.length })}</dd>
          </div>
          <div>
            <dt>{t("runs")}</dt>
            <dd>
              <Count value={graph.runs} />
            </dd>
          </div>
          <div>
            <dt>
              {t("cost")}
              {graph.simulated && <abbr title={t("simulatedHint")}> {t("simulated")}</abbr>}
            </dt>
            <dd>
              <Money usd={graph.cost} />
            </dd>
          </div>
          <div>
            <dt>{t("edited")}</dt>
            <dd>
              <When at={graph.updatedAt} />
            </dd>
          </div>
        </dl>
      </div>
    </article>
  );
}

function CardMenu({ graph }: { graph: GraphSummary }) {
  const t = useTranslations("graphs");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const tFiles = useTranslations("interchange");
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const [editing, setEditing] = useState(false);
  const shared = {
    onSuccess: () => {
      setDeleting(false);
      return queries.invalidateQueries(trpc.graphs.list.pathFilter());
    },
    onError: (error: unknown) => notifications.show({ color: "red", message: errorText(error) }),
  };
  const exporting = useMutation({
    mutationFn: () => client.graphs.get.query({ id: graph.id }),
    onSuccess: ({ slug, name, description, draft }) => downloadGraph(slug, { name, description, document: draft }),
    onError: shared.onError,
  });
  const duplicate = useMutation(trpc.graphs.duplicate.mutationOptions(shared));
  const remove = useMutation(trpc.graphs.remove.mutationOptions(shared));
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={t("menu", { name: graph.name })} loading={duplicate.isPending}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconChartBar size={15} />} component={Link} href={`/graphs/${graph.id}/insights`}>
            {t("insights")}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setEditing(true)}>
            {t("details")}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => duplicate.mutate({ id: graph.id })}>
            {t("duplicate")}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileExport size={15} />} onClick={() => exporting.mutate()}>
            {tFiles("export")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => setDeleting(true)}>
            {t("delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EditDetails graph={graph} opened={editing} onClose={() => setEditing(false)} />
      <Modal opened={deleting} onClose={() => setDeleting(false)} title={t("deleteTitle", { name: graph.name })}>
        <Stack gap="md">
          <Text size="sm">{t("deleteText", { runs: graph.runs })}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setDeleting(false)} data-autofocus>
              {t("cancel")}
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({ id: graph.id })}>
              {t("deleteConfirm")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
