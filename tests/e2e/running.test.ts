import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, openNode, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

async function triage(): Promise<Page> {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "Support triage");
  return page;
}

describe("running on the canvas", () => {
  it("shows on every node what it gave last, and runs one node alone with inputs edited by hand", async () => {
    const page = await triage();
    const model = nodeOf(page, "model").first();
    await openNode(model);
    await page.getByRole("tab", { name: "Try" }).click();
    await page.getByText("This node has not run yet").waitFor();

    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("region", { name: "Result of the run" }).getByText("Succeeded").waitFor({ timeout: 60_000 });
    await model.locator("p[title='What it gave last']").waitFor();

    await openNode(model);
    await page.getByRole("tab", { name: "Try" }).click();
    const message = page.getByRole("textbox", { name: "message" });
    expect(await message.inputValue()).toContain("charged twice");
    await message.fill("My lamp is broken and smoking, please help at once!");
    await page.getByRole("button", { name: "Run this node" }).click();
    const result = page.getByRole("region", { name: "Result of the node" });
    await result.getByText("Succeeded").waitFor({ timeout: 30_000 });
    await result.getByText("simulated").first().waitFor();
    await result.getByRole("tab", { name: "Input" }).click();
    await result.getByText("My lamp is broken").waitFor();
    await result.getByRole("tab", { name: /Calls/ }).click();
    await result.getByText("My lamp is broken").first().waitFor();
  });
});
