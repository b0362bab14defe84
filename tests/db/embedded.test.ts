import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedPostgres, withoutDurability } from "@/db/embedded";
import { testDatabase } from "../helpers/database";

const database = await testDatabase();

describe("a database for tests", () => {
  it("has every table of the schema and no rows", async () => {
    expect(await database.db.query.workspaceSettings.findMany()).toEqual([]);
  });
});

describe("the embedded server", () => {
  let folder: string;
  const start = () => startEmbeddedPostgres(folder, { settings: withoutDurability });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "minnow-embedded-"));
  });
  afterAll(async () => {
    await (await start()).stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("keeps its password to the owner of the folder and listens on 127.0.0.1 alone", async () => {
    const server = await start();
    expect((await stat(join(folder, "postgres.json"))).mode & 0o077).toBe(0);
    expect(await query(server.url, (sql) => sql`show listen_addresses`)).toEqual([{ listen_addresses: "127.0.0.1" }]);
    await expect(query(server.url.replace(/:[^:@]+@/, ":wrong@"), (sql) => sql`select 1`)).rejects.toThrow(/password/);
  });

  it("is used on when it still runs, and started again when it has ended by itself", async () => {
    const server = await start();
    expect((await start()).adopted).toBe(true);
    expect(await server.revive()).toBe(false);
    await server.stop();
    expect(await server.revive()).toBe(true);
    expect(await query(server.url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it("starts over a postmaster.pid whose number now belongs to another program", async () => {
    await (await start()).stop();
    await writeFile(join(folder, "postgres/postmaster.pid"), `${process.pid}\n${folder}\n0\n1\n\n\n`);
    const server = await start();
    expect(server.adopted).toBe(false);
    expect((await readFile(join(folder, "postgres/postmaster.pid"), "utf8")).startsWith(`${process.pid}\n`)).toBe(false);
  });
});

async function query<T>(url: string, work: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
