import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { GraphExample } from "@/core/graph/document";
import { Json, JsonObject } from "@/core/graph/json";
import { type CaseRun, type Evaluators, judge } from "@/core/testing/judge";
import type { Database } from "@/db/client";
import { modelCalls, runs } from "@/db/schema/runs";
import { testResults, testRuns } from "@/db/schema/testing";
import type { Sandbox } from "@/nodes/executor";
import { channels } from "../engine/channels";
import { costOfCalls } from "../runs/read";

/** Cases read at once. */
const BATCH = 20;

/** Tries what people wrote where time and memory are limited: a pattern may take for ever, too. */
export const evaluatorsIn = (sandbox: Sandbox): Evaluators => ({
  async matches(pattern, text) {
    const { value } = await sandbox.runCode('return new RegExp(inputs.pattern, "u").test(inputs.text);', { pattern, text });
    return value === true;
  },
  evaluate: (expression, value) => sandbox.evaluate(expression, value),
  noteOf(thrown) {
    if (!(thrown instanceof MinnowError)) throw thrown;
    return { code: thrown.code, params: thrown.params };
  },
});

/**
 * Judges test cases whose runs have ended, whoever started them and wherever they ran. Two workers may be at the same case for a moment;
 * the first to say counts, and both say the same.
 */
export function openJudge(db: Database, sandbox: Sandbox): { wake(): void; close(): Promise<void> } {
  const evaluators = evaluatorsIn(sandbox);
  let closed = false;
  let news = false;
  let judging: Promise<void> | null = null;

  const judgeAll = async () => {
    while (news && !closed) {
      news = false;
      for (let due = await readDue(db); due.length > 0 && !closed; due = await readDue(db)) {
        for (const one of due) if (!closed) await judgeOne(db, evaluators, one);
      }
    }
  };

  return {
    wake() {
      news = true;
      judging ??= judgeAll()
        .catch((error: unknown) => console.error("tests:", error))
        .finally(() => {
          judging = null;
        });
    },
    async close() {
      closed = true;
      await judging;
    },
  };
}

type Due = Awaited<ReturnType<typeof readDue>>[number];

const readDue = (db: Database) =>
  db
    .select({ result: testResults, run: runs, cost: costOf(runs.id) })
    .from(testResults)
    .innerJoin(runs, eq(runs.id, testResults.runId))
    .where(and(isNull(testResults.judgedAt), inArray(runs.status, ["succeeded", "failed", "cancelled"])))
    .orderBy(asc(testResults.createdAt), asc(testResults.place))
    .limit(BATCH);

export const costOf = (runId: typeof runs.id) =>
  sql<number | null>`(select ${costOfCalls} from ${modelCalls} where ${modelCalls.runId} = ${runId})`;

async function judgeOne(db: Database, evaluators: Evaluators, { result, run, cost }: Due): Promise<void> {
  const caseRun: CaseRun = {
    succeeded: run.status === "succeeded",
    input: JsonObject.parse(run.input),
    output: Json.nullable().parse(run.output),
    cost,
    durationMs: durationOf(run),
  };
  const { verdict, checks } = await judge(GraphExample.parse(result.example), caseRun, evaluators);
  await db.transaction(async (transaction) => {
    // Of the last two cases to be judged at once, one must see the other.
    await transaction.select({ id: testRuns.id }).from(testRuns).where(eq(testRuns.id, result.testRunId)).for("update");
    await transaction
      .update(testResults)
      .set({ verdict, checks, judgedAt: sql`now()` })
      .where(and(eq(testResults.testRunId, result.testRunId), eq(testResults.caseId, result.caseId), isNull(testResults.judgedAt)));
    await transaction.execute(sql`
      update test_runs set finished_at = now() where id = ${result.testRunId} and finished_at is null
        and not exists (select from test_results where test_run_id = ${result.testRunId} and judged_at is null)`);
    await transaction.execute(sql`select pg_notify(${channels.events}, ${result.graphId})`);
  });
}

/** From start to end, in milliseconds. */
export const durationOf = ({ startedAt, finishedAt }: { startedAt: Date | null; finishedAt: Date | null }): number | null =>
  startedAt === null || finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime();
