"use client";

import { Alert, Button, Group, NativeSelect, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconPlayerPlay, IconTopologyStar3 } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ClusteredNode } from "@/core/clustering/report";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { Page, PageHeader } from "../shell/PageHeader";
import { Clustering } from "./Clustering";
import { FitPanel } from "./FitPanel";
import { SameJobs } from "./SameJobs";
import { useClusteredNodes } from "./useClusters";

type Props = { graphId: string; nodeId: string | null; analyses: boolean };

/** Which tasks the nodes of a graph are given. */
export function ClustersPage({ graphId, nodeId, analyses }: Props) {
  const t = useTranslations("clusters");
  const errorText = useErrorText();
  const { data, error } = useClusteredNodes(graphId);
  return (
    <Page>
      <PageHeader
        title={data === undefined ? t("title") : t("titleOf", { graph: data.graphName })}
        description={t("description")}
        actions={
          <Button component={Link} href={`/graphs/${graphId}/insights`} variant="default">
            {t("toInsights")}
          </Button>
        }
      />
      {error !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} title={t("loadFailed")}>
          {errorText(error)}
        </Alert>
      )}
      {data === undefined && error === null && (
        <div role="status" aria-label={t("loading")}>
          <Skeleton height={60} mb="md" />
          <Skeleton height={320} />
        </div>
      )}
      {data !== undefined && data.nodes.length === 0 && <NoCalls graphId={graphId} />}
      {data !== undefined && data.nodes.length > 0 && <Nodes graphId={graphId} nodes={data.nodes} chosen={nodeId} analyses={analyses} />}
    </Page>
  );
}

function NoCalls({ graphId }: { graphId: string }) {
  const t = useTranslations("clusters");
  return (
    <EmptyState
      icon={<IconTopologyStar3 size={28} stroke={1.5} aria-hidden />}
      title={t("emptyTitle")}
      text={t("emptyText")}
      steps={[t("emptySteps.run"), t("emptySteps.fit"), t("emptySteps.read")]}
      action={
        <Button component={Link} href={`/graphs/${graphId}`} leftSection={<IconPlayerPlay size={16} />}>
          {t("emptyAction")}
        </Button>
      }
    />
  );
}

type NodesProps = { graphId: string; nodes: readonly ClusteredNode[]; chosen: string | null; analyses: boolean };

function Nodes({ graphId, nodes, chosen, analyses }: NodesProps) {
  const t = useTranslations("clusters");
  const router = useRouter();
  const node = nodes.find(({ nodeId }) => nodeId === chosen) ?? nodes.find(({ fittedAt }) => fittedAt !== null) ?? nodes[0];
  if (node === undefined) return null;
  return (
    <>
      <Group align="flex-end" gap="md" mb="md">
        <NativeSelect
          label={t("node")}
          value={node.nodeId}
          onChange={({ currentTarget }) => router.replace(`/graphs/${graphId}/clusters?node=${encodeURIComponent(currentTarget.value)}`)}
          data={nodes.map(({ nodeId, name, clusters }) => ({
            value: nodeId,
            label: t("nodeOption", { name: name ?? t("deletedNode", { id: nodeId }), clusters }),
          }))}
        />
        <FitPanel key={node.nodeId} graphId={graphId} node={node} analyses={analyses} />
      </Group>
      {node.fittedAt !== null && <Clustering key={`${node.nodeId} clusters`} graphId={graphId} node={node} analyses={analyses} />}
      {nodes.filter(({ fittedAt }) => fittedAt !== null).length > 1 && <SameJobs graphId={graphId} />}
    </>
  );
}
