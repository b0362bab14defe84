import "server-only";
import { and, inArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { runs } from "@/db/schema/runs";
import type { RunRow } from "./parking";

type Waiting = { runId: string; resolve: (row: RunRow | null) => void; reject: (error: unknown) => void };

/**
 * Takes runs over from whoever had them: from then on only the new epoch may write. Runs that are wanted while others are being
 * taken are taken together, by one statement.
 * @param worker number of the worker that will have them
 * @returns null when the run has ended or is gone
 */
export function openTakeover(db: Database, worker: number, now: () => Date = () => new Date()): (runId: string) => Promise<RunRow | null> {
  let waiting: Waiting[] = [];
  let taking = false;

  const takeAll = async () => {
    taking = true;
    // Jobs that were fetched together ask one after the other.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const rows = await db
          .update(runs)
          .set({
            epoch: sql`${runs.epoch} + 1`,
            status: "running",
            worker,
            startedAt: sql`coalesce(${runs.startedAt}, ${now().toISOString()}::timestamptz)`,
          })
          .where(
            and(sql`${runs.id} = any(${sql.param(batch.map(({ runId }) => runId))}::text[])`, inArray(runs.status, ["queued", "running"])),
          )
          .returning();
        const taken = new Map(rows.map((row) => [row.id, row]));
        for (const { runId, resolve } of batch) resolve(taken.get(runId) ?? null);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    taking = false;
  };

  return (runId) => {
    const { promise, resolve, reject } = Promise.withResolvers<RunRow | null>();
    waiting.push({ runId, resolve, reject });
    if (!taking) void takeAll();
    return promise;
  };
}
