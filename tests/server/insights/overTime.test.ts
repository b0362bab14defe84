import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { HOUR } from "@/core/tallies/run";
import { exportInsights } from "@/server/api/rest/exportInsights";
import { exportRuns } from "@/server/api/rest/exportRuns";
import { graphOverTime } from "@/server/insights/overTime";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "@/tests/helpers/documents";
import { testWorkspace } from "@/tests/helpers/workspace";
import { at, near, recordRun, START, storeGraph } from "./record";

const { db } = await testDatabase();
const DAY = 24 * HOUR;

const triage = () =>
  graphOf(
    [inputNode("text"), modelNode("classify", "Is this urgent? {{text}}", "cloud/big"), outputNode("answer")],
    ["input.text -> classify.text", "classify.output -> output.answer"],
  );

async function twoDays() {
  const context = await testWorkspace(db);
  const graphId = await storeGraph(context, triage());
  const small = { nodeId: "classify", model: "local/small", modelClass: "slm" as const, cost: 0.000_1, latencyMs: 80, cachedTokens: 50 };
  await recordRun(context, graphId, triage(), [{ nodeId: "classify" }, { nodeId: "classify" }, small]);
  await recordRun(
    context,
    graphId,
    triage(),
    [small, { nodeId: "classify", error: { code: "provider_failed", params: {} }, cost: null }],
    [],
    {
      offset: 4 * DAY,
    },
  );
  return { context, graphId, ctx: { ...context } };
}

describe("a graph's figures over time", () => {
  it("are told by day and model, with the share of small models as they count today", async () => {
    const { context, graphId } = await twoDays();
    const { level, groups, points, from, to } = await graphOverTime(context, graphId, "model", {}, START + 5 * DAY);
    expect({ level, from, to }).toEqual({ level: "day", from: START - 12 * HOUR, to: START + 5 * DAY - 12 * HOUR });
    expect(groups).toEqual([
      { key: "cloud/big", label: "cloud/big", modelClass: "llm" },
      { key: "local/small", label: "local/small", modelClass: "slm" },
    ]);
    const [big, smallFirst, ...later] = points;
    expect(big).toMatchObject({ at: from, group: "cloud/big", calls: 2, slmCalls: 0, cost: 0.002, p50: near(500) });
    expect(smallFirst).toMatchObject({ at: from, group: "local/small", calls: 1, slmCalls: 1, slmCost: 0.000_1, cachedTokens: 50 });
    expect(later.map(({ group, calls, errors }) => ({ group, calls, errors }))).toEqual([
      { group: "cloud/big", calls: 1, errors: 1 },
      { group: "local/small", calls: 1, errors: 0 },
    ]);
  });

  it("are told by hour when the range is short, and by node", async () => {
    const { context, graphId } = await twoDays();
    const { level, groups, points } = await graphOverTime(context, graphId, "node", { from: at(-HOUR), to: at(HOUR) });
    expect(level).toBe("hour");
    expect(groups).toEqual([{ key: "classify", label: "classify", modelClass: null }]);
    expect(points).toEqual([expect.objectContaining({ at: START, group: "classify", calls: 3, slmCalls: 1 })]);
  });

  it("are nothing of a graph without runs, and not told to another workspace", async () => {
    const { context, graphId } = await twoDays();
    const other = await storeGraph(context, triage());
    expect((await graphOverTime(context, other, "model")).points).toEqual([]);
    await expect(graphOverTime(await testWorkspace(db), graphId, "model")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("figures as files", () => {
  const asked = (path: string) => new Request(`http://minnow.test${path}`);
  const rowsOf = async (response: Response) => parquetReadObjects({ file: await response.arrayBuffer() });

  it("are a table in CSV and in Parquet", async () => {
    const { graphId, ctx } = await twoDays();
    const get = (format: string) =>
      exportInsights({
        request: asked(`/api/insights/export?graphId=${graphId}&by=model&format=${format}&to=${at(5 * DAY).toISOString()}`),
        params: {},
        ctx,
        maxBytes: 0,
      });
    const [head, ...lines] = (await (await get("csv")).text()).trim().split("\n");
    expect(head?.split(",").slice(0, 6)).toEqual(["starts_at", "span", "key", "name", "calls", "errors"]);
    expect(lines).toHaveLength(4);
    const rows = await rowsOf(await get("parquet"));
    expect(rows.map((row) => [row.name, row.calls, row.cost_usd])).toContainEqual(["cloud/big", 2, 0.002]);
    expect(rows[0]?.starts_at).toEqual(new Date(Number(Date.parse(lines[0]?.split(",")[0] ?? ""))));
    await expect(get("xlsx")).rejects.toMatchObject({ code: "bad_request" });
  });

  it("have every model call of a filter's runs as a row of Parquet", async () => {
    const { graphId, ctx } = await twoDays();
    const get = (query: string) => exportRuns({ request: asked(`/api/runs/export?format=parquet&${query}`), params: {}, ctx, maxBytes: 0 });
    const rows = await rowsOf(await get(`graphId=${graphId}`));
    expect(rows).toHaveLength(5);
    expect(rows.map(({ model }) => model).sort()).toEqual(["cloud/big", "cloud/big", "cloud/big", "local/small", "local/small"]);
    expect(JSON.parse(String(rows[0]?.variables))).toEqual({ text: "12345" });
    expect(await rowsOf(await get(`graphId=${graphId}&nodeId=nobody`))).toEqual([]);
    expect(await rowsOf(await get(`graphId=${graphId}&nodeId=classify&model=local/small&to=${at(HOUR).toISOString()}`))).toHaveLength(3);
  });
});
