import "server-only";
import { z } from "zod";
import { TestRunSummary } from "@/core/testing/result";
import { ComparedResult, listTestRuns, readResults } from "../../testing/read";
import { startTests } from "../../testing/start";
import { stopTests } from "../../testing/stop";
import { watchTests } from "../../testing/watch";
import { procedure, router } from "../trpc";

const Id = z.string().min(1).max(64);
const Graph = z.object({ graphId: Id });

export const testingRouter = router({
  start: procedure("run")
    .input(
      Graph.extend({
        version: z.union([z.number().int().min(1), z.literal("draft")]),
        /** All test cases when left out. */
        cases: z.array(Id).min(1).max(200).optional(),
      }),
    )
    .output(z.object({ testRunId: z.string() }))
    .mutation(({ ctx, input }) => startTests(ctx.services, ctx, input)),

  stop: procedure("run")
    .input(z.object({ testRunId: Id }))
    .mutation(({ ctx, input }) => stopTests(ctx.services, ctx, input.testRunId)),

  list: procedure("readRuns")
    .input(Graph)
    .output(z.array(TestRunSummary))
    .query(({ ctx, input }) => listTestRuns(ctx, input.graphId)),

  /** Of one test run, or the latest of every case; each beside what it is compared with. */
  results: procedure("readRuns")
    .input(Graph.extend({ testRunId: Id.optional(), comparedWith: Id.optional() }))
    .output(z.array(ComparedResult))
    .query(({ ctx, input }) => readResults(ctx, input)),

  watch: procedure("readRuns")
    .input(Graph)
    .subscription(async function* ({ ctx, input, signal }) {
      yield* watchTests(ctx.services, ctx, input.graphId, signal ?? new AbortController().signal);
    }),
});
