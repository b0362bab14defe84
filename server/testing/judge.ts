import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { GraphExample } from "@/core/graph/document";
import { Json, JsonObject } from "@/core/graph/json";
import { type CaseRun, type Evaluators, judge } from "@/core/testing/judge";
import type { Database } from "@/db/client";
import { modelCalls, runs } from "@/db/schema/runs";
import { testResults, testRuns } from "@/db/schema/testing";
import { isTransient } from "@/db/transient";
import type { Sandbox } from "@/nodes/executor";
import { channels } from "../engine/channels";
import { costOfCalls } from "../runs/read";

/** Cases read at once. */
const BATCH = 20;

/** All patterns and expressions of one case together may take so long before no other is begun: cases of other people wait. Milliseconds. */
const PATIENCE_MS = 9_000;

/** Tries what people wrote in one case where time and memory are limited: a pattern may take for ever, too. */
function evaluatorsIn(sandbox: Sandbox): Evaluators {
  let spent = 0;
  const timed = async <T>(code: "code_timeout" | "expression_timeout", work: () => Promise<T>): Promise<T> => {
    if (spent > PATIENCE_MS) throw new MinnowError(code, { seconds: PATIENCE_MS / 1_000 });
    const began = performance.now();
    try {
      return await work();
    } finally {
      spent += performance.now() - began;
    }
  };
  return {
    matches: (pattern, text) =>
      timed("code_timeout", async () => {
        const { value } = await sandbox.runCode('return new RegExp(inputs.pattern, "u").test(inputs.text);', { pattern, text });
        return value === true;
      }),
    evaluate: (expression, value) => timed("expression_timeout", () => sandbox.evaluate(expression, value)),
    noteOf(thrown) {
      if (!(thrown instanceof MinnowError)) throw thrown;
      return { code: thrown.code, params: thrown.params };
    },
  };
}

/**
 * Judges test cases whose runs have ended, whoever started them and wherever they ran. Two workers may be at the same case for a moment;
 * the first to say counts, and both say the same.
 */
export function openJudge(db: Database, sandbox: Sandbox): { wake(): void; close(): Promise<void> } {
  let closed = false;
  let news = false;
  let judging: Promise<void> | null = null;

  const judgeAll = async () => {
    while (news && !closed) {
      news = false;
      for (let due = await readDue(db); due.length > 0 && !closed; due = await readDue(db)) {
        for (const one of due) if (!closed) await judgeOne(db, sandbox, one);
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

async function judgeOne(db: Database, sandbox: Sandbox, due: Due): Promise<void> {
  const { result } = due;
  const outcome = await judgement(sandbox, due).catch((error: unknown) => {
    if (isTransient(error)) throw error;
    // Judged again it would go the same way, and every case after it would wait for ever.
    console.error(`test case ${result.caseId} of test run ${result.testRunId}:`, error);
    return { verdict: "error" as const, checks: [], error: { code: "internal", params: { reference: result.testRunId } } };
  });
  await db.transaction(async (transaction) => {
    // Of the last two cases to be judged at once, one must see the other.
    await transaction.select({ id: testRuns.id }).from(testRuns).where(eq(testRuns.id, result.testRunId)).for("update");
    await transaction
      .update(testResults)
      .set({ ...outcome, judgedAt: sql`now()` })
      .where(and(eq(testResults.testRunId, result.testRunId), eq(testResults.caseId, result.caseId), isNull(testResults.judgedAt)));
    await transaction.execute(sql`
      update test_runs set finished_at = now() where id = ${result.testRunId} and finished_at is null
        and not exists (select from test_results where test_run_id = ${result.testRunId} and judged_at is null)`);
    await transaction.execute(sql`select pg_notify(${channels.events}, ${result.graphId})`);
  });
}

async function judgement(sandbox: Sandbox, { result, run, cost }: Due) {
  const caseRun: CaseRun = {
    succeeded: run.status === "succeeded",
    input: JsonObject.parse(run.input),
    output: Json.nullable().parse(run.output),
    cost,
    durationMs: durationOf(run),
  };
  return judge(GraphExample.parse(result.example), caseRun, evaluatorsIn(sandbox));
}

/** From start to end, in milliseconds. */
export const durationOf = ({ startedAt, finishedAt }: { startedAt: Date | null; finishedAt: Date | null }): number | null =>
  startedAt === null || finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime();
