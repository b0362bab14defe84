import { describe, expect, it } from "vitest";
import { testDatabase } from "../helpers/database";

const database = await testDatabase();

describe("a database for tests", () => {
  it("has every table of the schema and no rows", async () => {
    const rows = await database.db.query.workspaceSettings.findMany();
    expect(rows).toEqual([]);
  });
});
