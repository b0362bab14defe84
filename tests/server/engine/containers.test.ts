import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { activations } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { createGraph } from "@/server/graphs/write";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { testDatabase } from "../../helpers/database";
import { graphOf, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { type Answering, type TestEngine, testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
let context: WorkspaceContext;
let engine: TestEngine;
let answer: Answering = () => ["hello"];

beforeAll(async () => {
  context = await testWorkspace(database.db);
  engine = await testEngine(database);
  await engine.startWorker((request, signal) => answer(request, signal));
});
afterAll(() => engine.close());

const MODEL = "simulated/guppy-3b";
type Spec = Parameters<typeof graphOf>[0][number];

const listInput: Spec = {
  id: "input",
  kind: "input",
  config: { fields: [{ name: "list", type: "json", label: "", hint: "", required: true, options: [], example: "" }] },
};
const map = (config: object = {}): Spec => ({
  id: "each",
  kind: "map",
  config: { with: [], concurrency: 3, onItemError: "fail", ...config },
});
const inside = (parentId: string, spec: Spec): Spec => ({ ...spec, parentId, settings: { retries: 0 } });

const mapped = (config: object = {}) =>
  graphOf(
    [listInput, map(config), inside("each", modelNode("ask", "about {{it}}", MODEL)), outputNode("all")],
    ["input.list -> each.items", "each.item -> ask.it", "ask.output -> each.result", "each.results -> output.all"],
  );

async function run(document: GraphDocument, input: JsonObject) {
  const { id: graphId } = await createGraph(context, { name: "Test", document });
  const { runId } = await startRun(engine.services, context, { graphId, version: "draft", input, trigger: "editor" });
  return waitForRun(engine.services, context, runId, 20_000);
}
const fatesOf = ({ activations: all }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(all.map(({ path, status }) => [path, status]));
const said = (prompt: string | undefined) => (prompt ?? "").replace("about ", "");

describe("a map", () => {
  it("gives the results in the order of the items, however they come, a few at a time", async () => {
    let [now, most] = [0, 0];
    const waiting: (() => void)[] = [];
    answer = async ({ messages }) => {
      now += 1;
      most = Math.max(most, now);
      // The first of three waits for the others, so that they overtake it.
      if (waiting.length < 2 && now < 3) await new Promise<void>((resolve) => waiting.push(resolve));
      else for (const release of waiting.splice(0)) release();
      now -= 1;
      return [said(messages[0]?.content).toUpperCase()];
    };
    const done = await run(mapped(), { list: ["a", "b", "c", "d", "e", "f"] });
    expect(done).toMatchObject({ status: "succeeded", output: { all: ["A", "B", "C", "D", "E", "F"] } });
    expect(most).toBeLessThanOrEqual(3);
    expect(fatesOf(done)).toMatchObject({ each: "succeeded", "each[0]/ask": "succeeded", "each[5]/ask": "succeeded" });
  });

  it("bears a failing item when it is told to, or fails and stops the others", async () => {
    answer = ({ messages }) => {
      if (said(messages[0]?.content) === "b") throw new MinnowError("provider_rejected", { connection: "test", reason: "no", status: 400 });
      return [said(messages[0]?.content)];
    };
    expect(await run(mapped({ onItemError: "null" }), { list: ["a", "b", "c"] })).toMatchObject({ output: { all: ["a", null, "c"] } });
    expect(await run(mapped({ onItemError: "drop" }), { list: ["a", "b", "c"] })).toMatchObject({ output: { all: ["a", "c"] } });
    const failed = await run(mapped(), { list: ["a", "b", "c"] });
    expect(failed).toMatchObject({ status: "failed", error: { code: "provider_rejected", nodeId: "ask" } });
    expect(fatesOf(failed)["each[1]/ask"]).toBe("failed");
  });

  it("gives an empty list for an empty one, and says what is wrong with something else", async () => {
    expect(await run(mapped(), { list: [] })).toMatchObject({ status: "succeeded", output: { all: [] } });
    expect(await run(mapped(), { list: { no: "list" } })).toMatchObject({
      status: "failed",
      error: { code: "map_without_list", nodeId: "each" },
    });
  });
});

describe("a loop", () => {
  const loop = (config: object) =>
    graphOf(
      [
        listInput,
        {
          id: "improve",
          kind: "loop",
          config: { state: ["draft"], with: [], until: "", maxIterations: 4, onLimit: "continue", ...config },
        },
        inside("improve", templateNode("more", "{{draft}}!")),
        outputNode("draft", "rounds"),
      ],
      [
        "input.list -> improve.draft",
        "improve.draft -> more.draft",
        "more.text -> improve.draft",
        "improve.draft -> output.draft",
        "improve.iterations -> output.rounds",
      ],
    );

  it("goes round until its condition holds, or as often as it may", async () => {
    expect(await run(loop({}), { list: "hm" })).toMatchObject({ output: { draft: "hm!!!!", rounds: 4 } });
    const done = await run(loop({ until: '$contains(draft, "!!")' }), { list: "hm" });
    expect(done).toMatchObject({ output: { draft: "hm!!", rounds: 2 } });
    expect(fatesOf(done)).toMatchObject({
      improve: "succeeded",
      "improve#0": "succeeded",
      "improve#0/more": "succeeded",
      "improve#1": "succeeded",
    });
    expect(await run(loop({ until: "false", onLimit: "fail" }), { list: "hm" })).toMatchObject({
      status: "failed",
      error: { code: "loop_limit", params: { limit: 4 } },
    });
  });
});

describe("a race", () => {
  it("goes on with whoever is first and stops the others", async () => {
    const stopped = Promise.withResolvers<void>();
    answer = ({ messages }, signal) => {
      if (messages[0]?.content.startsWith("fast")) return ["fast"];
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => {
          stopped.resolve();
          reject(signal.reason);
        }),
      );
    };
    const document = graphOf(
      [
        listInput,
        modelNode("quick", "fast {{it}}", MODEL),
        modelNode("late", "slow {{it}}", MODEL),
        templateNode("after", "{{text}}?"),
        { id: "first", kind: "race", config: { inputs: ["a", "b"] } },
        outputNode("value", "winner"),
      ],
      [
        "input.list -> quick.it",
        "input.list -> late.it",
        "late.output -> after.text",
        "after.text -> first.b",
        "quick.output -> first.a",
        "first.value -> output.value",
        "first.winner -> output.winner",
      ],
    );
    const done = await run(document, { list: "x" });
    expect(done).toMatchObject({ status: "succeeded", output: { value: "fast", winner: "a" } });
    await stopped.promise;
    expect(fatesOf(done)).toMatchObject({ late: "cancelled", after: "skipped", first: "succeeded" });
  });
});

describe("a worker that goes away in the middle of a map", () => {
  it("leaves it to another, which repeats nothing that was recorded", async () => {
    await engine.close();
    const own = await testEngine(database);
    const asked: string[] = [];
    const reached = Promise.withResolvers<void>();
    const first = await own.startWorker(({ messages }, signal) => {
      const item = said(messages[0]?.content);
      asked.push(item);
      if (item < "c") return [item];
      reached.resolve();
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    const { id: graphId } = await createGraph(context, { name: "Handover", document: mapped({ concurrency: 1 }) });
    const { runId } = await startRun(own.services, context, {
      graphId,
      version: "draft",
      input: { list: ["a", "b", "c", "d"] },
      trigger: "editor",
    });
    await reached.promise;
    await first.close();
    await own.startWorker(({ messages }) => {
      asked.push(said(messages[0]?.content));
      return [said(messages[0]?.content)];
    });
    expect(await waitForRun(own.services, context, runId, 20_000)).toMatchObject({
      status: "succeeded",
      output: { all: ["a", "b", "c", "d"] },
    });
    expect(asked).toEqual(["a", "b", "c", "c", "d"]);
    const rows = await database.db.select({ path: activations.path }).from(activations).where(eq(activations.runId, runId));
    expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
    await own.close();
  });
});
