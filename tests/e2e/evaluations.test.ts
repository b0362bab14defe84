import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type EvaluationPlan, versions } from "@/core/evaluation/plan";
import { contentHash, nodeFingerprint } from "@/core/graph/fingerprint";
import { type DatabaseClient, openDatabase } from "@/db/client";
import { member } from "@/db/schema/auth";
import { evaluationCandidates, evaluations } from "@/db/schema/evaluations";
import { graphs } from "@/db/schema/graphs";
import type { WorkspaceContext } from "@/server/context";
import { answerOf } from "@/server/models/simulation/answer";
import { faults } from "../helpers/accessibility";
import { useBrowser } from "../helpers/browser";
import { graphOf, inputNode, jsonModelNode, outputNode } from "../helpers/documents";
import { signIn } from "../helpers/editorDriver";
import { recordRun } from "../server/insights/record";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
let database: DatabaseClient;
beforeAll(() => {
  database = openDatabase(inject("product").databaseUrl, { name: "minnow-test" });
});
afterAll(() => database.close());

const schema = { type: "object", properties: { urgent: { type: "boolean" } }, required: ["urgent"], additionalProperties: false };
const document = graphOf(
  [inputNode("text"), jsonModelNode("triage", "Is this urgent? {{text}}", schema, "simulated/orca-400b"), outputNode("answer")],
  ["input.text -> triage.text", "triage.output -> output.answer"],
);

async function ownContext(): Promise<WorkspaceContext> {
  const { db } = database;
  const [first] = await db.select().from(member).limit(1);
  if (first === undefined) throw new Error("nobody has signed in");
  return { db, workspaceId: first.workspaceId, actor: { type: "user", id: first.userId, role: "owner" } };
}

async function addGraph({ db, workspaceId }: WorkspaceContext, name: string): Promise<string> {
  const id = randomUUID();
  await db.insert(graphs).values({ id, workspaceId, slug: id, name, draft: document });
  return id;
}

/** Calls of the largest simulated model, as if they had been made here: its own answers, without the time they take. */
async function record(graphName: string): Promise<void> {
  const context = await ownContext();
  const graphId = await addGraph(context, graphName);
  for (let index = 0; index < 60; index++) {
    const messages = [{ role: "user" as const, content: `Is this urgent? Ticket ${index}` }];
    const seed = contentHash({ messages, schema });
    const outputText = answerOf({ messages, schema, seed, off: false });
    await recordRun(
      context,
      graphId,
      document,
      [
        {
          ...{ nodeId: "triage", model: "simulated/orca-400b", simulated: true, request: { messages, schema }, schemaValid: true },
          ...{ response: { simulated: true, text: outputText }, outputText, outputHash: outputText, latencyMs: 900 },
        },
      ],
      [
        { nodeId: "input", ms: 1, outputs: { text: "a ticket" } },
        { nodeId: "triage", from: 2, ms: 900, outputs: { output: JSON.parse(outputText) } },
        { nodeId: "output", from: 903, ms: 1, outputs: { answer: JSON.parse(outputText) } },
      ],
      { offset: index * 1_000 },
    );
  }
}

it("a suggestion leads to an evaluation, which is followed to its end", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await signIn(page);
  await record("Urgent or not");
  await page.goto(`${inject("product").url}/suggestions`);
  const line = page.getByRole("listitem").filter({ hasText: "Urgent or not" });
  await line.getByRole("button", { name: "Evaluate" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("60 recorded calls of").waitFor();
  expect(await dialog.getByRole("checkbox").count()).toBeGreaterThan(1);
  expect(await faults(page, "what to evaluate")).toEqual([]);
  await dialog.getByText(/Up to .* calls, .* if the first model settles it/).waitFor();
  await dialog.getByRole("combobox", { name: "How much worse may it be?" }).click();
  await page.getByRole("option", { name: "At most 10 points worse" }).click();
  await dialog.getByRole("button", { name: "Start the evaluation" }).click();

  await page.waitForURL(/\/suggestions\/evaluations\//);
  await page.getByRole("heading", { name: /^Evaluation of/ }).waitFor();
  await page.getByText("proves nothing").waitFor();
  await page.getByRole("status").getByText("Done").waitFor({ timeout: 60_000 });
  const table = page.getByRole("table", { name: "Models, cheapest first" });
  expect(await table.getByRole("row").count()).toBeGreaterThan(2);
  expect(await table.getByText(/good enough|worse|can hardly be shown|not enough evidence/).count()).toBeGreaterThan(0);
  await page.locator(".recharts-surface").first().waitFor();
  await page.getByText("calls asked again").waitFor();
  expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(0);
  expect(await faults(page, "an evaluation")).toEqual([]);
  await page.evaluate(() => localStorage.setItem("mantine-color-scheme-value", "dark"));
  await page.reload();
  await page.getByRole("status").getByText("Done").waitFor();
  await page.locator(".recharts-surface").first().waitFor();
  expect(await faults(page, "an evaluation, dark")).toEqual([]);

  await page.goto(`${inject("product").url}/suggestions`);
  await page.getByRole("table", { name: "Evaluations" }).getByText("triage").waitFor();
});

/** An evaluation that has found a small model good enough, as a worker leaves it. */
async function accepted(context: WorkspaceContext, graphId: string): Promise<string> {
  const { db, workspaceId } = context;
  const [incumbent, small] = [
    { model: "simulated/orca-400b", label: "Orca 400B", parameters: 400, simulated: true },
    { model: "simulated/guppy-3b", label: "Guppy 3B", parameters: 3, simulated: true },
  ];
  const plan: EvaluationPlan = {
    ...{ incumbent, candidates: [small], tolerance: 0.02, alpha: 0.05, mostCalls: 2_000, mostMoney: 1, seed: 1, versions },
  };
  const [node] = document.nodes.filter(({ id }) => id === "triage");
  const about = { nodeId: "triage", nodeName: "Triage", fingerprint: nodeFingerprint(node?.config ?? {}), incumbent: incumbent.model };
  const id = randomUUID();
  const verdict = { type: "replace", model: small.model };
  await db.insert(evaluations).values({ id, workspaceId, graphId, plan, verdict, status: "done", simulated: true, ...about });
  await db.insert(evaluationCandidates).values({
    ...{ evaluationId: id, workspaceId, model: small.model, position: 0, state: "accepted", seen: 300, pairs: 300, losses: [[0, 300]] },
    history: [{ pairs: 300, estimate: 0, low: -0.013, high: 0.012 }],
  });
  return id;
}

it("what was shown is applied with one click, and taken back with another", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await signIn(page);
  const context = await ownContext();
  const graphId = await addGraph(context, "To be applied");
  const id = await accepted(context, graphId);
  await page.goto(`${inject("product").url}/suggestions/evaluations/${id}`);
  await page.getByText("Guppy 3B is at most 2 points worse than Orca 400B, 95% sure, from 300 of your own calls.").waitFor();
  await page.getByRole("button", { name: "Let Guppy 3B serve it" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("“Triage” will be served by Guppy 3B instead of Orca 400B.").waitFor();
  expect(await faults(page, "applying")).toEqual([]);
  await dialog.getByRole("button", { name: "Apply" }).click();
  await page.getByText("The draft is changed.").waitFor();
  await page.getByRole("button", { name: "Let Orca 400B serve it again" }).waitFor();
  await page.goto(`${inject("product").url}/graphs/${graphId}`);
  await page.locator('[data-node-id="triage"]').getByText("Guppy 3B").waitFor();

  await page.goto(`${inject("product").url}/suggestions/evaluations/${id}`);
  await page.getByRole("button", { name: "Let Orca 400B serve it again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await page.getByRole("button", { name: "Let Guppy 3B serve it" }).waitFor();
});
