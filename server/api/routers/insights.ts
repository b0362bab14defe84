import "server-only";
import { z } from "zod";
import { GraphEvidence } from "@/core/replacement/evidence";
import { Grouping, OverTime } from "@/core/replacement/overTime";
import { GraphReport, Suggestion } from "@/core/replacement/report";
import { graphEvidence } from "../../insights/evidence";
import { graphOverTime } from "../../insights/overTime";
import { nodeStatistics } from "../../insights/statistics";
import { suggestions } from "../../insights/suggestions";
import { procedure, router } from "../trpc";

const GraphId = z.string().min(1).max(64);

export const insightsRouter = router({
  statistics: procedure("view")
    .input(z.object({ graphId: GraphId, from: z.date().optional(), to: z.date().optional() }))
    .output(GraphReport)
    .query(({ ctx, input: { graphId, ...range } }) => nodeStatistics(ctx, graphId, range)),

  overTime: procedure("view")
    .input(z.object({ graphId: GraphId, by: Grouping, from: z.date().optional(), to: z.date().optional() }))
    .output(OverTime)
    .query(({ ctx, input: { graphId, by, ...range } }) => graphOverTime(ctx, graphId, by, range)),

  /** What choosing models for the graph's nodes can rest on. */
  evidence: procedure("view")
    .input(z.object({ graphId: GraphId }))
    .output(GraphEvidence)
    .query(({ ctx, input }) => graphEvidence(ctx, input.graphId)),

  suggestions: procedure("view")
    .input(z.object({ graphId: GraphId.optional() }))
    .output(z.array(Suggestion))
    .query(({ ctx, input }) => suggestions(ctx, input.graphId ?? null)),
});
