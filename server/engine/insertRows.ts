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

export type RowWriter<T extends PgTable> = {
  /** What the database will be sent; made when the row is told, so that what waits can be measured. */
  textOf(row: T["$inferInsert"]): TextRow;
  /** Sends the statement and its values, an array per column. */
  send(send: (text: string, values: (string | null)[][]) => Promise<unknown>, rows: readonly TextRow[]): Promise<unknown>;
  /** Rows that are there already are left as they are. */
  insert(sql: postgres.TransactionSql, rows: readonly TextRow[]): Promise<unknown>;
  /** The same within a transaction of drizzle's. */
  insertIn(transaction: Transaction, rows: readonly TextRow[]): Promise<unknown>;
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
  const valuesOf = (rows: readonly TextRow[]) => columns.map((_, index) => columnOf(rows, index));
  return {
    textOf: (row) => columns.map(({ key, type, byDefault }) => textOf(row[key] ?? byDefault(), type)),
    send: async (send, rows) => (rows.length === 0 ? undefined : send(text, valuesOf(rows))),
    insert: async (client, rows) => (rows.length === 0 ? undefined : sendBy(client)(text, valuesOf(rows))),
    insertIn: async (transaction, rows) => (rows.length === 0 ? undefined : sendIn(transaction)(text, valuesOf(rows))),
  };
}

/** Sends statements by a connection of postgres.js, where they are parsed and planned once. */
export const sendBy = (client: postgres.TransactionSql) => (text: string, values: (string | null)[][]) =>
  client.unsafe(text, values, { prepare: true });

/** Sends statements within a transaction of drizzle's; their parameters stand in them in the order of their numbers. */
export const sendIn = (transaction: Transaction) => (text: string, values: (string | null)[][]) => {
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
