"use client";

import { Alert, Button, Group, NativeSelect, Progress, Text } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ClusteredNode } from "@/core/clustering/report";
import { answering, type ModelInfo } from "@/core/models";
import { When } from "../format/Quantity";
import { useErrorText, useRunErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import classes from "./Clusters.module.css";
import { useClusterEdits } from "./useClusters";

type Props = { graphId: string; node: ClusteredNode; analyses: boolean };

/** Finding a node's clusters, now and by which models, and how far that is. */
export function FitPanel({ graphId, node, analyses }: Props) {
  const t = useTranslations("clusters");
  const errorText = useErrorText();
  const refusalText = useRunErrorText();
  const { fit, choose } = useClusterEdits();
  const { nodeId, calls, needed, fitting, fittedAt } = node;
  const tooFew = calls < needed;
  const failed = fit.error ?? choose.error;
  return (
    <>
      {analyses && !tooFew && (
        <Button
          leftSection={<IconSparkles size={16} />}
          variant={fittedAt === null ? "filled" : "default"}
          loading={fitting || fit.isPending}
          onClick={() => fit.mutate({ graphId, nodeId })}
        >
          {fittedAt === null ? t("fit") : t("fitAgain")}
        </Button>
      )}
      {analyses && !tooFew && (
        <Models node={node} disabled={fitting || choose.isPending} onChoose={(choice) => choose.mutate({ graphId, nodeId, ...choice })} />
      )}
      <div className={classes.state} aria-live="polite">
        {tooFew && <Text size="sm">{t("tooFew", { calls, needed })}</Text>}
        {fitting && <FitState node={node} />}
        {!fitting && fittedAt !== null && (
          <Text size="sm" c="var(--minnow-text-dim)">
            {t.rich("fittedAt", { when: () => <When at={fittedAt} /> })}
          </Text>
        )}
        {node.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {t("fitFailed", { reason: refusalText(node.error) })}
          </Alert>
        )}
        {failed !== null && (
          <Alert color="red" variant="light" role="alert">
            {errorText(failed)}
          </Alert>
        )}
      </div>
    </>
  );
}

function FitState({ node: { progress } }: { node: ClusteredNode }) {
  const t = useTranslations("clusters");
  if (progress === null) return <Text size="sm">{t("waiting")}</Text>;
  const share = progress.of === 0 ? 0 : (100 * progress.done) / progress.of;
  const said = t(`steps.${progress.step}`, { done: progress.done, of: progress.of });
  return (
    <Group gap="sm" wrap="nowrap">
      <Progress value={share} animated={progress.step === "fitting"} w={160} aria-label={said} />
      <Text size="sm">{said}</Text>
    </Group>
  );
}

type Choice = { embeddingModel: string | null; namingModel: string | null };

function Models({ node, disabled, onChoose }: { node: ClusteredNode; disabled: boolean; onChoose(choice: Choice): void }) {
  const t = useTranslations("clusters");
  const { data } = useQuery(useTRPC().models.list.queryOptions());
  if (data === undefined) return null;
  const { embeddingModel, namingModel } = node;
  const enabled = data.filter((model) => model.enabled);
  const embedding = enabled.filter(({ capabilities }) => capabilities.embeddings);
  const options = (models: readonly ModelInfo[], none: string, chosen: string | null) => [
    { value: "", label: none },
    ...models.map(({ key, label, connectionName }) => ({ value: key, label: `${label} · ${connectionName}` })),
    ...(chosen !== null && !models.some(({ key }) => key === chosen) ? [chosen] : []),
  ];
  const chosen = (value: string) => (value === "" ? null : value);
  return (
    <>
      {(embedding.length > 0 || embeddingModel !== null) && (
        <NativeSelect
          label={t("compareBy")}
          value={embeddingModel ?? ""}
          disabled={disabled}
          data={options(embedding, t("byWords"), embeddingModel)}
          onChange={({ currentTarget }) => onChoose({ embeddingModel: chosen(currentTarget.value), namingModel })}
        />
      )}
      <NativeSelect
        label={t("nameBy")}
        value={namingModel ?? ""}
        disabled={disabled}
        data={options(answering(enabled), t("byTerms"), namingModel)}
        onChange={({ currentTarget }) => onChoose({ embeddingModel, namingModel: chosen(currentTarget.value) })}
      />
    </>
  );
}
