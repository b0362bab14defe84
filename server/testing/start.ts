import "server-only";
import { sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { GraphDocument, GraphExample } from "@/core/graph/document";
import { isTestCase } from "@/core/testing/judge";
import { newId } from "@/db/id";
import { runs } from "@/db/schema/runs";
import { testResults, testRuns } from "@/db/schema/testing";
import type { WorkspaceContext } from "../context";
import { channels } from "../engine/channels";
import { findGraph, loadDocument, parseDocument } from "../graphs/read";
import { requireRunnable, userOf } from "../graphs/write";
import { requireInput } from "../runs/input";
import type { Services } from "../services";

export type TestRequest = {
  graphId: string;
  /** What is tested; the cases are always those of the draft. */
  version: number | "draft";
  /** Ids of the examples to run, whether anything is asked of them or not; left out, all test cases. */
  cases?: readonly string[] | undefined;
};

type Result = typeof testResults.$inferInsert;
type Run = typeof runs.$inferInsert;

/**
 * Starts a run for every test case, all in one transaction. A case whose input doesn't fit the graph doesn't keep the others from running:
 * it ends at once, and says why.
 * @throws not_found, graph_invalid; tests_missing when there is nothing to run
 */
export async function startTests(
  services: Pick<Services, "queue">,
  context: WorkspaceContext,
  { graphId, version, cases }: TestRequest,
): Promise<{ testRunId: string }> {
  const graph = await findGraph(context, graphId);
  const { examples = [] } = parseDocument(graph.draft);
  const chosen = examples.filter((example) => (cases === undefined ? isTestCase(example) : cases.includes(example.id)));
  if (chosen.length === 0) throw new MinnowError("tests_missing");
  const { document, hash } = await loadDocument(context, graphId, version);
  await requireRunnable(context, graphId, document);

  const testRunId = newId();
  const { workspaceId } = context;
  const about = { workspaceId, graphId, version: version === "draft" ? null : version, documentHash: hash };
  const started: Run[] = [];
  const results = chosen.map((example, place): Result => {
    const result = { testRunId, caseId: example.id, workspaceId, graphId, place, example };
    const error = slipOf(document, example);
    if (error !== null) return { ...result, error, verdict: "error", checks: [], judgedAt: new Date() };
    const runId = newId();
    const startedBy = `${context.actor.type}:${context.actor.id}`;
    started.push({ id: runId, ...about, trigger: "test", startedBy, input: example.input });
    return { ...result, runId };
  });
  await context.db.transaction(async (transaction) => {
    const finishedAt = started.length === 0 ? new Date() : null;
    await transaction.insert(testRuns).values({ id: testRunId, ...about, createdBy: userOf(context), finishedAt });
    if (started.length > 0) await transaction.insert(runs).values(started);
    await transaction.insert(testResults).values(results);
    for (const { runId } of results) if (runId != null) await services.queue.enqueue(transaction, runId);
    await transaction.execute(sql`select pg_notify(${channels.events}, ${graphId})`);
  });
  return { testRunId };
}

/** Why a case can't be run, as a run's error. */
function slipOf(document: GraphDocument, { input }: GraphExample): { code: string; params: MinnowError["params"] } | null {
  try {
    requireInput(document, input);
    return null;
  } catch (error) {
    if (!(error instanceof MinnowError)) throw error;
    return { code: error.code, params: error.params };
  }
}
