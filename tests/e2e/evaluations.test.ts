import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { contentHash } from "@/core/graph/fingerprint";
import { type DatabaseClient, openDatabase } from "@/db/client";
import { member } from "@/db/schema/auth";
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

/** Calls of the largest simulated model, as if they had been made here: its own answers, without the time they take. */
async function record(graphName: string): Promise<void> {
  const { db } = database;
  const [first] = await db.select().from(member).limit(1);
  if (first === undefined) throw new Error("nobody has signed in");
  const actor = { type: "user", id: first.userId, role: "owner" } as const;
  const context: WorkspaceContext = { db, workspaceId: first.workspaceId, actor };
  const graphId = randomUUID();
  await db.insert(graphs).values({ id: graphId, workspaceId: context.workspaceId, slug: graphId, name: graphName, draft: document });
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
