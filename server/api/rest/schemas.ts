import { z } from "zod";
import { ApprovalAnswer, QuestionKind } from "@/core/engine/approval";
import { RunStatus } from "@/core/engine/events";
import { Json, JsonObject } from "@/core/graph/json";

/** Body of `POST /api/v1/graphs/{slug}/runs`. */
export const StartRunBody = z.strictObject({
  /** What the graph's Input node asks for. */
  input: JsonObject,
});

/** Body of `POST /api/v1/runs/{id}/approvals`: which question, by the path of the activation that waits, and the answer. */
export const AnswerBody = ApprovalAnswer.extend({ path: z.string().min(1).max(2_000), kind: QuestionKind.optional() }).strict();

/** A run as programs see it. Times are ISO 8601; cost in US dollars, null when a price is unknown. */
export const ApiRun = z.object({
  id: z.string(),
  /** Slug of its graph. */
  graph: z.string(),
  /** Null when a draft was run in the editor. */
  version: z.number().int().nullable(),
  status: RunStatus,
  input: JsonObject,
  output: Json.nullable(),
  error: z.object({ code: z.string(), message: z.string(), nodeId: z.string().optional() }).nullable(),
  /** True when any answer in it came from a simulated model: such output is made up. */
  simulated: z.boolean(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** When personal data was taken out of input and output; null while they are as they were. */
  valuesTakenOut: z.string().nullable(),
  usage: z.object({ calls: z.number().int(), inputTokens: z.number().int(), outputTokens: z.number().int(), cost: z.number().nullable() }),
});
export type ApiRun = z.infer<typeof ApiRun>;
