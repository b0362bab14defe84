import "server-only";
import type postgres from "postgres";
import type { RunError } from "@/core/engine/events";
import type { Json } from "@/core/graph/json";
import { activations, type modelCalls, runEvents } from "@/db/schema/runs";
import { VALUES_DUE } from "../curation/due";
import { tellLate, tellRunsEnded } from "../insights/rollups/news";
import { type CallText, callText, insertCalls } from "../runs/requests";
import { channels } from "./channels";
import { rowWriter, sendBy, type TextRow, textOf } from "./insertRows";
import type { StoredEvent } from "./storedEvents";

/** Something that happened in a run, to be made durable as a whole. */
export type JournalEntry = {
  runId: string;
  /** The writer's fence: an entry of an owner that has been replaced is refused. */
  epoch: number;
  activations?: (typeof activations.$inferInsert)[];
  calls?: (typeof modelCalls.$inferInsert)[];
  events?: StoredEvent[];
  end?: RunEndRow;
};

export type RunEndRow = {
  status: "succeeded" | "failed" | "cancelled";
  output: Json | null;
  error: RunError | null;
  simulated: boolean;
  finishedAt: Date;
};

/** An entry as it will be sent. */
export type PreparedEntry = {
  runId: string;
  epoch: number;
  activations: TextRow[];
  calls: CallText[];
  events: { json: string; startOf: string | null }[];
  end: TextRow | null;
  /** Paths of the activations it ends. */
  ended: string[];
  /** Characters to be sent. */
  size: number;
};

export const activationRows = rowWriter(activations, [
  "runId",
  "path",
  "workspaceId",
  "graphId",
  "nodeId",
  "kind",
  "status",
  "attempt",
  "inputs",
  "outputs",
  "error",
  "logs",
  "takenFrom",
  "startedAt",
  "finishedAt",
]);
const eventRows = rowWriter(runEvents, ["runId", "events"]);

export function prepare({ runId, epoch, activations = [], calls = [], events = [], end }: JournalEntry): PreparedEntry {
  const entry = {
    activations: activations.map(activationRows.textOf),
    calls: calls.map(callText),
    events: events.map((event) => ({
      json: JSON.stringify(event),
      startOf: event.type === "activation.started" ? event.path : null,
    })),
    end: end === undefined ? null : endOf(runId, end),
  };
  const rows = [
    ...entry.activations,
    ...entry.calls.flatMap(({ row, parts }) => [row, ...parts]),
    entry.events.map(({ json }) => json),
    entry.end ?? [],
  ];
  const size = rows.reduce((sum, row) => row.reduce((length, value) => length + (value?.length ?? 0), sum), 0);
  return { runId, epoch, ...entry, ended: activations.map(({ path }) => path), size };
}

const endOf = (runId: string, { status, output, error, simulated, finishedAt }: RunEndRow): TextRow => [
  runId,
  status,
  textOf(output, "json"),
  textOf(error, "json"),
  String(simulated),
  finishedAt.toISOString(),
];

/**
 * Writes the entries whose writer still owns its run: one transaction, one multi-row statement per table.
 * @returns those owners as `runId epoch`
 */
export async function commit(sql: postgres.Sql, entries: readonly PreparedEntry[]): Promise<Set<string>> {
  return sql.begin(async (transaction) => {
    const ids = [...new Set(entries.map(({ runId }) => runId))];
    // The share lock is the fence: nobody can take a run over between this check and the commit.
    const held = await transaction<Held[]>`
      select id, epoch, workspace_id as "workspaceId", finished_at is not null as ended,
        date_trunc('hour', created_at, 'UTC')::text as hour
      from runs where id = any(${ids}::text[]) for share`;
    const owners = new Set(held.map(({ id, epoch }) => `${id} ${epoch}`));
    const valid = entries.filter(({ runId, epoch }) => owners.has(`${runId} ${epoch}`));
    const ended = new Set(valid.flatMap(({ runId, ended }) => ended.map((path) => `${runId} ${path}`)));
    // A start whose end is told in the same commit could never have been seen.
    const news = new Map<string, string[]>();
    for (const { runId, events } of valid) {
      for (const { json, startOf } of events) {
        if (startOf !== null && ended.has(`${runId} ${startOf}`)) continue;
        const told = news.get(runId);
        if (told === undefined) news.set(runId, [json]);
        else told.push(json);
      }
    }
    const send = sendBy(transaction);
    // Sent in one go: a connection answers in order.
    await Promise.all([
      activationRows.insert(
        send,
        valid.flatMap(({ activations }) => activations),
      ),
      insertCalls(
        send,
        valid.flatMap(({ calls }) => calls),
      ),
      eventRows.insert(
        send,
        [...news].map(([runId, told]) => [runId, `[${told.join(",")}]`]),
      ),
      endRuns(
        transaction,
        valid.flatMap(({ end }) => (end === null ? [] : [end])),
      ),
      ...tellRollups(transaction, held, valid),
      news.size === 0 ? null : transaction`select pg_notify(${channels.events}, id) from unnest(${[...news.keys()]}::text[]) as id`,
    ]);
    return owners;
  });
}

type Held = { id: string; epoch: number; workspaceId: string; ended: boolean; hour: string };

/** Runs that end are to be counted, and those to be counted anew of which something is recorded after their end. */
function tellRollups(sql: postgres.TransactionSql, held: readonly Held[], valid: readonly PreparedEntry[]): Promise<unknown>[] {
  const ending = new Set(valid.flatMap(({ runId, end }) => (end === null ? [] : [runId])));
  const recorded = new Set(valid.flatMap(({ runId, calls, activations }) => (calls.length + activations.length > 0 ? [runId] : [])));
  return [...Map.groupBy(held, ({ workspaceId }) => workspaceId)].flatMap(([workspaceId, runs]) => {
    const ended = runs.flatMap(({ id }) => (ending.has(id) ? [id] : []));
    const late = runs.flatMap(({ id, ended: before, hour }) => (before && recorded.has(id) ? [hour] : []));
    return [
      ...(ended.length === 0 ? [] : [tellRunsEnded(sql, workspaceId, ended)]),
      ...(late.length === 0 ? [] : [tellLate(sql, workspaceId, late)]),
    ];
  });
}

async function endRuns(sql: postgres.TransactionSql, rows: readonly TextRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (index: number) => rows.map((row) => row[index] ?? null);
  await sql`
    update runs set
      status = ended.status, output = ended.output::json, error = ended.error::json,
      simulated = ended.simulated::boolean, finished_at = ended.finished_at::timestamptz, values_due = ${sql.unsafe(VALUES_DUE)}
    from unnest(
      ${column(0)}::text[], ${column(1)}::text[], ${column(2)}::text[], ${column(3)}::text[], ${column(4)}::text[], ${column(5)}::text[]
    ) as ended (id, status, output, error, simulated, finished_at)
    where runs.id = ended.id`;
}
