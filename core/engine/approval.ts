import { z } from "zod";
import { Json } from "../graph/json";

/** Why a run waits for a person: a node asks one, or a breakpoint stands before it. */
export const QuestionKind = z.enum(["approval", "breakpoint"]);
export type QuestionKind = z.infer<typeof QuestionKind>;

/** What a person is asked when a run waits for them. At a breakpoint the value is what the node is to get, by port. */
export const ApprovalRequest = z.object({
  instructions: z.string(),
  value: Json,
  mayEdit: z.boolean(),
  timeoutMinutes: z.number().nullable(),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** What they said. `value` is there when they edited it. */
export const ApprovalAnswer = z.object({
  decision: z.enum(["approve", "reject"]),
  reason: z.string().max(5_000).default(""),
  value: Json.optional(),
});
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>;

/** The answer as a run gets it; expired when nobody gave one in time. */
export const ApprovalOutcome = ApprovalAnswer.extend({ decision: z.enum(["approve", "reject", "expired"]) });
export type ApprovalOutcome = z.infer<typeof ApprovalOutcome>;

/** A question as a person sees it. Times are ISO 8601. */
export const ApprovalView = z.object({
  runId: z.string(),
  path: z.string(),
  kind: QuestionKind,
  nodeId: z.string(),
  request: ApprovalRequest,
  status: z.enum(["waiting", "answered", "expired"]),
  answer: ApprovalOutcome.nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;
