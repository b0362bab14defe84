import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { nameField, newGraph, nodeOf, openNode, saved, signIn } from "../helpers/editorDriver";
import { langGraph } from "../helpers/foreignGraphs";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

async function triage(): Promise<Page> {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "Support triage");
  return page;
}

const history = (page: Page) => page.getByRole("button", { name: "History", exact: true });

async function saveVersion(page: Page, name: string) {
  await page.getByRole("button", { name: "Save a version" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: new RegExp(name) }).waitFor();
}

describe("the history of a graph", () => {
  it("keeps named versions, shows on the canvas and field by field what changed since, and brings one back", async () => {
    const page = await triage();
    await history(page).click();
    await page.getByText("No history yet").waitFor();
    await saveVersion(page, "As it came");
    await page.getByRole("button", { name: "Back to the draft" }).click();

    const model = nodeOf(page, "classify").first().or(nodeOf(page, "model").first()).first();
    await openNode(model);
    const was = await nameField(page).inputValue();
    await nameField(page).fill("Renamed since");
    await openNode(nodeOf(page, "output").first());
    await page.keyboard.press("Delete");
    await saved(page).waitFor();

    await history(page).click();
    await page.locator('.react-flow__node[data-mark="changed"]').getByText("Renamed since").waitFor();
    await page.locator('.react-flow__node[data-mark="removed"]').waitFor();
    const changes = page.getByRole("complementary", { name: "Changes" });
    await changes.getByRole("button", { name: /Renamed since/ }).click();
    await changes.getByRole("region", { name: "Name" }).getByText(was, { exact: true }).waitFor();
    expect(await changes.getByText("connection").count()).toBe(1);

    await page.getByRole("button", { name: "Restore as draft" }).click();
    await nodeOf(page, "output").first().waitFor();
    await page.locator("[data-node-id]").getByText(was, { exact: true }).first().waitFor();
    await page.getByRole("button", { name: /^Undo/ }).click();
    await page.locator("[data-node-id]").getByText("Renamed since").waitFor();
    await saved(page).waitFor();
  });

  it("makes an earlier version live again", async () => {
    const page = await triage();
    for (const message of ["first", "second"]) {
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox").first().fill(message);
      await dialog.getByRole("button", { name: /Publish/ }).click();
      await dialog.getByRole("button", { name: "Done" }).click();
      await openNode(nodeOf(page, "output").first());
      await nameField(page).fill(`After ${message}`);
      await saved(page).waitFor();
    }
    await history(page).click();
    await page.getByRole("button", { name: /^Version 1/ }).click();
    await page.getByRole("button", { name: "Make live" }).click();
    await page.getByRole("dialog").getByText("run version 2 now").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Make live" }).click();
    await page.getByRole("button", { name: /^Version 1 live/ }).waitFor();
    await page.getByRole("button", { name: /^Version 2 was live/ }).waitFor();
  });
});

describe("a graph as a file", () => {
  it("is exported and imported; a foreign agent is told part by part, a broken file in words", async () => {
    const page = await triage();
    await page.getByRole("button", { name: "More" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Export as a file" }).click();
    const path = await (await download).path();

    await page.goto(`${new URL(page.url()).origin}/graphs`);
    const dialog = page.getByRole("dialog", { name: "Import a graph" });
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await dialog.getByRole("textbox").fill('{"half": ');
    await dialog.getByRole("button", { name: "Read the text" }).click();
    await dialog.getByText("neither JSON nor YAML").waitFor();
    await dialog.locator('input[type="file"]').setInputFiles(path);
    await dialog.getByText(/\d+ nodes, \d+ connections/).waitFor();
    await dialog.getByRole("button", { name: "Another file" }).click();

    await dialog.getByRole("textbox").fill(JSON.stringify(langGraph));
    await dialog.getByRole("button", { name: "Read the text" }).click();
    await dialog.getByText("LangGraph: 4 of 5 parts").waitFor();
    await dialog.getByRole("textbox", { name: "Name of the graph" }).fill("From elsewhere");
    await dialog.getByRole("button", { name: "Create the graph" }).click();
    await nodeOf(page, "router").waitFor();
    await page.locator("[data-note-id]").first().waitFor();
    await saved(page).waitFor();
  });
});
