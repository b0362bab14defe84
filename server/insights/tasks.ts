import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { JsonObject } from "@/core/graph/json";
import type { Series, TaskFacts } from "@/core/replacement/series";
import { closedFieldShare, staticShare } from "@/core/replacement/task";
import { documents } from "@/db/schema/graphs";
import { modelCalls, runs } from "@/db/schema/runs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { parseDocument } from "../graphs/read";
import { within } from "../scope";

/** Calls read per series to see how long its variables are. */
const SAMPLE = 40;

const Sample = z.object({ graphId: z.string(), nodeId: z.string(), fingerprint: z.string(), variables: JsonObject });

export const seriesKey = ({ graphId, nodeId, fingerprint }: Pick<Series, "graphId" | "nodeId" | "fingerprint">): string =>
  JSON.stringify([graphId, nodeId, fingerprint]);

/** Variables of some recorded calls of each task, by `seriesKey`. Which ones doesn't matter: any few show the usual length. */
async function readVariables(context: WorkspaceContext, series: readonly Series[]): Promise<Map<string, JsonObject[]>> {
  const tasks = [...new Map(series.map((one) => [seriesKey(one), one])).values()];
  if (tasks.length === 0) return new Map();
  const wanted = JSON.stringify(tasks.map(({ graphId, nodeId, fingerprint }) => ({ graph: graphId, node: nodeId, task: fingerprint })));
  const rows = await context.db.execute(sql`
    select wanted.graph as "graphId", wanted.node as "nodeId", wanted.task as fingerprint, sample.variables
    from jsonb_to_recordset(${wanted}::jsonb) as wanted(graph text, node text, task text)
    cross join lateral (
      select ${modelCalls.variables} as variables from ${modelCalls}
      where ${within(context, modelCalls)} and ${modelCalls.graphId} = wanted.graph and ${modelCalls.nodeId} = wanted.node
        and ${modelCalls.fingerprint} = wanted.task and ${modelCalls.variables} is not null
      limit ${SAMPLE}
    ) as sample`);
  const samples = new Map<string, JsonObject[]>();
  for (const sample of z.array(Sample).parse([...rows])) {
    const key = seriesKey(sample);
    samples.set(key, [...(samples.get(key) ?? []), sample.variables]);
  }
  return samples;
}

/** Documents as they were at given runs, by run. */
export async function documentsOfRuns(context: WorkspaceContext, runIds: readonly string[]): Promise<Map<string, GraphDocument>> {
  if (runIds.length === 0) return new Map();
  const rows = await context.db
    .select({ runId: runs.id, hash: documents.hash, body: documents.body })
    .from(runs)
    .innerJoin(documents, and(eq(documents.hash, runs.documentHash), eq(documents.workspaceId, runs.workspaceId)))
    .where(within(context, runs, inArray(runs.id, [...new Set(runIds)])));
  const byHash = new Map(rows.map(({ hash, body }) => [hash, body]));
  const parsed = new Map([...byHash].map(([hash, body]) => [hash, parseDocument(body)]));
  return new Map(rows.map(({ runId, hash }) => [runId, parsed.get(hash) as GraphDocument]));
}

const factsOf = ({ kind, config }: GraphNode, samples: readonly JsonObject[]): TaskFacts | null => {
  const task = kinds(kind)?.taskOf(config) ?? null;
  if (task === null) return null;
  const { prompts, schema, temperature, tools } = task;
  return {
    staticShare: staticShare(prompts, samples),
    schemaAsked: schema !== null,
    closedFieldShare: schema === null ? null : closedFieldShare(schema),
    temperature,
    tools,
  };
};

/**
 * What the document says of each task that was called, by `seriesKey`; tasks whose document is gone are left out.
 * @param drafts current documents by graph; older tasks are looked up in the document of their last run
 */
export async function readTasks(
  context: WorkspaceContext,
  series: readonly Series[],
  drafts: ReadonlyMap<string, GraphDocument>,
  past: ReadonlyMap<string, GraphDocument>,
): Promise<Map<string, TaskFacts>> {
  const samples = await readVariables(context, series);
  const tasks = new Map<string, TaskFacts>();
  for (const one of series) {
    const node = [drafts.get(one.graphId), past.get(one.lastRunId)]
      .flatMap((document) => document?.nodes ?? [])
      .find(({ id, config }) => id === one.nodeId && nodeFingerprint(config) === one.fingerprint);
    const facts = node && factsOf(node, samples.get(seriesKey(one)) ?? []);
    if (facts !== undefined && facts !== null) tasks.set(seriesKey(one), facts);
  }
  return tasks;
}
