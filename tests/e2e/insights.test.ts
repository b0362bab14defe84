import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

it("a graph's figures are drawn over time, each chart and number leads to its runs, and they can be taken along", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "Support triage", "Watched over time");
  await page.getByRole("textbox", { name: "Subject" }).fill("Charged twice");
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await nodeOf(page, "output").getByText("Succeeded").waitFor();
  const graphId = page.url().split("/").at(-1) ?? "";

  await page.goto(`${inject("product").url}/graphs/${graphId}/insights`);
  const section = page.getByRole("region", { name: "Over time" });
  await section.getByRole("figure").nth(5).locator(".recharts-surface").first().waitFor();
  await section.getByRole("list", { name: "Colours" }).getByText("Tetra 8B · SLM").waitFor();
  await page.getByRole("radiogroup", { name: "Time looked at" }).getByText("24 hours").click();

  await section.getByRole("button", { name: "As a table" }).click();
  await section.getByText("by node").click();
  const row = section.getByRole("row").filter({ hasText: "Check the reply" });
  await row.waitFor();
  expect((await row.getByRole("cell").allInnerTexts())[2]).toBe("1");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    section
      .getByRole("button", { name: "Export" })
      .click()
      .then(() => page.getByRole("menuitem", { name: "Table as CSV" }).click()),
  ]);
  expect(await readFile(await download.path(), "utf8")).toMatch(/Check the reply,1,0,1,1,/);

  await row.getByRole("link").click();
  await page.waitForURL(/\/runs\?.*nodeId=/);
  await page.getByText(/^Asks a model at node/).waitFor();
  await page.getByRole("row").filter({ hasText: "Watched over time" }).waitFor();
  await page.getByText(/^Begun .* to /).waitFor();
  await page.getByRole("button", { name: "Remove this filter" }).first().click();
  await page.waitForURL((url) => !url.search.includes("from="));
});
