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

const estimate = (page: Page) => page.getByRole("region", { name: "Estimate of a run" });
const chooser = (page: Page) => page.getByRole("combobox", { name: "Model", exact: true });
const options = (page: Page) => page.getByRole("listbox", { name: "Models" }).getByRole("option");

describe("assigning models", () => {
  it("tells beforehand what a run costs, changes with the model, and rests on what was recorded", async () => {
    const page = await triage();
    await estimate(page).getByText("simulated").waitFor();
    const before = await estimate(page).innerText();
    const model = nodeOf(page, "model").first();
    await openNode(model);
    await chooser(page).click();
    await page.getByText("Costs are guessed from the prompt's length").waitFor();
    expect(await options(page).first().getByText("Not measured on this node yet").count()).toBe(1);
    const menu = page.getByRole("dialog");
    await menu.getByText("SLM", { exact: true }).first().click();
    await page.getByRole("combobox", { name: "Find a model" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await options(page).first().waitFor({ state: "detached" });
    await expect.poll(() => model.getAttribute("data-class")).toBe("slm");
    await expect.poll(() => estimate(page).innerText()).not.toBe(before);

    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("region", { name: "Result of the run" }).getByText("Succeeded").waitFor({ timeout: 60_000 });
    await openNode(model);
    await page.getByRole("tab", { name: "Setup" }).click();
    await chooser(page).click();
    await options(page).getByText("1 call here").waitFor();
    await page.keyboard.press("Escape");
    await estimate(page).hover();
    await page.getByText(/Tokens rest on \d+ recorded calls?/).waitFor();
  });
});
