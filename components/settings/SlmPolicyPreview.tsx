"use client";

import { Stack, Text } from "@mantine/core";
import { IconArrowNarrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { answering } from "@/core/models";
import { reclassified, type SlmPolicy } from "@/core/slmPolicy";
import { ModelChip } from "../models/ModelChip";
import { useTRPC } from "../trpc";
import classes from "./SlmPolicyPreview.module.css";

/** As many models as are named; more are counted. */
const NAMED = 8;

/** What another policy would re-label, before it is saved. */
export function SlmPolicyPreview({ from, to }: { from: SlmPolicy; to: SlmPolicy }) {
  const t = useTranslations("settings.slmPolicy");
  const trpc = useTRPC();
  const { data: models } = useQuery(trpc.models.list.queryOptions());
  const { data: graphs } = useQuery(trpc.graphs.list.queryOptions());
  if (models === undefined || graphs === undefined) return null;
  const changes = reclassified(answering(models), from, to);
  const keys = new Set(changes.map(({ model }) => model.key));
  const touched = graphs
    .map(({ outline }) => outline.nodes.filter((node) => node.models.some((key) => keys.has(key))).length)
    .filter((nodes) => nodes > 0);
  const nodes = touched.reduce((sum, count) => sum + count, 0);
  return (
    <section aria-label={t("preview")} className={classes.preview}>
      <Text size="sm" fw={500}>
        {changes.length === 0 ? t("nothingChanges") : t("changes", { models: changes.length, nodes, graphs: touched.length })}
      </Text>
      {changes.length > 0 && (
        <Stack gap={6} mt={8}>
          {changes.slice(0, NAMED).map(({ model, before, after }) => {
            const shown = { label: model.label, simulated: model.connectionKind === "simulated" };
            return (
              <div key={model.key} className={classes.change}>
                <ModelChip size="xs" model={{ ...shown, class: before }} />
                <IconArrowNarrowRight size={16} aria-label={t("becomes")} />
                <ModelChip size="xs" model={{ ...shown, class: after }} />
              </div>
            );
          })}
          {changes.length > NAMED && (
            <Text size="xs" c="var(--minnow-text-dim)">
              {t("more", { count: changes.length - NAMED })}
            </Text>
          )}
        </Stack>
      )}
      {changes.length > 0 && (
        <Text size="xs" c="var(--minnow-text-dim)" mt={8}>
          {t("atOnce")}
        </Text>
      )}
    </section>
  );
}
