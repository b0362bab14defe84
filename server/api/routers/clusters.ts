import "server-only";
import { z } from "zod";
import { ClusterExample, ClusteredNode, ClusteringReport, SameJobReport } from "@/core/clustering/report";
import { sameJobsOf } from "../../insights/clusters/across";
import { merge, rename, split } from "../../insights/clusters/edit";
import { clusteredNodes } from "../../insights/clusters/nodes";
import { clusterExamples, clusteringReport } from "../../insights/clusters/report";
import { chooseModels, requestFit } from "../../insights/clusters/request";
import { procedure, router } from "../trpc";

const Id = z.string().min(1).max(64);
const ClusterId = z.string().regex(/^\d{1,9}$/);
const ModelKey = z.string().min(1).max(300).nullable();
const InGraph = z.object({ graphId: Id });
const AtNode = z.object({ graphId: Id, nodeId: Id });

/** The tasks that are found in the calls of nodes. */
export const clustersRouter = router({
  nodes: procedure("view")
    .input(InGraph)
    .output(z.object({ graphName: z.string(), nodes: z.array(ClusteredNode) }))
    .query(({ ctx, input }) => clusteredNodes(ctx, input.graphId)),

  of: procedure("view")
    .input(AtNode)
    .output(ClusteringReport.nullable())
    .query(({ ctx, input }) => clusteringReport(ctx, input.graphId, input.nodeId)),

  examples: procedure("view")
    .input(AtNode.extend({ cluster: ClusterId.nullable() }))
    .output(z.array(ClusterExample))
    .query(({ ctx, input }) => clusterExamples(ctx, input)),

  /** Which nodes do the same job. */
  sameJobs: procedure("view")
    .input(InGraph)
    .output(z.array(SameJobReport))
    .query(({ ctx, input }) => sameJobsOf(ctx, input.graphId)),

  fit: procedure("analyse")
    .input(AtNode)
    .output(z.void())
    .mutation(({ ctx, input }) => requestFit(ctx, input.graphId, input.nodeId)),

  chooseModels: procedure("analyse")
    .input(AtNode.extend({ embeddingModel: ModelKey, namingModel: ModelKey }))
    .output(z.void())
    .mutation(({ ctx, input: { graphId, nodeId, ...choice } }) => chooseModels(ctx, graphId, nodeId, choice)),

  rename: procedure("analyse")
    .input(AtNode.extend({ cluster: ClusterId, name: z.string().max(80) }))
    .output(z.void())
    .mutation(({ ctx, input: { cluster, name, ...place } }) => rename(ctx, place, cluster, name)),

  merge: procedure("analyse")
    .input(AtNode.extend({ clusters: z.array(ClusterId).min(2).max(48) }))
    .output(z.void())
    .mutation(({ ctx, input: { clusters, ...place } }) => merge(ctx, place, clusters, ctx.services.embedder)),

  split: procedure("analyse")
    .input(AtNode.extend({ cluster: ClusterId }))
    .output(z.void())
    .mutation(({ ctx, input: { cluster, ...place } }) => split(ctx, place, cluster, ctx.services.embedder)),
});
