import "server-only";
import { and, eq } from "drizzle-orm";
import type { RunError } from "@/core/engine/events";
import type { Level } from "@/core/engine/level";
import { MinnowError } from "@/core/errors";
import type { Database } from "@/db/client";
import { activations, runs } from "@/db/schema/runs";
import { isTransient } from "@/db/transient";
import type { CallRow } from "./calls";
import { failureOf } from "./execute";
import { LeaseLost } from "./journal";
import type { RunRow } from "./parking";
import { type PerformDeps, perform, type RunEnd } from "./perform";
import { openScribe } from "./scribe";

export type RunnerDeps = PerformDeps & {
  db: Database;
  /** The plan of a stored document, weighted by how long the graph's nodes took lately. */
  planOf: (about: { workspaceId: string; graphId: string; documentHash: string }) => Promise<Level>;
  /** See openCallCuration. */
  curationOf: (workspaceId: string) => Promise<(row: CallRow) => CallRow>;
  /** See openTakeover. */
  takeRun: (runId: string) => Promise<RunRow | null>;
};

/**
 * Runs a graph, or goes on with it where its journal ends. A run that can't be performed at all, because its document or its record
 * can't be read or written, ends as failed.
 * @param stop aborted with a StopReason
 * @throws when the database is away; whoever takes the run next resumes it
 */
export async function runGraph(deps: RunnerDeps, runId: string, stop: AbortSignal, onNews?: (look: () => void) => void): Promise<RunEnd> {
  const run = await deps.takeRun(runId);
  if (run === null) return "finished";
  try {
    const [plan, curateCall] = await Promise.all([deps.planOf(run), deps.curationOf(run.workspaceId)]);
    // Nobody has owned it before, and it takes nothing over: there is nothing to resume.
    const recorded =
      run.epoch === 1 && run.againOf === null ? [] : await deps.db.select().from(activations).where(eq(activations.runId, runId));
    const stoppedAt = run.epoch === 1 ? [] : await deps.people.stoppedAt(runId);
    const record = { rows: new Map(recorded.map((row) => [row.path, row])), stoppedAt };
    const end = await perform({ ...deps, curateCall }, run, plan, record, stop, onNews);
    if (end === "released") await letGo(deps, run);
    return end;
  } catch (error) {
    if (error instanceof LeaseLost) return "lost";
    if (isTransient(error)) throw error;
    return giveUp(deps, run, error);
  }
}

/** Whoever takes it next may do so at once; and nobody takes it for the run of a worker that has died. */
async function letGo({ db }: RunnerDeps, { id, epoch }: RunRow): Promise<void> {
  await db
    .update(runs)
    .set({ worker: null })
    .where(and(eq(runs.id, id), eq(runs.epoch, epoch)));
}

/** Another attempt would go the same way, and pay for its model calls again. */
async function giveUp({ journal, now = () => new Date() }: RunnerDeps, run: RunRow, cause: unknown): Promise<RunEnd> {
  if (!(cause instanceof MinnowError)) console.error(`run ${run.id}:`, cause);
  const { code, params } = cause instanceof MinnowError ? failureOf(cause) : { code: "internal", params: { reference: run.id } };
  const error: RunError = { code, params };
  try {
    const scribe = openScribe(journal, run, now, () => {});
    await scribe.runEnded({ status: "failed", output: null, error, simulated: run.simulated }, []);
    return "finished";
  } catch (error) {
    if (error instanceof LeaseLost) return "lost";
    throw error;
  }
}
