import { eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openDatabase } from "@/db/client";
import { workspace } from "@/db/schema/auth";
import { connections, models } from "@/db/schema/models";
import { useBrowser } from "../helpers/browser";
import { connect, drag, newGraph, nodeOf, openNode, portOf, saved, signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";
import { priced } from "../helpers/prices";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
let server: ModelServer;
/** Settles once the first part of the streamed answer has been seen on screen; the server waits for it. */
const seen = Promise.withResolvers<void>();

const LONG_ANSWER = "Minnows are small fish that live in fresh water and swim in schools.".split(/(?<= )/);

beforeAll(async () => {
  server = await startModelServer({
    models: ["huge-70b", "tiny-4b"],
    reply: ({ model }) => (model === "huge-70b" ? { pieces: LONG_ANSWER, until: seen.promise } : "Small fish."),
  });
  await registerModels(server.url);
});
afterAll(() => server.close());

/** The owner's workspace knows the server: one large and one small model of it. */
async function registerModels(baseUrl: string): Promise<void> {
  const { db, close } = openDatabase(inject("product").databaseUrl, { max: 1 });
  const [home] = await db.select().from(workspace).where(eq(workspace.slug, "my-workspace"));
  if (home === undefined) throw new Error("the owner's workspace is not there");
  const common = { workspaceId: home.id, contextTokens: 32_768 };
  const [connection] = await db
    .insert(connections)
    .values({ workspaceId: home.id, slug: "local", name: "Local server", kind: "openai", baseUrl })
    .returning();
  if (connection === undefined) throw new Error("the connection was not made");
  await db.insert(models).values([
    {
      ...common,
      connectionId: connection.id,
      key: "local/huge-70b",
      name: "huge-70b",
      label: "Huge 70B",
      parameters: 70,
      ...priced(2, 8),
    },
    {
      ...common,
      connectionId: connection.id,
      key: "local/tiny-4b",
      name: "tiny-4b",
      label: "Tiny 4B",
      parameters: 4,
      ...priced(0.1, 0.2),
    },
  ]);
  await close();
}

async function chooseModel(page: Page, label: string): Promise<void> {
  await page.getByRole("combobox", { name: "Model", exact: true }).click();
  await page.getByRole("option").filter({ hasText: label }).click();
}

async function makeKey(page: Page): Promise<string> {
  await page.goto(`${inject("product").url}/settings`);
  await page.getByRole("tab", { name: "API keys" }).click();
  await page.getByRole("button", { name: "New key" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Help desk");
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByLabel("API key", { exact: true }).inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  return key;
}

describe("the main job", () => {
  it("draws a graph with an LLM and an SLM, runs it on a real server, shows its statistics, publishes it and answers by REST", async () => {
    const { url } = inject("product");
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "An empty canvas", "Fish facts");

    await drag(page, "Input", 120, 120);
    await drag(page, "Model", 380, 120);
    await drag(page, "Model", 380, 420);
    await drag(page, "Output", 720, 260);
    const [input, large, small, output] = [
      nodeOf(page, "input"),
      nodeOf(page, "model").nth(0),
      nodeOf(page, "model").nth(1),
      nodeOf(page, "output"),
    ];

    await openNode(large);
    await chooseModel(page, "Huge 70B");
    await openNode(small);
    await chooseModel(page, "Tiny 4B");
    await page.getByRole("textbox", { name: "User message 2" }).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Shorten: {{draft}}");
    await portOf(small, "draft", "input").waitFor();
    await expect.poll(() => large.getAttribute("data-class")).toBe("llm");
    await expect.poll(() => small.getAttribute("data-class")).toBe("slm");

    await connect(page, portOf(input, "question", "output"), portOf(large, "question", "input"));
    await connect(page, portOf(large, "output", "output"), portOf(small, "draft", "input"));
    await connect(page, portOf(small, "output", "output"), portOf(output, "answer", "input"));
    await page.getByRole("button", { name: "No problems" }).waitFor();

    await page.keyboard.press("Escape");
    await page.locator(".react-flow__pane").click({ position: { x: 30, y: 560 } });
    await page.getByRole("textbox", { name: "question" }).fill("What is a minnow?");
    await page.getByRole("button", { name: "Run", exact: true }).click();

    const result = page.getByRole("region", { name: "Result of the run" });
    // Streamed: a part is on screen while the node still runs.
    await result.getByText(/Minnows are small/).waitFor();
    expect(await large.getAttribute("data-status")).toBe("running");
    seen.resolve();
    await result.getByText("Succeeded").waitFor();
    await result.getByText("Small fish.").waitFor();
    expect(await result.getByText("simulated").count()).toBe(0);
    expect(server.requests.map(({ body }) => [body.model, body.messages.at(-1)?.content])).toEqual([
      ["huge-70b", "What is a minnow?"],
      ["tiny-4b", `Shorten: ${LONG_ANSWER.join("")}`],
    ]);
    await saved(page).waitFor();

    const graphUrl = new URL(page.url()).pathname;
    await page.goto(`${url}${graphUrl}/insights`);
    for (const label of ["Huge 70B", "Tiny 4B"]) await page.getByText(label).first().waitFor();
    await page.getByText("Already an SLM").waitFor();

    await page.goto(`${url}${graphUrl}`);
    await page.getByRole("button", { name: "Publish" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Publish/ })
      .click();
    await page.getByRole("dialog").getByText("/api/v1/graphs/fish-facts/runs").waitFor();
    await page.keyboard.press("Escape");

    const key = await makeKey(page);
    const call = (headers: Record<string, string>, wait = "?wait=true") =>
      fetch(`${url}/api/v1/graphs/fish-facts/runs${wait}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ input: { question: "What is a minnow?" } }),
      });
    expect((await call({})).status).toBe(401);
    const answered = await call({ authorization: `Bearer ${key}` });
    expect(answered.status).toBe(200);
    expect(await answered.json()).toMatchObject({ status: "succeeded", version: 1, output: { answer: "Small fish." }, simulated: false });

    const accepted = await call({ authorization: `Bearer ${key}` }, "");
    expect(accepted.status).toBe(202);
    const location = accepted.headers.get("location") ?? "";
    const read = await fetch(new URL(location, url), { headers: { authorization: `Bearer ${key}` } });
    expect(read.status).toBe(200);
  });

  it("shows a provider's refusal on the node, and what to do", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "An empty canvas", "Refused");
    await drag(page, "Input", 120, 160);
    await drag(page, "Model", 400, 160);
    await drag(page, "Output", 720, 160);
    const [input, model, output] = [nodeOf(page, "input"), nodeOf(page, "model"), nodeOf(page, "output")];
    await openNode(model);
    await chooseModel(page, "Huge 70B");
    await connect(page, portOf(input, "question", "output"), portOf(model, "question", "input"));
    await connect(page, portOf(model, "output", "output"), portOf(output, "answer", "input"));
    server.answer(() => ({ status: 401, message: "bad key" }));
    await page.locator(".react-flow__pane").click({ position: { x: 30, y: 560 } });
    await page.getByRole("textbox", { name: "question" }).fill("Hello?");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("Local server refused the key (401). Put a valid key into the connection on the Models page.").first().waitFor();
    expect(await model.getAttribute("data-status")).toBe("failed");
  });
});
