import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { ActivationView, RunEvent, Usage } from "@/core/engine/events";
import type { Queryable } from "@/db/client";
import { activations } from "@/db/schema/runs";

const [started, begun, tokens, retrying, waiting, pausing, parked, , finished] = RunEvent.options;

/**
 * An event as its row has it. What an activation took and gave stands in the journal already, written by the same commit,
 * so its event only points there.
 */
export const StoredEvent = z.discriminatedUnion("type", [
  started,
  begun,
  tokens,
  retrying,
  waiting,
  pausing,
  parked,
  z.object({ type: z.literal("activation.finished"), activation: z.object({ path: z.string(), usage: Usage.nullable() }) }),
  finished,
]);
export type StoredEvent = z.infer<typeof StoredEvent>;

const StoredEvents = z.array(StoredEvent);

/** What one commit told of a run. */
export type EventBatch = { id: number; events: RunEvent[] };

/** The events of one run as watchers receive them, in the same order. */
export async function completeEvents(
  db: Queryable,
  runId: string,
  rows: readonly { id: number; events: unknown }[],
): Promise<EventBatch[]> {
  const stored = rows.map(({ id, events }) => ({ id, events: StoredEvents.parse(events) }));
  const paths = stored.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === "activation.finished" ? event.activation.path : [])),
  );
  const journal =
    paths.length === 0
      ? []
      : await db
          .select()
          .from(activations)
          .where(and(eq(activations.runId, runId), inArray(activations.path, paths)));
  const rowOf = new Map(journal.map((row) => [row.path, row]));
  const complete = (event: StoredEvent): RunEvent[] => {
    if (event.type !== "activation.finished") return [event];
    const row = rowOf.get(event.activation.path);
    return row === undefined ? [] : [{ type: event.type, activation: activationView(row, event.activation.usage) }];
  };
  return stored.map(({ id, events }) => ({ id, events: events.flatMap(complete) }));
}

/** A journal row as the canvas and the waterfall show it. */
export const activationView = (row: typeof activations.$inferSelect, usage: Usage | null): ActivationView =>
  ActivationView.parse({
    ...row,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt.toISOString(),
    logs: row.logs ?? [],
    usage,
  });
