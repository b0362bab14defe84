import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, inject } from "vitest";
import { type DatabaseClient, openDatabase } from "@/db/client";

/**
 * A migrated, empty database of its own for a test file. Call it once, at the top of the file (`const database = await testDatabase();`); it is dropped afterwards.
 * Works in the "integration" project, whose global set-up starts the server.
 */
export async function testDatabase(): Promise<DatabaseClient> {
  const { adminUrl, template } = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asAdmin(adminUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const database = openDatabase(url.href, { name: "minnow-test" });
  afterAll(async () => {
    await database.close();
    await asAdmin(adminUrl, (sql) => sql`drop database ${sql(name)} with (force)`);
  });
  return database;
}

async function asAdmin(url: string, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
