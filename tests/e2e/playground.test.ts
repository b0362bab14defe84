import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, openNode, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

async function playground(viewport = { width: 1280, height: 800 }): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await signIn(page);
  return page;
}
const open = (page: Page) => page.goto(`${inject("product").url}/models/playground`);
const column = (page: Page, model: string) =>
  page.getByRole("region", { name: "Answers side by side" }).getByRole("region", { name: model, exact: true });
const answer = (page: Page, model: string) => column(page, model).getByRole("region", { name: `Answer of ${model}` });

/** Asks these models and no others; which ones are picked at first depends on the models there are. */
async function choose(page: Page, ...models: string[]): Promise<void> {
  const picked = page.getByRole("button", { name: /^Leave out/ });
  await picked.first().waitFor();
  for (let left = await picked.count(); left > 0; left--) {
    await picked.first().click();
    await expect.poll(() => picked.count()).toBe(left - 1);
  }
  for (const model of models) {
    await page.getByRole("button", { name: "Add a model" }).click();
    await page.getByRole("combobox", { name: "Find a model" }).fill(model);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Leave out ${model}` }).waitFor();
  }
}

/** Writes anew into one of the prompt's messages. */
async function write(page: Page, message: string, text: string): Promise<void> {
  await page.getByRole("textbox", { name: message }).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

describe("the playground", () => {
  it("asks two models side by side, compares them, and gives a test case and a node to a graph", async () => {
    const page = await playground();
    await newGraph(page, "Support triage", "Fed by the playground");
    const graph = page.url();
    await page.goto(`${inject("product").url}/models`);
    await page.getByRole("link", { name: "Playground" }).click();
    await page.getByRole("heading", { level: 1, name: "Playground" }).waitFor();
    await choose(page, "Guppy 1B", "Marlin 70B");

    await write(page, "User message 2", "Name the category of this: {{subject}} {{message}}");
    await page.getByRole("textbox", { name: "subject", exact: true }).fill("Invoice");
    await page.getByRole("textbox", { name: "message", exact: true }).fill("I was charged twice.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("2 of 2 done").waitFor({ timeout: 60_000 });
    for (const model of ["Guppy 1B", "Marlin 70B"]) {
      await column(page, model).getByText("Succeeded").waitFor();
      await column(page, model).getByText("simulated").first().waitFor();
      await column(page, model).getByText("tokens/s").waitFor();
      expect(await answer(page, model).innerText()).not.toBe("");
    }
    await column(page, "Guppy 1B").getByText("Baseline").waitFor();
    await page.getByText("Differences", { exact: true }).click();
    await page.getByRole("button", { name: "Compare the others with Marlin 70B" }).click();
    await column(page, "Marlin 70B").getByText("Baseline").waitFor();
    await column(page, "Guppy 1B")
      .getByText(/^\s*(Same answer|Differs)$/)
      .waitFor();
    await page.getByText("Answers", { exact: true }).click();

    // The address leads back to the same answers.
    const told = await answer(page, "Marlin 70B").innerText();
    expect(page.url()).toContain("?run=");
    await page.reload();
    await page.getByText("2 of 2 done").waitFor({ timeout: 60_000 });
    expect(await answer(page, "Marlin 70B").innerText()).toBe(told);

    await page.getByRole("button", { name: "Use the answer of Marlin 70B" }).click();
    await page.getByRole("menuitem", { name: /Save as a test case/ }).click();
    const saving = page.getByRole("dialog", { name: "Save as a test case" });
    await saving.getByRole("combobox", { name: "Graph" }).click();
    await page.getByRole("option", { name: "Fed by the playground" }).click();
    await saving.getByRole("textbox", { name: "Name" }).fill("Charged twice, from the playground");
    await saving.getByRole("button", { name: "Save the test case" }).click();
    await page.getByText("Saved as a test case of “Fed by the playground”.").waitFor();

    await page.getByRole("button", { name: "Use the answer of Guppy 1B" }).click();
    await page.getByRole("menuitem", { name: /Send to a node/ }).click();
    const sending = page.getByRole("dialog", { name: "Send to a node" });
    await sending.getByRole("combobox", { name: "Graph" }).click();
    await page.getByRole("option", { name: "Fed by the playground" }).click();
    await sending.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("Sent to “Fed by the playground”.").waitFor();

    await page.goto(graph);
    const sent = nodeOf(page, "model").filter({ hasText: "Guppy 1B" });
    await sent.first().waitFor();
    await openNode(sent.first());
    await page.getByText("Name the category of this:").first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search commands, nodes and graphs" }).fill("Tests");
    await page.locator(".mantine-Spotlight-action[data-selected]").filter({ hasText: "Tests" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Charged twice, from the playground").first().waitFor();
  });

  it("brings back what was asked, and fits a phone", async () => {
    const page = await playground({ width: 390, height: 844 });
    await open(page);
    await choose(page, "Guppy 1B", "Marlin 70B");
    const question = page.getByRole("textbox", { name: "question" });
    await question.fill("How old is the moon?");
    await page.getByRole("button", { name: /^Run 2/ }).click();
    await page.getByText("2 of 2 done").waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await question.fill("Something else");
    await page.getByRole("button", { name: "History" }).click();
    await page
      .getByRole("menuitem", { name: /How old is the moon\?/ })
      .first()
      .click();
    await page.getByText("2 of 2 done").waitFor({ timeout: 60_000 });
    expect(await question.inputValue()).toBe("How old is the moon?");
    // Among the runs, and from there back.
    await column(page, "Guppy 1B")
      .getByRole("link", { name: /^Details of the run/ })
      .waitFor();
    const run = new URL(page.url()).searchParams.get("run");
    await page.goto(`${inject("product").url}/runs/${run}`);
    await page.getByRole("link", { name: "Open in the playground" }).click();
    await page.getByText("2 of 2 done").waitFor({ timeout: 60_000 });
    expect(await page.getByRole("textbox", { name: "question" }).inputValue()).toBe("How old is the moon?");
  });
});
