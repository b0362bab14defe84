import "server-only";
import { z } from "zod";
import { GraphReport, Suggestion } from "@/core/replacement/report";
import { nodeStatistics } from "../../insights/statistics";
import { suggestions } from "../../insights/suggestions";
import { procedure, router } from "../trpc";

const GraphId = z.string().min(1).max(64);

export const insightsRouter = router({
  statistics: procedure("view")
    .input(z.object({ graphId: GraphId, from: z.date().optional(), to: z.date().optional() }))
    .output(GraphReport)
    .query(({ ctx, input: { graphId, ...range } }) => nodeStatistics(ctx, graphId, range)),

  suggestions: procedure("view")
    .input(z.object({ graphId: GraphId.optional() }))
    .output(z.array(Suggestion))
    .query(({ ctx, input }) => suggestions(ctx, input.graphId ?? null)),
});
