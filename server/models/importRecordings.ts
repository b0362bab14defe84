import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ImportReport } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import { Json, JsonSchema } from "@/core/graph/json";
import type { Queryable } from "@/db/client";
import { models, recordings } from "@/db/schema/models";
import type { ChatMessage } from "@/nodes/executor";
import { within } from "../scope";
import { type Connection, storedConnection } from "./connections";
import { addModels } from "./edit";
import { RecordedResponse, recordingHash } from "./recorded";

type Scope = { db: Queryable; workspaceId: string };

const Content = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.literal("text"), text: z.string() })).transform((parts) => parts.map(({ text }) => text).join("")),
]);

/** The part of a chat-completions request that decides the answer. */
const RecordedRequest = z.looseObject({
  model: z.string().min(1).max(200),
  messages: z
    .array(z.looseObject({ role: z.enum(["system", "developer", "user", "assistant"]), content: Content }))
    .min(1)
    .transform((messages) => messages.map(({ role, content }): ChatMessage => ({ role: role === "developer" ? "system" : role, content }))),
  response_format: z
    .union([
      z.looseObject({ type: z.literal("json_schema"), json_schema: z.looseObject({ schema: JsonSchema.optional() }) }),
      z.looseObject({ type: z.enum(["text", "json_object"]) }),
    ])
    .nullish(),
});

/** One line: a request and its response. A flywheel record (`timestamp`, `workload_id`, `client_id` beside them) is one too. */
const Line = z.looseObject({ request: RecordedRequest, response: RecordedResponse });

/** Rows written in one statement. */
const BATCH = 200;
/** Problems told one by one. */
const MOST_PROBLEMS = 50;

type Row = typeof recordings.$inferInsert;

/**
 * Reads a JSONL of requests and responses into a recorded connection, line by line; a later answer to the same request wins.
 * Bad lines are told by number and reason and skipped; models the recordings use are registered.
 * @throws MinnowError `not_found`, `bad_request` when the connection is of another kind
 */
export async function importRecordings(
  scope: Scope,
  connectionId: string,
  lines: AsyncIterable<string> | Iterable<string>,
  firstLine = 1,
): Promise<ImportReport> {
  const connection = await storedConnection(scope, connectionId);
  if (connection.kind !== "recorded") throw new MinnowError("bad_request", { reason: "only a recorded connection takes recordings" });
  const report: ImportReport = { imported: 0, newModels: [], problems: [] };
  const names = new Set<string>();
  let batch = new Map<string, Row>();
  const flush = async () => {
    await write(scope, [...batch.values()]);
    batch = new Map();
  };
  let number = firstLine - 1;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    const read = readLine(line, scope, connection);
    if ("reason" in read) {
      if (report.problems.length < MOST_PROBLEMS) report.problems.push({ line: number, reason: read.reason });
      continue;
    }
    batch.set(read.row.requestHash, read.row);
    names.add(read.model);
    report.imported += 1;
    if (batch.size >= BATCH) await flush();
  }
  await flush();
  report.newModels = await registerMissing(scope, connection, names);
  return report;
}

function readLine(
  line: string,
  { workspaceId }: Scope,
  { id: connectionId }: Connection,
): { row: Row; model: string } | { reason: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  const parsed = Line.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { reason: `${issue?.path.join(".") || "line"}: ${issue?.message ?? ""}` };
  }
  const { request } = parsed.data;
  const { request: verbatimRequest, response } = z.object({ request: Json, response: Json }).parse(raw);
  const format = request.response_format;
  const schema =
    format?.type === "json_schema" ? z.looseObject({ schema: JsonSchema.optional() }).parse(format.json_schema).schema : undefined;
  const requestHash = recordingHash({ model: request.model, messages: request.messages, schema });
  return { model: request.model, row: { connectionId, workspaceId, requestHash, request: verbatimRequest, response } };
}

async function write({ db }: Scope, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insert(recordings)
    .values(rows)
    .onConflictDoUpdate({
      target: [recordings.connectionId, recordings.requestHash],
      set: { request: sql`excluded.request`, response: sql`excluded.response` },
    });
}

async function registerMissing(scope: Scope, { id }: Connection, names: ReadonlySet<string>): Promise<string[]> {
  const rows = await scope.db.select({ name: models.name, connectionId: models.connectionId }).from(models).where(within(scope, models));
  const known = new Set(rows.filter(({ connectionId }) => connectionId === id).map(({ name }) => name));
  const missing = [...names].filter((name) => !known.has(name)).sort();
  await addModels(
    scope,
    id,
    // Recordings of JSON answers are asked for with their schema.
    missing.map((name) => ({
      name,
      capabilities: { tools: false, jsonSchema: true, streaming: true, logprobs: false, embeddings: false },
    })),
  );
  return missing;
}
