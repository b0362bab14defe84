import "server-only";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { RunStatus, RunView } from "@/core/engine/events";
import { JsonObject } from "@/core/graph/json";
import { CallView, readCalls } from "../../runs/calls";
import { cancelRun } from "../../runs/cancel";
import { listRuns, RunSummary } from "../../runs/list";
import { readRun } from "../../runs/read";
import { startRun } from "../../runs/start";
import { watchRun } from "../../runs/watch";
import { procedure, router } from "../trpc";

const Run = z.object({ runId: z.string().min(1) });
const EventId = z.coerce.number().int().min(0);

export const runsRouter = router({
  start: procedure("run")
    .input(
      z.object({
        graphId: z.string().min(1),
        version: z.union([z.number().int().min(1), z.literal("draft")]),
        input: JsonObject,
        idempotencyKey: z.string().min(1).max(200).optional(),
      }),
    )
    .output(z.object({ runId: z.string(), created: z.boolean() }))
    .mutation(({ ctx, input }) => startRun(ctx.services, ctx, { ...input, trigger: "editor" })),

  get: procedure("readRuns")
    .input(Run)
    .output(RunView)
    .query(({ ctx, input }) => readRun(ctx, input.runId)),

  list: procedure("readRuns")
    .input(
      z.object({
        graphId: z.string().min(1).optional(),
        status: RunStatus.optional(),
        limit: z.number().int().min(1).max(200).default(50),
        cursor: z.string().nullish(),
      }),
    )
    .output(z.object({ runs: z.array(RunSummary), next: z.string().nullable() }))
    .query(async ({ ctx, input: { cursor, ...filter } }) => {
      const runs = await listRuns(ctx, { ...filter, before: cursor ?? undefined });
      return { runs, next: runs.length === filter.limit ? (runs.at(-1)?.id ?? null) : null };
    }),

  calls: procedure("readRuns")
    .input(Run.extend({ path: z.string().min(1) }))
    .output(z.array(CallView))
    .query(({ ctx, input }) => readCalls(ctx, input.runId, input.path)),

  cancel: procedure("run")
    .input(Run)
    .mutation(({ ctx, input }) => cancelRun(ctx, input.runId)),

  /** `lastEventId` is where a view ends; after a dropped connection the browser sends the last id it got. */
  watch: procedure("readRuns")
    .input(Run.extend({ lastEventId: z.string().nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const after = EventId.parse(input.lastEventId ?? 0);
      for await (const { id, event } of watchRun(ctx.services, ctx, input.runId, after, signal ?? new AbortController().signal)) {
        yield tracked(String(id), event);
      }
    }),
});
