import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "./schema";

export type Database = PostgresJsDatabase<typeof schema>;
/** A database or a transaction on one. */
export type Queryable = Pick<Database, "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute" | "transaction">;

export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** A transaction of a process that has stopped in its middle lets go of its rows after this. Milliseconds. */
const IDLE_TRANSACTION_MS = 10_000;

export type DatabaseClient = { db: Database; sql: postgres.Sql; url: string; close(): Promise<void> };

/**
 * Opens a pool on a PostgreSQL server.
 * @param url connection string, `postgres://user:password@host:port/database`
 */
export function openDatabase(url: string, options: { max?: number; name?: string } = {}): DatabaseClient {
  const sql = postgres(url, {
    max: options.max ?? 10,
    onnotice: () => {},
    connection: { application_name: options.name ?? "minnow", idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS },
  });
  return { db: drizzle(sql, { schema, casing: "snake_case" }), sql, url, close: () => sql.end({ timeout: 5 }) };
}
