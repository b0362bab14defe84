import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { makeCallPartitions } from "@/db/partitions";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "@/tests/helpers/documents";
import { testWorkspace } from "@/tests/helpers/workspace";
import { recordRun, storeGraph } from "../server/insights/record";

const { db } = await testDatabase();
const document = graphOf(
  [inputNode("text"), modelNode("ask", "{{text}}"), outputNode("answer")],
  ["input.text -> ask.text", "ask.output -> output.answer"],
);

const record = async (...moments: string[]) => {
  const context = await testWorkspace(db);
  const graphId = await storeGraph(context, document);
  await recordRun(
    context,
    graphId,
    document,
    moments.map((at) => ({ nodeId: "ask", startedAt: new Date(at) })),
  );
};
const partOf = async (month: string) => {
  const rows = await db.execute<{ part: string; calls: number }>(sql`
    select tableoid::regclass::text as part, count(*)::int as calls from model_calls
    where date_trunc('month', started_at, 'UTC') = ${`${month}-01T00:00:00Z`}::timestamptz group by 1`);
  return rows.map(({ part, calls }) => [part, calls]);
};

describe("the partitions of calls", () => {
  it("hold a month each, to its last moment in UTC", async () => {
    await makeCallPartitions(
      db,
      ["2025-02-10T00:00:00Z", "2025-02-27T00:00:00Z", "2025-03-01T00:00:00Z"].map((at) => new Date(at)),
    );
    await record("2025-02-01T00:00:00Z", "2025-02-28T23:59:59.999Z", "2025-03-01T00:00:00Z");
    expect(await partOf("2025-02")).toEqual([["model_calls_2025_02", 2]]);
    expect(await partOf("2025-03")).toEqual([["model_calls_2025_03", 1]]);
  });

  it("take calls of any other month together, and leave them there", async () => {
    await record("2024-05-05T00:00:00Z");
    expect(await partOf("2024-05")).toEqual([["model_calls_other", 1]]);
    await makeCallPartitions(db, [new Date("2024-05-06T00:00:00Z")]);
    await record("2024-05-07T00:00:00Z");
    expect(await partOf("2024-05")).toEqual([["model_calls_other", 2]]);
  });

  it("are there from the start for now and the month to come, and a query of a time reads only its own", async () => {
    const [{ there } = { there: 0 }] = await db.execute<{ there: number }>(sql`
      select count(*)::int as there from unnest(array[now(), now() + interval '1 month']) as months (at)
      where to_regclass('model_calls_' || to_char(at at time zone 'UTC', 'YYYY_MM')) is not null`);
    expect(there).toBe(2);
    const plan = await db.execute(sql`
      explain select count(*) from model_calls where started_at >= '2025-02-01T00:00:00Z' and started_at < '2025-03-01T00:00:00Z'`);
    expect(JSON.stringify(plan)).toContain("model_calls_2025_02");
    expect(JSON.stringify(plan)).not.toContain("model_calls_2025_03");
  });
});
