import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { HOUR } from "@/core/tallies/run";
import { rollupNews, rollupStale, rollups } from "@/db/schema/rollups";
import { runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { eraseMentions } from "@/server/curation/erase";
import { removeGraph } from "@/server/graphs/write";
import { readRunTotals } from "@/server/insights/activations";
import { tellStale } from "@/server/insights/rollups/news";
import { readOverTime } from "@/server/insights/rollups/read";
import { rebuildRollups } from "@/server/insights/rollups/recount";
import { settle } from "@/server/insights/rollups/settle";
import { readSeries } from "@/server/insights/series";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "@/tests/helpers/documents";
import { testWorkspace } from "@/tests/helpers/workspace";
import { at, recordRun, START, storeGraph } from "./record";

const { db } = await testDatabase();

const triage = () =>
  graphOf(
    [inputNode("text"), modelNode("classify", "Is this urgent? {{text}}", "cloud/big"), outputNode("answer")],
    ["input.text -> classify.text", "classify.output -> output.answer"],
  );

/** Runs of two nodes' worth of calls, one every seven hours, for about a month and a half. */
async function recordMany(context: WorkspaceContext, many: number): Promise<string> {
  const graphId = await storeGraph(context, triage());
  for (let number = 0; number < many; number++) {
    const calls = Array.from({ length: 1 + (number % 3) }, (_, index) => ({
      nodeId: "classify",
      outputHash: `${(number * index) % 90}`,
      latencyMs: 100 + number * 3.7,
      toolCalls: number % 2 === 0 ? index : null,
      cost: 0.000_123 * (1 + (number % 7)),
      model: index === 0 ? "cloud/big" : "local/small",
      modelClass: index === 0 ? ("llm" as const) : ("slm" as const),
      startedAt: at(number * 7 * HOUR),
    }));
    await recordRun(context, graphId, triage(), calls, [{ nodeId: "classify", ms: 500 + number }], { offset: number * 7 * HOUR });
  }
  return graphId;
}

const rowsOf = ({ workspaceId }: WorkspaceContext) => db.$count(rollups, eq(rollups.workspaceId, workspaceId));
const costOf = async (context: WorkspaceContext, graphId: string, range = {}) => (await readRunTotals(context, graphId, range)).cost;

describe("rollups", () => {
  it("have the figures of the records, whatever the range is made up of", async () => {
    const context = await testWorkspace(db);
    const graphId = await recordMany(context, 160);
    for (const range of [{}, { from: at(5 * HOUR), to: at(900 * HOUR) }, { from: at(100 * HOUR) }, { to: at(44 * HOUR) }]) {
      const [from, to] = [range.from ?? at(-1), range.to ?? at(1e12)];
      const [raw] = await db.execute<{ runs: number; calls: number; cost: number; ms: number }>(sql`
        select count(distinct runs.id)::int as runs, count(*)::int as calls, sum(cost) as cost, sum(latency_ms) as ms
        from runs join model_calls on run_id = runs.id
        where runs.graph_id = ${graphId} and created_at >= ${from.toISOString()}::timestamptz and created_at < ${to.toISOString()}::timestamptz`);
      const totals = await readRunTotals(context, graphId, range);
      expect(totals).toMatchObject({ runs: raw?.runs, calls: raw?.calls });
      expect(totals.cost).toBeCloseTo(raw?.cost ?? 0, 9);
      const series = await readSeries(context, graphId, range);
      expect(series.reduce((sum, { calls }) => sum + calls, 0)).toBe(raw?.calls);
      expect(series.reduce((sum, { waited }) => sum + waited, 0)).toBeCloseTo(raw?.ms ?? 0, 2);
    }
  });

  it("count a run once, however many read at the same time", async () => {
    const context = await testWorkspace(db);
    const graphId = await recordMany(context, 12);
    const read = await Promise.all(Array.from({ length: 6 }, () => readRunTotals(context, graphId, {})));
    expect(read.map((totals) => totals.runs)).toEqual(Array(6).fill(12));
    await settle(db, context.workspaceId);
    expect((await readRunTotals(context, graphId, {})).runs).toBe(12);
    expect(await db.$count(rollupNews, eq(rollupNews.workspaceId, context.workspaceId))).toBe(0);
  });

  it("built anew from the records are the same to the last character", async () => {
    const context = await testWorkspace(db);
    const graphId = await recordMany(context, 40);
    await settle(db, context.workspaceId);
    const shares: number[] = [];
    const { hours, rows, changedDays } = await rebuildRollups(db, context.workspaceId, (share) => shares.push(share));
    expect({ hours, changedDays }).toEqual({ hours: 40, changedDays: 0 });
    expect(rows).toBeGreaterThan(40 * 4);
    expect(shares.at(-1)).toBe(1);
    await db
      .update(rollups)
      .set({ counts: { ...emptyCounts, counts: { runs: 99 } } })
      .where(sql`graph_id = ${graphId} and level = 'all' and subject = 'run'`);
    expect((await readRunTotals(context, graphId, {})).runs).toBe(99);
    expect((await rebuildRollups(db, context.workspaceId)).changedDays).toBeGreaterThan(0);
    expect((await readRunTotals(context, graphId, {})).runs).toBe(40);
  });

  it("don't count a run that was erased, whether it had been counted before or not", async () => {
    const context = await testWorkspace(db);
    const graphId = await recordMany(context, 10);
    const before = await costOf(context, graphId);
    await db
      .update(runs)
      .set({ input: { text: "from anna@example.com" } })
      .where(sql`graph_id = ${graphId} and created_at < ${at(15 * HOUR).toISOString()}::timestamptz`);
    expect(await eraseMentions(context, "anna@example.com")).toBe(3);
    expect((await readRunTotals(context, graphId, {})).runs).toBe(7);
    expect(await costOf(context, graphId)).toBeLessThan(before ?? 0);
    const late = await recordRun(context, graphId, triage(), [{ nodeId: "classify" }]);
    await db
      .update(runs)
      .set({ input: { text: "anna@example.com again" } })
      .where(eq(runs.id, late));
    await eraseMentions(context, "anna@example.com");
    expect((await readRunTotals(context, graphId, {})).runs).toBe(7);
    expect((await rebuildRollups(db, context.workspaceId)).changedDays).toBe(0);
  });

  it("take what other graphs' runs did in a graph away when those are deleted", async () => {
    const context = await testWorkspace(db);
    const used = await storeGraph(context, triage());
    const using = await storeGraph(context, triage());
    await recordRun(context, using, triage(), [{ nodeId: "classify", graphId: used }]);
    expect((await readSeries(context, used, {}))[0]?.calls).toBe(1);
    await removeGraph(context, using);
    expect(await readSeries(context, used, {})).toEqual([]);
    expect(await rowsOf(context)).toBe(0);
  });

  it("are counted anew when a run changes afterwards", async () => {
    const context = await testWorkspace(db);
    const graphId = await recordMany(context, 2);
    await settle(db, context.workspaceId);
    await db.update(runs).set({ status: "failed" }).where(eq(runs.graphId, graphId));
    await tellStale(db, eq(runs.graphId, graphId), true);
    expect(await readRunTotals(context, graphId, {})).toMatchObject({ runs: 2, failed: 2 });
    expect(await db.$count(rollupStale, eq(rollupStale.workspaceId, context.workspaceId))).toBe(0);
  });

  it("tell what was counted by hour, day and month", async () => {
    const context = await testWorkspace(db);
    const graphId = await recordMany(context, 20);
    const count = async (level: "hour" | "day" | "month") => {
      const rows = await readOverTime(context, { graphId, subjects: ["run"] }, level, START - 40 * 24 * HOUR, START + 40 * 24 * HOUR);
      return { parts: rows.length, runs: rows.reduce((sum, { tally }) => sum + (tally.counts.runs ?? 0), 0) };
    };
    expect(await count("hour")).toEqual({ parts: 20, runs: 20 });
    expect(await count("day")).toEqual({ parts: 7, runs: 20 });
    expect(await count("month")).toEqual({ parts: 1, runs: 20 });
  });
});

const emptyCounts = { cost: "0", times: {}, latest: {}, firstAt: null, lastRunId: "", kind: "" };
