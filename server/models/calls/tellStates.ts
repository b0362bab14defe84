import "server-only";
import { lt, sql } from "drizzle-orm";
import { type CallerState, HOUR_MINUTES, MINUTE_MS } from "@/core/connectionState";
import type { Database } from "@/db/client";
import { newId } from "@/db/id";
import { connectionStates } from "@/db/schema/models";
import type { ServedModel } from "../adapter";

/** What happens together is told at once. */
const GATHER_MS = 500;
/** At most as often it is told; and that often while calls are under way, to show that this process lives. See GONE_AFTER_MS. */
const EVERY_MS = 3_000;

type Of = Pick<ServedModel["connection"], "id" | "workspaceId">;

export type StateTelling = {
  /** Something may have changed with the calls of a connection. */
  changed(connection: Of): void;
  /** Tells what has not been told yet, and then nothing more. */
  close(): Promise<void>;
};

const isBusy = ({ inFlight, waiting, resting }: CallerState): boolean => inFlight + waiting > 0 || resting.some(({ trying }) => trying);

/**
 * Writes what a process's calls are doing, for other processes to show. A connection that nobody calls costs nothing: there is no
 * timer but after a change, and while calls are under way.
 */
export function openStateTelling(db: Database, stateOf: (connectionId: string) => CallerState | null): StateTelling {
  const caller = newId();
  const changed = new Map<string, Of>();
  let timer: NodeJS.Timeout | null = null;
  let lastTold = Number.NEGATIVE_INFINITY;
  let telling: Promise<void> = Promise.resolve();
  let closed = false;

  const plan = () => {
    if (timer !== null || closed) return;
    const ms = Math.max(GATHER_MS, lastTold + EVERY_MS - performance.now());
    timer = setTimeout(() => {
      telling = tell().finally(() => {
        timer = null;
        if (changed.size > 0) plan();
      });
    }, ms);
    timer.unref();
  };

  async function tell(): Promise<void> {
    lastTold = performance.now();
    const due = [...changed.values()];
    changed.clear();
    const toldAt = new Date();
    const rows = due.flatMap(({ id, workspaceId }) => {
      const state = stateOf(id);
      if (state === null) return [];
      if (isBusy(state)) changed.set(id, { id, workspaceId });
      return [{ connectionId: id, workspaceId, caller, state, toldAt }];
    });
    // A page that shows nothing of it is no reason for a call to fail.
    await write(db, rows).catch((error: unknown) => console.error("states of connections:", error));
  }

  return {
    changed(connection) {
      changed.set(connection.id, connection);
      plan();
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await telling;
      await tell();
    },
  };
}

type Row = typeof connectionStates.$inferInsert;

/** A connection that was removed meanwhile is passed over. What is an hour old tells nothing any more. */
async function write(db: Database, rows: readonly Row[]): Promise<void> {
  for (const row of rows)
    await db.execute(sql`
      insert into connection_states (connection_id, caller, workspace_id, state, told_at)
      select ${row.connectionId}, ${row.caller}, ${row.workspaceId}, ${JSON.stringify(row.state)}::json, ${row.toldAt.toISOString()}::timestamptz
      where exists (select from connections where id = ${row.connectionId} and workspace_id = ${row.workspaceId})
      on conflict (connection_id, caller) do update set state = excluded.state, told_at = excluded.told_at`);
  if (rows.length === 0) return;
  await db.delete(connectionStates).where(lt(connectionStates.toldAt, new Date(Date.now() - HOUR_MINUTES * MINUTE_MS)));
}
