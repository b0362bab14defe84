import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { newId } from "@/db/id";
import { evaluationItems, evaluations } from "@/db/schema/evaluations";
import { activations, modelCalls } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { readLatencies } from "@/server/insights/evaluations/latency";
import { testDatabase } from "../../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../../helpers/documents";
import { testWorkspace } from "../../../helpers/workspace";
import { type Firing, recordRun, storeGraph } from "../record";

const { db } = await testDatabase();
const [BIG, SMALL] = ["server/big", "server/small"];

/** Two models read one text, and what they say is put out together. */
const document = graphOf(
  [inputNode("text"), modelNode("sort", "Sort {{text}}", BIG), modelNode("sum", "Sum up {{text}}", BIG), outputNode("label", "short")],
  ["input.text -> sort.text", "input.text -> sum.text", "sort.output -> output.label", "sum.output -> output.short"],
);
const fingerprint = nodeFingerprint(document.nodes.find(({ id }) => id === "sort")?.config ?? {});

let context: WorkspaceContext;
let graphId: string;
let id: string;
const latencies = async () => (await readLatencies(context, { id, graphId, nodeId: "sort", fingerprint, incumbent: BIG })).get(SMALL);

/** A run in which `sort` took so long, and its call 100 ms less. */
async function run(index: number, sort: number, sum: number): Promise<{ runId: string; callId: string }> {
  const callId = newId();
  const ends = 10 + Math.max(sort, sum);
  const firings: Firing[] = [
    { nodeId: "input", ms: 5, outputs: { text: "x" } },
    { nodeId: "sort", from: 10, ms: sort, outputs: { output: "a" } },
    { nodeId: "sum", from: 10, ms: sum, outputs: { output: "b" } },
    { nodeId: "output", from: ends, ms: 5, outputs: { label: "a", short: "b" } },
  ];
  const call = { id: callId, nodeId: "sort", model: BIG, latencyMs: sort - 100 };
  return { callId, runId: await recordRun(context, graphId, document, [call], firings, { offset: index * 60_000, ms: ends + 10 }) };
}

/** The candidate's answer to a recorded call. */
const replayed = async ({ runId, callId }: { runId: string; callId: string }, latencyMs: number, reused = false) => {
  const { workspaceId } = context;
  await db
    .insert(evaluationItems)
    .values({ evaluationId: id, callId, model: SMALL, workspaceId, runId, score: 1, reused, simulated: false, latencyMs });
};

beforeEach(async () => {
  context = await testWorkspace(db);
  graphId = await storeGraph(context, document);
  const about = { workspaceId: context.workspaceId, graphId, nodeId: "sort", nodeName: "sort", fingerprint, incumbent: BIG };
  const [row] = await db
    .insert(evaluations)
    .values({ ...about, plan: {}, status: "done" })
    .returning({ id: evaluations.id });
  id = row?.id ?? "";
});

describe("the latency of a candidate", () => {
  it("is that of the calls it was sent, and of the runs they were made in, replayed", async () => {
    for (let index = 0; index < 21; index++) await replayed(await run(index, 1_000 + index, 400), 300);
    expect(await latencies()).toEqual({
      call: { incumbent: { p50: 910, p95: 919 }, candidate: { p50: 300, p95: 300 }, calls: 21 },
      // 10 before and 10 after it, and 100 of the node's own.
      run: { incumbent: { p50: 1_030, p95: 1_039 }, candidate: { p50: 420, p95: 420 }, runs: 21, effect: "changed" },
      leftOut: 0,
    });
  });

  it("is no run's where another branch takes longer", async () => {
    for (let index = 0; index < 10; index++) await replayed(await run(index, 1_000, 2_000), 300);
    expect(await latencies()).toMatchObject({ run: { candidate: { p50: 2_020 }, effect: "beside" } });
  });

  it("is its median for calls that an equal request had answered", async () => {
    for (let index = 0; index < 11; index++) await replayed(await run(index, 1_000, 400), 300 + index);
    for (let index = 11; index < 30; index++) await replayed(await run(index, 1_000, 400), 0, true);
    expect(await latencies()).toMatchObject({ call: { calls: 11 }, run: { runs: 30, candidate: { p50: 425 } } });
  });

  it("leaves out, and counts, runs that can't be replayed; calls answered from the record stay as they are", async () => {
    const made = [];
    for (let index = 0; index < 14; index++) made.push(await run(index, 1_000, 400));
    for (const one of made) await replayed(one, 300);
    const [again, lost, cached, untimed] = made;
    await db
      .update(activations)
      .set({ takenFrom: "record" })
      .where(eq(activations.runId, again?.runId ?? ""));
    await db.delete(activations).where(eq(activations.runId, lost?.runId ?? ""));
    await db
      .update(modelCalls)
      .set({ cached: true })
      .where(eq(modelCalls.id, cached?.callId ?? ""));
    await db
      .update(modelCalls)
      .set({ latencyMs: null })
      .where(eq(modelCalls.id, untimed?.callId ?? ""));
    const latency = await latencies();
    expect(latency).toMatchObject({ call: { calls: 12 }, run: { runs: 11, candidate: { p50: 420 } }, leftOut: 3 });
    expect(latency?.run?.candidate.p95).toBeGreaterThan(420);
  });

  it("is not told of what other workspaces hold", async () => {
    for (let index = 0; index < 10; index++) await replayed(await run(index, 1_000, 400), 300);
    context = await testWorkspace(db);
    expect(await latencies()).toBeUndefined();
  });
});
