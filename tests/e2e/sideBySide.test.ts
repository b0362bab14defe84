import { eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { openDatabase } from "@/db/client";
import { workspace } from "@/db/schema/auth";
import { connections, models } from "@/db/schema/models";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, openNode, saved, signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";
import { priced } from "../helpers/prices";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({
    reply: ({ model }) =>
      model === "silent" ? { fault: "stall", pieces: ["On my way ", "and never there"] } : { status: 401, message: "bad key" },
  });
  const { db, close } = openDatabase(inject("product").databaseUrl, { max: 1 });
  const [home] = await db.select().from(workspace).where(eq(workspace.slug, "my-workspace"));
  const workspaceId = home?.id ?? "";
  const [connection] = await db
    .insert(connections)
    .values({ workspaceId, slug: "odd", name: "Odd server", kind: "openai", baseUrl: server.url })
    .returning();
  const odd = { workspaceId, connectionId: connection?.id ?? "", parameters: 3, contextTokens: 32_768, ...priced(1, 1) };
  await db.insert(models).values([
    { ...odd, key: "odd/silent", name: "silent", label: "Silent 3B" },
    { ...odd, key: "odd/refusing", name: "refusing", label: "Refusing 3B" },
  ]);
  await close();
});
afterAll(() => server.close());

async function triage(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await signIn(page);
  await newGraph(page, "Support triage");
  return page;
}

const dialog = (page: Page) => page.getByRole("dialog", { name: /^Side by side/ });
const column = (page: Page, model: string) => dialog(page).getByRole("region", { name: model, exact: true });

async function add(page: Page, model: string): Promise<void> {
  await dialog(page).getByRole("button", { name: "Add a model" }).click();
  await page.getByRole("combobox", { name: "Find a model" }).fill(model);
  await page.keyboard.press("Enter");
  await dialog(page)
    .getByRole("button", { name: `Leave out ${model}` })
    .waitFor();
}

describe("models side by side", () => {
  it("answer the same inputs, are compared and measured, and one of them is put to use", async () => {
    const page = await triage();
    const model = nodeOf(page, "model").first();
    await openNode(model);
    await page.getByRole("tab", { name: "Try" }).click();
    await page.getByRole("button", { name: "Try side by side" }).click();

    // The present model, and the cheapest small one.
    await dialog(page).getByRole("button", { name: "Leave out Orca 400B" }).waitFor();
    await dialog(page).getByRole("button", { name: "Leave out Guppy 1B" }).waitFor();
    // Fed by the graph's input, so that its examples are at hand.
    const message = dialog(page).getByRole("textbox", { name: "message" });
    expect(await message.inputValue()).toContain("charged twice");
    await add(page, "Marlin 70B");
    await message.fill("My lamp smokes. Please help today!");
    await page.keyboard.press("Control+Enter");
    await dialog(page).getByText("3 of 3 done").waitFor({ timeout: 60_000 });

    for (const name of ["Orca 400B", "Guppy 1B", "Marlin 70B"]) {
      await column(page, name).getByText("Succeeded").waitFor();
      await column(page, name).getByText("The answer fits").waitFor();
      await column(page, name).getByText("simulated").first().waitFor();
      expect(
        await column(page, name)
          .getByRole("region", { name: `Answer of ${name}` })
          .innerText(),
      ).toContain("category");
      await column(page, name).getByText("tokens/s").waitFor();
    }
    await column(page, "Orca 400B").getByText("Baseline").waitFor();
    await column(page, "Guppy 1B")
      .getByText(/^\s*(Same answer|Differs)$/)
      .waitFor();
    await column(page, "Guppy 1B").getByText("cheapest").waitFor();
    await column(page, "Guppy 1B").getByText("fastest").waitFor();
    expect(await dialog(page).getByText("cheapest").count()).toBe(1);
    await dialog(page).getByText("Differences", { exact: true }).click();

    // Four columns fit without scrolling sideways.
    await add(page, "Tetra 8B");
    await dialog(page).getByRole("button", { name: "Run 4 models" }).click();
    await dialog(page).getByText("4 of 4 done").waitFor({ timeout: 60_000 });
    const columns = dialog(page).getByRole("region", { name: "Answers side by side" });
    expect(await columns.evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);

    expect(await column(page, "Orca 400B").getByRole("button", { name: "Orca 400B is in use" }).isDisabled()).toBe(true);
    await column(page, "Guppy 1B").getByRole("button", { name: "Use this model: Guppy 1B" }).click();
    await dialog(page).waitFor({ state: "detached" });
    await model.getByText("Guppy 1B").waitFor();
    await saved(page).waitFor();
    await page.getByRole("button", { name: /^Undo/ }).click();
    await model.getByText("Orca 400B").waitFor();

    // What was tried counts as measured of these models on this node, and its inputs are offered again.
    await page.getByRole("tab", { name: "Setup" }).click();
    await page.getByRole("combobox", { name: "Model", exact: true }).click();
    // Searched for: of many models only those near the chosen one are drawn.
    const search = page.getByRole("combobox", { name: "Find a model" });
    await search.fill("Guppy 1B");
    await page
      .getByRole("option", { name: /Guppy 1B/ })
      .getByText("2 calls here")
      .waitFor();
    await search.fill("Tetra 8B");
    await page.getByRole("option", { name: /Tetra 8B/ }).hover();
    await page.getByRole("button", { name: "Try side by side" }).click();
    await dialog(page).getByRole("button", { name: "Leave out Tetra 8B" }).waitFor();
    expect(await dialog(page).getByRole("textbox", { name: "message" }).inputValue()).toContain("My lamp smokes");
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
  });

  it("stream and fail each in its own column, and are stopped together", async () => {
    const page = await triage();
    await openNode(nodeOf(page, "model").first());
    await page.getByRole("tab", { name: "Try" }).click();
    await page.getByRole("button", { name: "Try side by side" }).click();
    await add(page, "Silent 3B");
    await add(page, "Refusing 3B");
    await page.keyboard.press("Control+Enter");
    await column(page, "Silent 3B")
      .getByRole("region", { name: "Answer of Silent 3B" })
      .getByText("On my way")
      .waitFor({ timeout: 60_000 });
    await column(page, "Refusing 3B").getByText("Put a valid key into the connection on the Models page.").waitFor({ timeout: 60_000 });
    await column(page, "Guppy 1B").getByText("Succeeded").waitFor({ timeout: 60_000 });
    await dialog(page).getByText("3 of 4 done").waitFor({ timeout: 60_000 });
    await dialog(page).getByRole("button", { name: "Stop all" }).click();
    await dialog(page).getByText("4 of 4 done").waitFor({ timeout: 60_000 });
    await column(page, "Silent 3B").getByText("Cancelled").waitFor();
    await column(page, "Guppy 1B").getByText("Succeeded").waitFor();
  });

  it("are not offered for a node that asks none", async () => {
    const page = await triage();
    await openNode(nodeOf(page, "template").first());
    await page.getByRole("tab", { name: "Try" }).click();
    await page.getByRole("button", { name: "Run this node" }).waitFor();
    expect(await page.getByRole("button", { name: "Try side by side" }).count()).toBe(0);
  });
});
