import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { migrate } from "@/db/migrate";
import { testDatabase } from "../helpers/database";

const database = await testDatabase();

describe("migrating", () => {
  it("does each migration once, also when several processes start together", async () => {
    await database.db.execute(sql`drop schema public cascade`);
    await database.db.execute(sql`drop schema drizzle cascade`);
    await database.db.execute(sql`create schema public`);
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    const done = await database.db.execute(sql`select hash, count(*)::int as times from drizzle.__drizzle_migrations group by hash`);
    expect(done.length).toBeGreaterThan(0);
    expect(done.every((row) => row.times === 1)).toBe(true);
  });
});
