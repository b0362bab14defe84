import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { SlmPolicy } from "@/core/slmPolicy";
import { models } from "@/db/schema/models";
import { appRouter } from "@/server/api/root";
import { roles, type WorkspaceContext } from "@/server/context";
import { readSeries } from "@/server/insights/series";
import { nodeStatistics } from "@/server/insights/statistics";
import { suggestions } from "@/server/insights/suggestions";
import { listModels } from "@/server/models/registry";
import { readCalls, readModelClasses } from "@/server/runs/calls";
import { within } from "@/server/scope";
import { readSettings, updateSettings } from "@/server/settings/workspace";
import { testDatabase } from "@/tests/helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "@/tests/helpers/documents";
import { idleServices } from "@/tests/helpers/services";
import { testWorkspace } from "@/tests/helpers/workspace";
import { recordRun, storeGraph } from "./record";

const database = await testDatabase();
const { db } = database;

const MIDDLE = "simulated/tetra-8b";
const LARGE = "simulated/marlin-70b";
const GONE = "cloud/gone";

const reply = graphOf(
  [inputNode("text"), modelNode("draft", "{{text}}", MIDDLE), modelNode("check", "{{text}}", LARGE), outputNode("answer")],
  ["input.text -> draft.text", "draft.output -> check.text", "check.output -> output.answer"],
);

/** A workspace whose graph was run while 8 billion parameters were an SLM, once with a model that has left the registry. */
async function situation(): Promise<{ context: WorkspaceContext; graphId: string; runId: string }> {
  const context = await testWorkspace(db);
  const graphId = await storeGraph(context, reply);
  const runId = await recordRun(context, graphId, reply, [
    { nodeId: "draft", model: MIDDLE, modelClass: "slm", cost: 0.1 },
    { nodeId: "draft", model: MIDDLE, modelClass: "slm", cost: 0.1 },
    { nodeId: "check", model: LARGE, modelClass: "llm", cost: 0.7 },
    { nodeId: "check", model: GONE, modelClass: "slm", cost: 0.1 },
  ]);
  return { context, graphId, runId };
}

async function adopt(context: WorkspaceContext, slmPolicy: SlmPolicy): Promise<void> {
  await updateSettings(context, { ...(await readSettings(context)), slmPolicy });
}

const shares = async (context: WorkspaceContext, graphId: string) => {
  const { slmCalls, slmCost } = (await nodeStatistics(context, graphId)).totals;
  return { calls: `${slmCalls.count} of ${slmCalls.of}`, cost: slmCost === null ? null : Math.round(slmCost * 1_000) / 1_000 };
};

/** Classes of the series, by model. */
const classes = async (context: WorkspaceContext, graphId: string) =>
  Object.fromEntries((await readSeries(context, graphId, {})).map(({ model, modelClass }) => [model, modelClass]));

const suggested = async (context: WorkspaceContext) => (await suggestions(context)).map(({ nodeId }) => nodeId).toSorted();

describe("a change of the SLM policy", () => {
  let at: Awaited<ReturnType<typeof situation>>;
  beforeAll(async () => {
    at = await situation();
  });

  it.each<[string, SlmPolicy, { calls: string; cost: number }, Record<string, string>, string[]]>([
    [
      "to at most 4 billion parameters",
      { by: "parameters", max: 4 },
      { calls: "1 of 4", cost: 0.1 },
      { [MIDDLE]: "llm", [LARGE]: "llm", [GONE]: "slm" },
      ["check", "draft"],
    ],
    [
      "to what fits in 48 GB at 4 bits",
      { by: "memory", gb: 48, bits: 4 },
      { calls: "4 of 4", cost: 1 },
      { [MIDDLE]: "slm", [LARGE]: "slm", [GONE]: "slm" },
      [],
    ],
    [
      "to a list with the large model alone",
      { by: "list", models: [LARGE] },
      { calls: "2 of 4", cost: 0.8 },
      { [MIDDLE]: "llm", [LARGE]: "slm", [GONE]: "slm" },
      ["draft"],
    ],
    [
      "back to at most 10 billion parameters",
      { by: "parameters", max: 10 },
      { calls: "3 of 4", cost: 0.3 },
      { [MIDDLE]: "slm", [LARGE]: "llm", [GONE]: "slm" },
      ["check"],
    ],
  ])("%s re-labels shares, series and suggestions at once", async (_, policy, share, labels, nodes) => {
    const { context, graphId } = at;
    await adopt(context, policy);
    expect(await shares(context, graphId)).toEqual(share);
    expect(await classes(context, graphId)).toEqual(labels);
    expect(await suggested(context)).toEqual(nodes);
  });

  it("shows today's class with a run's calls, and keeps the one they were made with", async () => {
    const { context, runId } = at;
    await adopt(context, { by: "parameters", max: 4 });
    const [draft] = await readCalls(context, runId, "draft");
    expect(draft).toMatchObject({ model: MIDDLE, modelClass: "llm", classWhenCalled: "slm" });
    const gone = (await readCalls(context, runId, "check")).find(({ model }) => model === GONE);
    expect(gone).toMatchObject({ modelClass: "slm", classWhenCalled: "slm" });
    expect(await readModelClasses(context, runId)).toEqual({ [MIDDLE]: "llm", [LARGE]: "llm", [GONE]: "slm" });
  });

  it("leaves what a person said of a model, and every other workspace", async () => {
    const [ours, theirs] = [await situation(), await situation()];
    await db
      .update(models)
      .set({ classOverride: "slm" })
      .where(within(ours.context, models, eq(models.key, LARGE)));
    await adopt(ours.context, { by: "parameters", max: 0.5 });
    const small = (await listModels(ours.context)).filter((model) => model.class === "slm");
    expect(small.map(({ key }) => key)).toEqual([LARGE]);
    expect(await shares(ours.context, ours.graphId)).toEqual({ calls: "2 of 4", cost: 0.8 });
    expect(await shares(theirs.context, theirs.graphId)).toEqual({ calls: "3 of 4", cost: 0.3 });
    await expect(readModelClasses(theirs.context, ours.runId)).rejects.toMatchObject({ code: "not_found" });
  });

  it("is an administrator's", async () => {
    const { context } = await situation();
    const services = idleServices(database);
    const settings = { ...(await readSettings(context)), slmPolicy: { by: "parameters" as const, max: 4 } };
    for (const role of roles) {
      const workspace = { ...context, actor: { ...context.actor, role } };
      const change = appRouter.createCaller({ services, workspace }).settings.update(settings);
      if (role === "owner") await change;
      else await expect(change).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect((await readSettings(context)).slmPolicy).toEqual({ by: "parameters", max: 4 });
  });

  it("gives a model that is gone the class of its last call that had one", async () => {
    const context = await testWorkspace(db);
    const graphId = await storeGraph(context, reply);
    const call = { nodeId: "check", model: GONE };
    await recordRun(context, graphId, reply, [{ ...call, modelClass: "slm" }], [], { offset: 0 });
    await recordRun(context, graphId, reply, [{ ...call, modelClass: "llm" }], [], { offset: 1_000 });
    await recordRun(context, graphId, reply, [{ ...call, modelClass: "unknown" }], [], { offset: 2_000 });
    expect(await classes(context, graphId)).toEqual({ [GONE]: "llm" });
  });
});
