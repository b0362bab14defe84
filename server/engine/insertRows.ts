import "server-only";
import { getTableColumns, getTableName, is, SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type postgres from "postgres";
import type { Transaction } from "@/db/client";

/** A row as text, one value per column. */
export type TextRow = readonly (string | null)[];

/** JSON that has been written already. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Sends a statement and its values, an array per column: see `sendBy` and `sendIn`. */
export type Send = (text: string, values: (string | null)[][]) => Promise<unknown>;

type RowWriter<T extends PgTable> = {
  /** What the database will be sent; made when the row is told, so that what waits can be measured. */
  textOf(row: T["$inferInsert"]): TextRow;
  /** Rows that are there already are left as they are. */
  insert(send: Send, rows: readonly TextRow[]): Promise<unknown>;
};

/**
 * Inserts many rows by one array per column. The statement's text is the same for any number of rows, so that it is parsed and
 * planned once per connection, and nothing is built per value: a multi-row VALUES list cost five times the CPU here.
 */
export function rowWriter<T extends PgTable>(table: T, keys: readonly (keyof T["$inferInsert"] & string)[]): RowWriter<T> {
  const all = getTableColumns(table);
  const columns = keys.map((key) => {
    const column = all[key];
    if (column === undefined) throw new Error(`${getTableName(table)} has no column ${key}`);
    // A null in an array is inserted as such: the column's own default would never be asked.
    const byDefault = () => column.defaultFn?.() ?? (is(column.default, SQL) ? null : column.default);
    return { key, name: snakeCase(key), type: column.getSQLType(), byDefault };
  });
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const columnOf = (rows: readonly TextRow[], index: number) => rows.map((row) => row[index] ?? null);
  const text = `insert into "${getTableName(table)}" (${names})
    select ${columns.map(({ name, type }) => `"${name}"::${type}`).join(", ")}
    from unnest(${columns.map((_, index) => `$${index + 1}::text[]`).join(", ")}) as rows (${names})
    on conflict do nothing`;
  return {
    textOf: (row) => columns.map(({ key, type, byDefault }) => textOf(row[key] ?? byDefault(), type)),
    insert: async (send, rows) => {
      if (rows.length > 0)
        await send(
          text,
          columns.map((_, index) => columnOf(rows, index)),
        );
    },
  };
}

/** Sends statements by a connection of postgres.js, where they are parsed and planned once. */
export const sendBy =
  (client: postgres.TransactionSql): Send =>
  (text, values) =>
    client.unsafe(text, values, { prepare: true });

/** Sends statements within a transaction of drizzle's; their parameters stand in them in the order of their numbers. */
export const sendIn =
  (transaction: Transaction): Send =>
  (text, values) => {
    const parts = text.split(/\$\d+/).map((part) => sql.raw(part));
    return transaction.execute(
      sql.join(parts.flatMap((part, index) => (index === 0 ? [part] : [sql`${sql.param(values[index - 1])}`, part]))),
    );
  };

export function textOf(value: unknown, type: string): string | null {
  if (value === undefined || value === null) return null;
  if (value instanceof JsonText) return value.text;
  if (type === "json") return JSON.stringify(value);
  // PostgreSQL's own way of writing an array; its elements are quoted.
  if (Array.isArray(value)) return `{${value.map((one) => JSON.stringify(one)).join()}}`;
  if (value instanceof Date) return value.toISOString();
  // PostgreSQL's text can hold every character but this one, and models say everything.
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\ufffd") : String(value);
}

const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
