import "server-only";
import { and, desc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { type Verdict, verdicts } from "@/core/testing/judge";
import { CaseResult, type TestRunSummary } from "@/core/testing/result";
import { user } from "@/db/schema/auth";
import { modelCalls, runs } from "@/db/schema/runs";
import { testResults, testRuns } from "@/db/schema/testing";
import type { WorkspaceContext } from "../context";
import { findGraph, parseDocument } from "../graphs/read";
import { within } from "../scope";
import { costOf, durationOf } from "./judge";

/** Test runs shown in the list. */
const LISTED = 50;

/** A result beside the one it is compared with. */
export const ComparedResult = z.object({ result: CaseResult, before: CaseResult.nullable() });
export type ComparedResult = z.infer<typeof ComparedResult>;

type Key = { testRunId: string; caseId: string };
type ResultsRequest = { graphId: string; testRunId?: string | undefined; comparedWith?: string | undefined };

/**
 * What came of a test run's cases; without one, of every case of the draft when it ran last. Each beside what came of it the time before,
 * or in the test run that it is to be compared with.
 * @throws not_found
 */
export async function readResults(
  context: WorkspaceContext,
  { graphId, testRunId, comparedWith }: ResultsRequest,
): Promise<ComparedResult[]> {
  const graph = await findGraph(context, graphId);
  for (const id of [testRunId, comparedWith]) if (id !== undefined) await requireTestRun(context, graphId, id);
  const examples = parseDocument(graph.draft).examples ?? [];
  const shown = testRunId === undefined ? await latestKeys(context, graphId, examples) : await keysOf(context, testRunId);
  const others = comparedWith === undefined ? await keysBefore(context, graphId, shown) : await keysOf(context, comparedWith);
  const [results, before] = [await load(context, shown), await load(context, others)];
  return shown.flatMap(({ caseId }) => {
    const result = results.get(caseId);
    return result === undefined ? [] : [{ result, before: before.get(caseId) ?? null }];
  });
}

async function requireTestRun(context: WorkspaceContext, graphId: string, id: string): Promise<void> {
  const rows = await context.db
    .select({ id: testRuns.id })
    .from(testRuns)
    .where(within(context, testRuns, eq(testRuns.id, id), eq(testRuns.graphId, graphId)));
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "test run" });
}

const keysOf = (context: WorkspaceContext, testRunId: string): Promise<Key[]> =>
  context.db
    .select({ testRunId: testResults.testRunId, caseId: testResults.caseId })
    .from(testResults)
    .where(within(context, testResults, eq(testResults.testRunId, testRunId)))
    .orderBy(testResults.place);

async function latestKeys(context: WorkspaceContext, graphId: string, examples: readonly { id: string }[]): Promise<Key[]> {
  const ids = examples.map(({ id }) => id);
  if (ids.length === 0) return [];
  return context.db
    .selectDistinctOn([testResults.caseId], { testRunId: testResults.testRunId, caseId: testResults.caseId })
    .from(testResults)
    .where(within(context, testResults, eq(testResults.graphId, graphId), inArray(testResults.caseId, ids)))
    .orderBy(testResults.caseId, desc(testResults.createdAt), desc(testResults.testRunId));
}

/** The last results before those, by the index on graph, case and time. */
async function keysBefore(context: WorkspaceContext, graphId: string, keys: readonly Key[]): Promise<Key[]> {
  if (keys.length === 0) return [];
  const rows = await context.db.execute(sql`
    select earlier.test_run_id as "testRunId", shown.case_id as "caseId"
    from ${ofKeys(keys)}
    join test_results as shown on shown.test_run_id = wanted.test_run_id and shown.case_id = wanted.case_id
    join lateral (
      select result.test_run_id from test_results as result
      where result.workspace_id = ${context.workspaceId} and result.graph_id = ${graphId} and result.case_id = shown.case_id
        and result.judged_at is not null and (result.created_at, result.test_run_id) < (shown.created_at, shown.test_run_id)
      order by result.created_at desc, result.test_run_id desc limit 1
    ) as earlier on true`);
  return z.array(z.object({ testRunId: z.string(), caseId: z.string() })).parse([...rows]);
}

const ofKeys = (keys: readonly Key[]) => sql`unnest(
  ${sql.param(keys.map(({ testRunId }) => testRunId))}::text[], ${sql.param(keys.map(({ caseId }) => caseId))}::text[]
) as wanted (test_run_id, case_id)`;

async function load(context: WorkspaceContext, keys: readonly Key[]): Promise<Map<string, CaseResult>> {
  if (keys.length === 0) return new Map();
  const wanted = sql`(${testResults.testRunId}, ${testResults.caseId}) in (select test_run_id, case_id from ${ofKeys(keys)})`;
  const rows = await context.db
    .select({
      result: testResults,
      version: testRuns.version,
      run: runs,
      cost: costOf(runs.id),
      simulated: sql<boolean>`exists (select from ${modelCalls} where ${modelCalls.runId} = ${runs.id} and ${modelCalls.simulated})`,
    })
    .from(testResults)
    .innerJoin(testRuns, eq(testRuns.id, testResults.testRunId))
    .leftJoin(runs, eq(runs.id, testResults.runId))
    .where(within(context, testResults, wanted));
  return new Map(
    rows.map(({ result, version, run, cost, simulated }) => [
      result.caseId,
      CaseResult.parse({
        testRunId: result.testRunId,
        example: result.example,
        runId: result.runId,
        runStatus: run?.status ?? null,
        verdict: result.verdict,
        checks: result.checks ?? [],
        output: run?.output ?? null,
        error: result.error ?? run?.error ?? null,
        cost: run === null ? null : cost,
        durationMs: run === null ? null : durationOf(run),
        simulated: simulated || run?.simulated === true,
        startedAt: result.createdAt.toISOString(),
        version,
      }),
    ]),
  );
}

/** The latest test runs of a graph, newest first. @throws not_found */
export async function listTestRuns(context: WorkspaceContext, graphId: string): Promise<TestRunSummary[]> {
  await findGraph(context, graphId);
  const rows = await context.db
    .select({ run: testRuns, author: user.name })
    .from(testRuns)
    .leftJoin(user, eq(user.id, testRuns.createdBy))
    .where(within(context, testRuns, eq(testRuns.graphId, graphId)))
    .orderBy(desc(testRuns.createdAt), desc(testRuns.id))
    .limit(LISTED);
  const counts = await countVerdicts(
    context,
    rows.map(({ run }) => run.id),
  );
  return rows.map(({ run, author }) => {
    const own = counts.filter(({ testRunId }) => testRunId === run.id);
    const of = (verdict: Verdict) => own.find((count) => count.verdict === verdict)?.cases ?? 0;
    return {
      id: run.id,
      version: run.version,
      author,
      createdAt: run.createdAt.toISOString(),
      finishedAt: run.finishedAt?.toISOString() ?? null,
      cases: own.reduce((sum, { cases }) => sum + cases, 0),
      verdicts: Object.fromEntries(verdicts.map((verdict) => [verdict, of(verdict)])) as Record<Verdict, number>,
    };
  });
}

async function countVerdicts(context: WorkspaceContext, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return context.db
    .select({ testRunId: testResults.testRunId, verdict: testResults.verdict, cases: sql`count(*)`.mapWith(Number) })
    .from(testResults)
    .where(within(context, testResults, inArray(testResults.testRunId, [...ids])))
    .groupBy(testResults.testRunId, testResults.verdict);
}

/** Runs of a test run that may still be under way. @throws not_found */
export async function openRunsOf(context: WorkspaceContext, testRunId: string): Promise<string[]> {
  const [testRun] = await context.db
    .select({ id: testRuns.id })
    .from(testRuns)
    .where(within(context, testRuns, eq(testRuns.id, testRunId)));
  if (testRun === undefined) throw new MinnowError("not_found", { thing: "test run" });
  const rows = await context.db
    .select({ id: runs.id })
    .from(testResults)
    .innerJoin(runs, eq(runs.id, testResults.runId))
    .where(
      within(
        context,
        testResults,
        and(
          eq(testResults.testRunId, testRunId),
          isNotNull(testResults.runId),
          inArray(runs.status, ["queued", "running", "waiting", "paused"]),
        ),
      ),
    );
  return rows.map(({ id }) => id);
}
