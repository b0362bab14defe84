import { z } from "zod";
import { RunError, RunStatus } from "../engine/events";
import { GraphExample } from "../graph/document";
import { Json } from "../graph/json";
import { CheckResult, Verdict } from "./judge";

/** What became of a case in one test run. Times are ISO 8601, cost in US dollars, null when a price is unknown. */
export const CaseResult = z.object({
  testRunId: z.string(),
  /** The case as it was when it ran. */
  example: GraphExample,
  /** Null when it couldn't be started, which `error` tells of. */
  runId: z.string().nullable(),
  runStatus: RunStatus.nullable(),
  /** Null until its run has ended and been judged. */
  verdict: Verdict.nullable(),
  checks: z.array(CheckResult),
  output: Json.nullable(),
  error: RunError.nullable(),
  cost: z.number().nullable(),
  durationMs: z.number().nullable(),
  simulated: z.boolean(),
  startedAt: z.string(),
  /** Of the version that ran; null: the draft as it was. */
  version: z.number().int().nullable(),
});
export type CaseResult = z.infer<typeof CaseResult>;

/** A test run in one line. */
export const TestRunSummary = z.object({
  id: z.string(),
  version: z.number().int().nullable(),
  author: z.string().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  cases: z.number().int(),
  verdicts: z.record(Verdict, z.number().int()),
});
export type TestRunSummary = z.infer<typeof TestRunSummary>;
