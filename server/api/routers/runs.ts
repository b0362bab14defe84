import "server-only";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { ApprovalAnswer, ApprovalView, QuestionKind } from "@/core/engine/approval";
import { RunView } from "@/core/engine/events";
import { GraphDocument, NodeId } from "@/core/graph/document";
import { JsonObject } from "@/core/graph/json";
import { ModelClass } from "@/core/models";
import { FeedbackGiven, FeedbackView } from "@/core/runs/feedback";
import { RunFilter } from "@/core/runs/filter";
import { runAgain } from "../../runs/again";
import { answerApproval, listApprovals } from "../../runs/approvals";
import { setBreakpoints } from "../../runs/breakpoints";
import { CallSpan, CallView, readCallSpans, readCalls, readModelClasses } from "../../runs/calls";
import { cancelRun } from "../../runs/cancel";
import { readRunDocument } from "../../runs/document";
import { giveFeedback, listFeedback, takeFeedbackBack } from "../../runs/feedback";
import { searching } from "../../runs/filter";
import { listRuns, RunSummary } from "../../runs/list";
import { pauseRun, resumeRun } from "../../runs/pause";
import { readRun } from "../../runs/read";
import { startRun } from "../../runs/start";
import { GivenInputs, lastInputs, recentInputs, startTrial } from "../../runs/trial";
import { watchRun } from "../../runs/watch";
import { MOST_WATCHED, readEnds, watchRuns, writeEnds } from "../../runs/watchSeveral";
import { procedure, router } from "../trpc";

const Run = z.object({ runId: z.string().min(1) });
const NodeOf = z.object({ graphId: z.string().min(1), nodeId: z.string().min(1) });
/** Nodes to stop before. */
const Breakpoints = z.array(NodeId).max(1_000);
const EventId = z.coerce.number().int().min(0);

export const runsRouter = router({
  start: procedure("run")
    .input(
      z.object({
        graphId: z.string().min(1),
        version: z.union([z.number().int().min(1), z.literal("draft")]),
        input: JsonObject,
        idempotencyKey: z.string().min(1).max(200).optional(),
        breakpoints: Breakpoints.optional(),
      }),
    )
    .output(z.object({ runId: z.string(), created: z.boolean() }))
    .mutation(({ ctx, input }) => startRun(ctx.services, ctx, { ...input, trigger: "editor" })),

  get: procedure("readRuns")
    .input(Run)
    .output(RunView)
    .query(({ ctx, input }) => readRun(ctx, input.runId)),

  /** The graph as it was run. Prompts stand in it, so it is not open to keys. */
  document: procedure("view")
    .input(Run)
    .output(GraphDocument)
    .query(({ ctx, input }) => readRunDocument(ctx, input.runId)),

  list: procedure("readRuns")
    .input(RunFilter.extend({ limit: z.number().int().min(1).max(200).default(50), cursor: z.string().nullish() }))
    .output(z.object({ runs: z.array(RunSummary), next: z.string().nullable() }))
    .query(async ({ ctx, input: { cursor, ...filter } }) => {
      const { workspaceId } = ctx;
      const runs = await searching(ctx.db, (db) => listRuns({ db, workspaceId }, { ...filter, before: cursor ?? undefined }));
      return { runs, next: runs.length === filter.limit ? (runs.at(-1)?.id ?? null) : null };
    }),

  feedback: procedure("readRuns")
    .input(Run)
    .output(z.array(FeedbackView))
    .query(({ ctx, input }) => listFeedback(ctx, input.runId)),

  giveFeedback: procedure("run")
    .input(z.object({ runId: z.string().min(1), given: FeedbackGiven }))
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => giveFeedback(ctx, input.runId, input.given)),

  takeFeedbackBack: procedure("run")
    .input(z.object({ id: z.string().min(1) }))
    .output(z.void())
    .mutation(({ ctx, input }) => takeFeedbackBack(ctx, input.id)),

  calls: procedure("readRuns")
    .input(Run.extend({ path: z.string().min(1) }))
    .output(z.array(CallView))
    .query(({ ctx, input }) => readCalls(ctx, input.runId, input.path)),

  callSpans: procedure("readRuns")
    .input(Run)
    .output(z.array(CallSpan))
    .query(({ ctx, input }) => readCallSpans(ctx, input.runId)),

  modelClasses: procedure("readRuns")
    .input(Run)
    .output(z.record(z.string(), ModelClass))
    .query(({ ctx, input }) => readModelClasses(ctx, input.runId)),

  cancel: procedure("run")
    .input(Run)
    .mutation(({ ctx, input }) => cancelRun(ctx.services, ctx, input.runId)),

  pause: procedure("run")
    .input(Run)
    .mutation(({ ctx, input }) => pauseRun(ctx, input.runId)),

  resume: procedure("run")
    .input(Run)
    .mutation(({ ctx, input }) => resumeRun(ctx.services, ctx, input.runId)),

  /** A new run that takes over what was recorded before the node; of a run of the draft, on the draft as it is now. */
  again: procedure("run")
    .input(Run.extend({ nodeId: z.string().min(1), breakpoints: Breakpoints.optional() }))
    .output(z.object({ runId: z.string() }))
    .mutation(({ ctx, input }) => runAgain(ctx.services, ctx, input)),

  /** Where a run under way stops from now on; what waits at one that is taken away goes on. */
  setBreakpoints: procedure("run")
    .input(Run.extend({ nodeIds: Breakpoints }))
    .mutation(({ ctx, input }) => setBreakpoints(ctx.services, ctx, input)),

  /** Runs one node of the draft alone, served by `model` where one is named. */
  startNode: procedure("run")
    .input(NodeOf.extend({ inputs: JsonObject, model: z.string().min(1).optional() }))
    .output(z.object({ runId: z.string() }))
    .mutation(({ ctx, input }) => startTrial(ctx.services, ctx, input)),

  /** What a node was last given in any run, or null. */
  lastInputs: procedure("readRuns")
    .input(NodeOf)
    .output(JsonObject.nullable())
    .query(({ ctx, input }) => lastInputs(ctx, input)),

  /** The different inputs a node was given lately, newest first. */
  recentInputs: procedure("readRuns")
    .input(NodeOf.extend({ limit: z.number().int().min(1).max(20).default(6) }))
    .output(z.array(GivenInputs))
    .query(({ ctx, input }) => recentInputs(ctx, input)),

  approvals: procedure("readRuns")
    .input(Run)
    .output(z.array(ApprovalView))
    .query(({ ctx, input }) => listApprovals(ctx, input.runId)),

  answer: procedure("run")
    .input(ApprovalAnswer.extend({ runId: z.string().min(1), path: z.string().min(1), kind: QuestionKind.optional() }))
    .mutation(({ ctx, input }) => answerApproval(ctx.services, ctx, input)),

  /** `lastEventId` is where a view ends; after a dropped connection the browser sends the last id it got. */
  watch: procedure("readRuns")
    .input(Run.extend({ lastEventId: z.string().nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const after = EventId.parse(input.lastEventId ?? 0);
      for await (const { id, events } of watchRun(ctx.services, ctx, input.runId, after, signal ?? new AbortController().signal)) {
        yield tracked(String(id), events);
      }
    }),

  /** Several runs over one connection, of which a browser has few. `after` is where the view of each ends. */
  watchSeveral: procedure("readRuns")
    .input(
      z.object({
        runs: z
          .array(Run.extend({ after: z.number().int().min(0) }))
          .min(1)
          .max(MOST_WATCHED),
        lastEventId: z.string().nullish(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      // After a dropped connection the browser sends the last id it got, which says how far it came with every run.
      const come = readEnds(input.lastEventId ?? "");
      const ends = new Map(input.runs.map(({ runId, after }) => [runId, come.find((end) => end.runId === runId)?.after ?? after]));
      const from = [...ends].map(([runId, after]) => ({ runId, after }));
      for await (const { runId, id, events } of watchRuns(ctx.services, ctx, from, signal ?? new AbortController().signal)) {
        ends.set(runId, id);
        yield tracked(writeEnds(ends), { runId, id, events });
      }
    }),
});
