import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { type PageOptions, useBrowser } from "../helpers/browser";
import { connect, drag, nameField, newGraph, nodeOf, openNode, portOf, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

/** A person in the editor of a new graph. */
async function openEditor(start: "An empty canvas" | "Support triage", options?: PageOptions): Promise<Page> {
  const page = await browser.newPage(options);
  await signIn(page);
  await newGraph(page, start);
  return page;
}

describe("the editor", () => {
  it("draws a graph from an empty canvas, and says what keeps it from running", async () => {
    const page = await openEditor("An empty canvas");
    await drag(page, "Input", 160, 160);
    await drag(page, "Model", 440, 300);
    await drag(page, "Output", 720, 160);
    const [input, model, output] = [nodeOf(page, "input"), nodeOf(page, "model"), nodeOf(page, "output")];
    const edges = page.locator(".react-flow__edge");
    await connect(page, portOf(input, "question", "output"), portOf(model, "question", "input"));
    await edges.nth(0).waitFor();

    await connect(page, portOf(model, "output", "output"), portOf(model, "question", "input"));
    await page.getByText("A node cannot feed itself.").waitFor();
    expect(await edges.count()).toBe(1);

    await connect(page, portOf(model, "output", "output"), portOf(output, "answer", "input"));
    await edges.nth(1).waitFor();
    await page.getByRole("button", { name: "1 problem", exact: true }).first().waitFor();

    await openNode(model);
    const prompt = page.getByRole("textbox", { name: "User message 2" });
    await prompt.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" in a {{tone}} tone");
    await portOf(model, "tone", "input").waitFor();
    await page.getByRole("combobox", { name: "Source of tone" }).click();
    await page.getByRole("option", { name: "Input · question" }).click();
    await edges.nth(2).waitFor();
    await page.getByRole("combobox", { name: "Model", exact: true }).click();
    await page.getByRole("option").filter({ hasText: "SLM" }).first().click();
    await expect.poll(() => model.getAttribute("data-class")).toBe("slm");
    await page.getByRole("button", { name: "No problems" }).waitFor();

    await openNode(output);
    await page.keyboard.press("Delete");
    await output.waitFor({ state: "detached" });
    await expect.poll(() => edges.count()).toBe(2);
    await page.keyboard.press("Control+z");
    await output.waitFor();
    // An edge is drawn when the node it leads to has been measured.
    await expect.poll(() => edges.count()).toBe(3);
    await saved(page).waitFor();
  });

  it("keeps the last edit when the page is reloaded at once", async () => {
    const page = await openEditor("An empty canvas");
    await page.getByRole("button", { name: "Add Output" }).click();
    await nameField(page).fill("The very last word");
    await page.reload();
    await nodeOf(page, "output").getByText("The very last word").waitFor();
    await saved(page).waitFor();
  });

  it("runs the sample graph on simulated models, says so, and shows the run on every node", async () => {
    const page = await openEditor("Support triage");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const result = page.getByRole("region", { name: "Result of the run" });
    await result.getByText("Succeeded").waitFor({ timeout: 60_000 });
    await result.getByText("simulated").first().waitFor();
    expect(await page.locator('[data-node-id][data-status="succeeded"]').count()).toBeGreaterThanOrEqual(8);
    await openNode(nodeOf(page, "model").first());
    await page.getByRole("tab", { name: "Last run" }).click();
  });
});
