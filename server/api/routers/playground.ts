import "server-only";
import { z } from "zod";
import { JsonObject } from "@/core/graph/json";
import { Task } from "@/core/graph/task";
import { PastPrompt, promptHistory, readPrompt } from "../../playground/history";
import { PromptRequest, PromptRun, runPrompt } from "../../playground/run";
import { PromptTarget, promptTargets, saveCase, sendToNode } from "../../playground/send";
import { procedure, router } from "../trpc";

const Id = z.string().min(1).max(64);
const Name = z.string().trim().min(1).max(120);

export const playgroundRouter = router({
  /** Each model in a run of its own, to be followed like any other. */
  run: procedure("run")
    .input(PromptRequest)
    .output(z.array(PromptRun))
    .mutation(({ ctx, input }) => runPrompt(ctx.services, ctx, input)),

  /** What the person asked last. Prompts stand in it, so it is not open to keys. */
  history: procedure("view")
    .output(z.array(PastPrompt))
    .query(({ ctx }) => promptHistory(ctx)),

  /** The prompt that a run belongs to. */
  prompt: procedure("view")
    .input(z.object({ runId: Id }))
    .output(PastPrompt)
    .query(({ ctx, input }) => readPrompt(ctx, input.runId)),

  /** The graphs that a prompt may be saved in or sent to. */
  targets: procedure("view")
    .output(z.array(PromptTarget))
    .query(({ ctx }) => promptTargets(ctx)),

  saveCase: procedure("edit")
    .input(z.object({ graphId: Id, name: Name, input: JsonObject, expected: JsonObject.optional() }))
    .output(z.object({ caseId: z.string() }))
    .mutation(({ ctx, input }) => saveCase(ctx, input)),

  /** Into a new node when `nodeId` is null. */
  sendToNode: procedure("edit")
    .input(z.object({ graphId: Id, nodeId: Id.nullable(), name: Name, task: Task, model: z.string().min(1) }))
    .output(z.object({ nodeId: z.string() }))
    .mutation(({ ctx, input }) => sendToNode(ctx, input)),
});
