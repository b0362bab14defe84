import "server-only";
import { stringify } from "csv-stringify/sync";
import { asc, inArray } from "drizzle-orm";
import { z } from "zod";
import { isJsonObject, Json } from "@/core/graph/json";
import { type Redaction, redactJson } from "@/core/privacy/redact";
import { recordFound } from "@/core/privacy/together";
import type { RunFilter } from "@/core/runs/filter";
import { feedback, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { openCuration } from "../curation/policy";
import { within } from "../scope";
import { listRuns, type RunSummary } from "./list";
import { wholeCall } from "./requests";

const PAGE = 200;

/** Fields of a line whose texts are people's and models': ids, keys and moments stay as they are. */
const TEXTS = new Set(["input", "output", "error", "request", "response", "variables", "outputText", "correction", "comment"]);

function curated(line: Json, redaction: Redaction): Json {
  const { recording, elsewhere } = recordFound(redaction);
  const once = withoutPersonal(line, recording);
  const rest = elsewhere();
  return rest === null ? once : withoutPersonal(once, rest);
}

function withoutPersonal(value: Json, redaction: Redaction): Json {
  if (Array.isArray(value)) return value.map((part) => withoutPersonal(part, redaction));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, TEXTS.has(name) ? redactJson(part, redaction) : withoutPersonal(part, redaction)]),
  );
}

async function* pages(context: WorkspaceContext, filter: RunFilter): AsyncGenerator<RunSummary[]> {
  for (let before: string | undefined; ; ) {
    const page = await listRuns(context, { ...filter, limit: PAGE, before });
    if (page.length > 0) yield page;
    before = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

const flatRow = ({ feedback: { good, bad, corrected, comments }, ...run }: RunSummary) => ({ ...run, good, bad, corrected, comments });

/** The runs of a filter as a table, newest first, page by page. What a spreadsheet would take for a formula is made text. */
export async function* runsAsCsv(context: WorkspaceContext, filter: RunFilter): AsyncGenerator<string> {
  let header = true;
  for await (const page of pages(context, filter)) {
    yield stringify(page.map(flatRow), { header, escape_formulas: true, cast: { boolean: String } });
    header = false;
  }
}

const ExportedCall = z.object({
  id: z.string(),
  runId: z.string(),
  runStatus: z.string(),
  graphName: z.string(),
  nodeId: z.string(),
  fingerprint: z.string(),
  model: z.string(),
  modelClass: z.string(),
  simulated: z.boolean(),
  startedAt: z.string(),
  latencyMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  cachedTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  tokensEstimated: z.boolean(),
  cost: z.number().nullable(),
  retries: z.number(),
  cached: z.boolean(),
  schemaValid: z.boolean().nullable(),
  outputText: z.string().nullable(),
  error: Json.nullable(),
  variables: Json.nullable(),
  request: Json,
  response: Json.nullable(),
});
export type ExportedCall = z.infer<typeof ExportedCall>;

/** The model calls of a filter's runs, newest runs first, some at a time. */
export async function* callBatches(context: WorkspaceContext, filter: RunFilter): AsyncGenerator<ExportedCall[]> {
  const redact = await redactorOf(context);
  for await (const page of pages(context, filter)) {
    const runOf = new Map(page.map((run) => [run.id, run]));
    const calls = await callsOfRuns(context, [...runOf.keys()]);
    yield calls.map((call) => {
      const run = runOf.get(call.runId);
      return ExportedCall.parse(redact({ ...call, runStatus: run?.status, graphName: run?.graphName }));
    });
  }
}

const callsOfRuns = (context: WorkspaceContext, ids: readonly string[]) =>
  context.db
    .select(wholeCall)
    .from(modelCalls)
    .where(within(context, modelCalls, inArray(modelCalls.runId, [...ids])))
    .orderBy(asc(modelCalls.startedAt), asc(modelCalls.id));

/** What leaves as JSON, without what the workspace takes out of its exports. Moments and the like are text by then. */
async function redactorOf(context: WorkspaceContext): Promise<(value: unknown) => Json> {
  const curation = await openCuration(context);
  const redaction = curation.policy.exports ? curation.redaction : null;
  return (value) => {
    const json = Json.parse(JSON.parse(JSON.stringify(value)));
    return redaction === null ? json : curated(json, redaction);
  };
}

/** The runs of a filter as JSON lines, newest first: each with what went in and came out, every model call as it was sent and answered, and what was said of it. */
export async function* runsAsLines(context: WorkspaceContext, filter: RunFilter): AsyncGenerator<string> {
  const redact = await redactorOf(context);
  for await (const page of pages(context, filter)) {
    const ids = page.map(({ id }) => id);
    const [ends, calls, said] = await Promise.all([
      context.db
        .select({ id: runs.id, input: runs.input, output: runs.output, error: runs.error })
        .from(runs)
        .where(within(context, runs, inArray(runs.id, ids))),
      callsOfRuns(context, ids),
      context.db
        .select()
        .from(feedback)
        .where(within(context, feedback, inArray(feedback.runId, ids)))
        .orderBy(asc(feedback.createdAt)),
    ]);
    const endOf = new Map(ends.map(({ id, ...end }) => [id, end]));
    const callsOf = Map.groupBy(calls, ({ runId }) => runId);
    const saidOf = Map.groupBy(said, ({ runId }) => runId);
    for (const run of page) {
      const line = {
        ...run,
        ...endOf.get(run.id),
        calls: (callsOf.get(run.id) ?? []).map(({ workspaceId: _, runId: __, graphId: ___, requestHash: ____, ...call }) => call),
        feedback: (saidOf.get(run.id) ?? []).map(({ workspaceId: _, runId: __, ...one }) => one),
      };
      yield `${JSON.stringify(redact(line))}\n`;
    }
  }
}
