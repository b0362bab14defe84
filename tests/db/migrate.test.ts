import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { migrate as apply } from "drizzle-orm/postgres-js/migrator";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { migrate } from "@/db/migrate";
import { testDatabase } from "../helpers/database";

const database = await testDatabase();
const { db } = database;

beforeEach(async () => {
  await db.execute(sql`drop schema public cascade`);
  await db.execute(sql`drop schema drizzle cascade`);
  await db.execute(sql`create schema public`);
});

const Journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) });

/** Brings the empty database to where it was before the migration of this name. */
async function migrateUpTo(name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "minnow-migrations-"));
  try {
    await cp(fileURLToPath(new URL("../../db/migrations", import.meta.url)), folder, { recursive: true });
    const path = join(folder, "meta", "_journal.json");
    const journal = Journal.parse(JSON.parse(await readFile(path, "utf8")));
    const index = journal.entries.findIndex(({ tag }) => tag.endsWith(`_${name}`));
    if (index === -1) throw new Error(`there is no migration ${name}`);
    await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, index) }));
    await apply(db, { migrationsFolder: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("migrating", () => {
  it("does each migration once, also when several processes start together", async () => {
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    const done = await db.execute(sql`select hash, count(*)::int as times from drizzle.__drizzle_migrations group by hash`);
    expect(done.length).toBeGreaterThan(0);
    expect(done.every((row) => row.times === 1)).toBe(true);
  });

  it("keeps what a workspace called an SLM", async () => {
    await migrateUpTo("slm_policy");
    await db.execute(sql`insert into workspaces (id, name, slug, created_at) values ('a', 'A', 'a', now()), ('b', 'B', 'b', now())`);
    await db.execute(sql`insert into workspace_settings (workspace_id) values ('a')`);
    await db.execute(sql`insert into workspace_settings (workspace_id, slm_max_parameters) values ('b', 3.5)`);
    await migrate(database.url);
    const kept = await db.query.workspaceSettings.findMany({ orderBy: ({ workspaceId }, { asc }) => asc(workspaceId) });
    expect(kept.map(({ slmPolicy }) => slmPolicy)).toEqual([
      { by: "parameters", max: 10 },
      { by: "parameters", max: 3.5 },
    ]);
  });
});
