import "server-only";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { RunError } from "@/core/engine/events";
import { Json, JsonObject } from "@/core/graph/json";
import { ModelClass } from "@/core/models";
import { TokenPrices } from "@/core/prices";
import { modelCalls } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { classesToday } from "../models/classes";
import { within } from "../scope";
import { runStatus } from "./read";
import { wholeCall } from "./requests";

/** A model call exactly as it was sent and answered. Times in milliseconds, cost in US dollars. */
export const CallView = z.object({
  id: z.string(),
  attempt: z.number().int(),
  /** Answered from the record of an equal call. */
  cached: z.boolean(),
  model: z.string(),
  /** As the model is classed today, and as it was when it was called. */
  modelClass: ModelClass,
  classWhenCalled: ModelClass,
  simulated: z.boolean(),
  request: Json,
  variables: JsonObject.nullable(),
  response: Json.nullable(),
  error: RunError.nullable(),
  outputText: z.string().nullable(),
  schemaValid: z.boolean().nullable(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  cachedTokens: z.number().int().nullable(),
  reasoningTokens: z.number().int().nullable(),
  tokensEstimated: z.boolean(),
  /** Those it was made at. */
  prices: TokenPrices.nullable(),
  cost: z.number().nullable(),
  /** Null where the log that it is from doesn't say. */
  latencyMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  retries: z.number().int(),
  startedAt: z.string(),
});
export type CallView = z.infer<typeof CallView>;

/** The model calls of one activation, in the order in which they were made. */
export async function readCalls(context: WorkspaceContext, runId: string, path: string): Promise<CallView[]> {
  await runStatus(context, runId);
  const [rows, classToday] = await Promise.all([
    context.db
      .select(wholeCall)
      .from(modelCalls)
      .where(within(context, modelCalls, eq(modelCalls.runId, runId), eq(modelCalls.activation, path)))
      .orderBy(modelCalls.startedAt, modelCalls.id),
    classesToday(context),
  ]);
  return rows.map((row) =>
    CallView.parse({
      ...row,
      modelClass: classToday(row.model, row.modelClass),
      classWhenCalled: row.modelClass,
      startedAt: row.startedAt.toISOString(),
    }),
  );
}

/** A call as a bar of a run's waterfall. Times in milliseconds, cost in US dollars. */
export const CallSpan = CallView.pick({
  id: true,
  model: true,
  simulated: true,
  cached: true,
  latencyMs: true,
  startedAt: true,
  cost: true,
}).extend({
  activation: z.string(),
  failed: z.boolean(),
  tokens: z.number().int().nullable(),
});
export type CallSpan = z.infer<typeof CallSpan>;

/** As many calls as a waterfall can take. */
const MOST_SPANS = 2_000;

/** When the calls of a run were made and how long they took, the first ones first. */
export async function readCallSpans(context: WorkspaceContext, runId: string): Promise<CallSpan[]> {
  await runStatus(context, runId);
  const { id, activation, model, simulated, cached, latencyMs, startedAt, cost } = modelCalls;
  const rows = await context.db
    .select({
      ...{ id, activation, model, simulated, cached, latencyMs, startedAt, cost },
      failed: sql<boolean>`${modelCalls.error} is not null`,
      tokens: sql<number | null>`${modelCalls.inputTokens} + ${modelCalls.outputTokens}`,
    })
    .from(modelCalls)
    .where(within(context, modelCalls, eq(modelCalls.runId, runId)))
    .orderBy(modelCalls.startedAt, modelCalls.id)
    .limit(MOST_SPANS);
  return rows.map((row) => CallSpan.parse({ ...row, startedAt: row.startedAt.toISOString() }));
}

/** The classes of today of all models a run called, by their keys. */
export async function readModelClasses(context: WorkspaceContext, runId: string): Promise<Record<string, ModelClass>> {
  await runStatus(context, runId);
  const [rows, classToday] = await Promise.all([
    context.db
      .select({ model: modelCalls.model, modelClass: modelCalls.modelClass })
      .from(modelCalls)
      .where(within(context, modelCalls, eq(modelCalls.runId, runId)))
      .orderBy(modelCalls.startedAt),
    classesToday(context),
  ]);
  return Object.fromEntries(rows.map(({ model, modelClass }) => [model, classToday(model, modelClass)]));
}
