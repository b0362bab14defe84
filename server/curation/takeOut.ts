import "server-only";
import { and, asc, eq, gt } from "drizzle-orm";
import { canonicalJson, isJsonObject, Json } from "@/core/graph/json";
import { type Redaction, redactJson, redactText } from "@/core/privacy/redact";
import { macOf } from "@/core/privacy/standIns/chance";
import { hiddenElsewhere, recordFound } from "@/core/privacy/together";
import type { Transaction } from "@/db/client";
import { activations, approvals, feedback, runEvents, runs } from "@/db/schema/runs";
import { tellStale } from "../insights/rollups/news";
import { within } from "../scope";
import { rewriteAnswers } from "./answers";
import { rewriteCalls, textOfCalls } from "./bodies";
import { keyOf } from "./policy";

type Place = { db: Transaction; workspaceId: string };
export type EndedRun = Pick<typeof runs.$inferSelect, "id" | "input" | "output" | "error" | "idempotencyKey" | "inputMark">;

const jsonOf = (value: unknown): Json => Json.parse(value ?? null);
const clean = (value: unknown, redaction: Redaction): Json => redactJson(jsonOf(value), redaction);
const differs = (before: unknown, after: unknown): boolean => JSON.stringify(before ?? null) !== JSON.stringify(after ?? null);

/** An error with its particulars redacted: its code and place are ours. */
function cleanError(error: unknown, redaction: Redaction): Json {
  const given = jsonOf(error);
  return isJsonObject(given) && given.params !== undefined ? { ...given, params: redactJson(given.params, redaction) } : given;
}

/** By which a request that comes again is known although its input isn't stored any more. */
export const inputMarkOf = (workspaceId: string, input: Json): string =>
  Buffer.from(macOf(keyOf(workspaceId, "requests"))(canonicalJson(input))).toString("hex");

/**
 * Takes out of what a run and its nodes took and gave, of what people were asked and said of it, and of its events, what is to be taken
 * out. The run has ended, and the caller holds its row.
 * @returns whether anything changed
 */
async function takeOutOfValues(context: Place, run: EndedRun, redaction: Redaction): Promise<boolean> {
  const { db, workspaceId } = context;
  const next = { input: clean(run.input, redaction), output: clean(run.output, redaction), error: cleanError(run.error, redaction) };
  let changed = differs([run.input, run.output, run.error], [next.input, next.output, next.error]);
  if (changed) {
    const inputMark = run.inputMark ?? (run.idempotencyKey === null ? null : inputMarkOf(workspaceId, jsonOf(run.input)));
    await db
      .update(runs)
      .set({ ...next, inputMark })
      .where(within(context, runs, eq(runs.id, run.id)));
  }
  for (const step of [activationsOf, questionsOf, feedbackOf]) if (await step(context, run.id, redaction)) changed = true;
  // They repeat what was streamed; whoever still watches reads the record.
  if (changed) await db.delete(runEvents).where(eq(runEvents.runId, run.id));
  return changed;
}

/** Activations that are rewritten at once. */
const PAGE = 200;

async function activationsOf(context: Place, runId: string, redaction: Redaction): Promise<boolean> {
  const { path, inputs, outputs, error, logs } = activations;
  let changed = false;
  for (let after = ""; ; ) {
    const rows = await context.db
      .select({ path, inputs, outputs, error, logs })
      .from(activations)
      .where(within(context, activations, eq(activations.runId, runId), gt(path, after)))
      .orderBy(asc(path))
      .limit(PAGE);
    for (const row of rows) {
      const next = {
        ...{ inputs: clean(row.inputs, redaction), outputs: clean(row.outputs, redaction) },
        ...{ error: cleanError(row.error, redaction), logs: clean(row.logs, redaction) },
      };
      if (!differs([row.inputs, row.outputs, row.error, row.logs], Object.values(next))) continue;
      changed = true;
      await context.db
        .update(activations)
        .set(next)
        .where(within(context, activations, and(eq(activations.runId, runId), eq(path, row.path))));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return changed;
    after = last.path;
  }
}

async function questionsOf(context: Place, runId: string, redaction: Redaction): Promise<boolean> {
  const rows = await context.db
    .select()
    .from(approvals)
    .where(within(context, approvals, eq(approvals.runId, runId)));
  let changed = false;
  for (const { path, kind, request, answer } of rows) {
    const next = { request: clean(request, redaction), answer: answer === null ? null : clean(answer, redaction) };
    if (!differs([request, answer], Object.values(next))) continue;
    changed = true;
    await context.db
      .update(approvals)
      .set(next)
      .where(within(context, approvals, eq(approvals.runId, runId), eq(approvals.path, path), eq(approvals.kind, kind)));
  }
  return changed;
}

async function feedbackOf(context: Place, runId: string, redaction: Redaction): Promise<boolean> {
  const rows = await context.db
    .select()
    .from(feedback)
    .where(within(context, feedback, eq(feedback.runId, runId)));
  let changed = false;
  for (const { id, comment, correction } of rows) {
    const next = { comment: redactText(comment, redaction), correction: correction === null ? null : clean(correction, redaction) };
    if (!differs([comment, correction], Object.values(next))) continue;
    changed = true;
    await context.db
      .update(feedback)
      .set(next)
      .where(within(context, feedback, eq(feedback.id, id)));
  }
  return changed;
}

/**
 * Takes out of a run whatever is to be taken out. What is found in one of its texts goes wherever else it stands in it: a variable holds a
 * name without the words by which the prompt tells that it is one.
 * @param parts whether its values and its calls are meant
 * @returns whether its values changed, and whether its calls did
 */
export async function takeOutOfRun(
  context: Place,
  run: EndedRun,
  redaction: Redaction,
  parts: { values: boolean; calls: boolean },
): Promise<{ values: boolean; calls: boolean }> {
  const { recording, elsewhere } = recordFound(redaction);
  const over = async (by: Redaction, given: EndedRun) => ({
    calls: parts.calls && (await rewriteCalls(context, given.id, by)) + (await rewriteAnswers(context, given.id, by)) > 0,
    values: parts.values && (await takeOutOfValues(context, given, by)),
  });
  let changed = await over(recording, run);
  const again = async (by: Redaction | null) => {
    const [now] =
      by === null
        ? []
        : await context.db
            .select()
            .from(runs)
            .where(within(context, runs, eq(runs.id, run.id)));
    if (by === null || now === undefined) return;
    const more = await over(by, now);
    changed = { calls: changed.calls || more.calls, values: changed.values || more.values };
  };
  await again(elsewhere());
  // Calls that were recorded without it say by their placeholders what else is to go.
  if (parts.values) await again(await hiddenInValues(context, run.id, redaction));
  // Which answers came, and how often, is counted.
  if (changed.calls) await tellStale(context.db, within(context, runs, eq(runs.id, run.id)), false);
  return changed;
}

async function hiddenInValues(context: Place, runId: string, redaction: Redaction): Promise<Redaction | null> {
  const [own, steps, calls] = [
    await context.db
      .select({ input: runs.input, output: runs.output })
      .from(runs)
      .where(within(context, runs, eq(runs.id, runId))),
    await context.db
      .select({ inputs: activations.inputs, outputs: activations.outputs })
      .from(activations)
      .where(within(context, activations, eq(activations.runId, runId)))
      .limit(PAGE),
    await textOfCalls(context, runId),
  ];
  return hiddenElsewhere(jsonOf([...own, ...steps]), calls, redaction);
}
