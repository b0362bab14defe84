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
    const flowing = page.locator("[data-flow=flowing] .react-flow__edge-path");
    await expect.poll(() => flowing.evaluateAll((paths) => paths.some((path) => path.getAnimations().length > 0))).toBe(true);
    await page.getByRole("region", { name: "Result of the run" }).getByText("Succeeded").waitFor({ timeout: 60_000 });
    expect(await flowing.count()).toBe(0);
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

  it("stops before a node, whose inputs can be edited, and goes on", async () => {
    const page = await triage();
    const facts = page.getByLabel(/^Extract facts, Model/);
    await facts.locator("[data-node-id]").click({ position: { x: 70, y: 16 } });
    await page.keyboard.press("F9");
    await facts.getByRole("button", { name: "Remove the breakpoint" }).waitFor();
    await page.reload();
    await facts.getByRole("button", { name: "Remove the breakpoint" }).waitFor();

    await page.getByText("Runs stop before 1 node.").waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const stopped = page.getByRole("region", { name: "Stopped before Extract facts" });
    await facts.getByText("Stopped here").waitFor();
    const inputs = stopped.getByRole("textbox", { name: "Inputs" });
    expect(await inputs.inputValue()).toContain("charged twice");
    await inputs.fill("{ broken");
    await stopped.getByText(/can't be read as JSON/).waitFor();
    expect(await stopped.getByRole("button", { name: "Continue with the changes" }).isDisabled()).toBe(true);
    await inputs.fill('{ "message": "Order #777 of Dana Whitfield never came." }');
    await stopped.getByRole("button", { name: "Continue with the changes" }).click();
    await stopped.waitFor({ state: "detached" });
    const panel = page.getByRole("complementary", { name: "Inspector and run" });
    await panel.getByRole("button", { name: "Run again from here" }).waitFor({ timeout: 60_000 });
    await panel.getByRole("tab", { name: "Input" }).click();
    await panel.getByText("Order #777 of Dana Whitfield never came.").waitFor();
  });

  it("runs to the end from a breakpoint, past all the others", async () => {
    const page = await triage();
    for (const name of ["Extract facts", "Draft a reply", "Check the reply"]) {
      await page
        .getByLabel(new RegExp(`^${name}, Model`))
        .locator("[data-node-id]")
        .click({ position: { x: 70, y: 16 } });
      await page.keyboard.press("F9");
    }
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const stopped = page.getByRole("region", { name: "Stopped before Extract facts" });
    await stopped.getByRole("button", { name: "Run to the end" }).click();
    await expect
      .poll(
        () =>
          page
            .getByLabel(/^Result, Output/)
            .locator("[data-node-id]")
            .getAttribute("data-status"),
        { timeout: 60_000 },
      )
      .toBe("succeeded");
    // They stand for the next run.
    expect(await page.getByRole("button", { name: "Remove the breakpoint" }).count()).toBe(3);
  });

  it("gives a pinned and edited output instead of running the node, and goes on from there", async () => {
    const page = await triage();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("region", { name: "Result of the run" }).getByText("Succeeded").waitFor({ timeout: 60_000 });
    const classify = page.getByLabel(/^Classify, Model/);
    await classify.locator("[data-node-id]").click({ position: { x: 70, y: 16 } });
    const panel = page.getByRole("complementary", { name: "Inspector and run" });
    await panel.getByRole("tab", { name: "Last run" }).click();
    await panel.getByRole("button", { name: "Pin this output" }).click();
    await classify.getByRole("img", { name: "Pinned output" }).waitFor();

    await panel.getByRole("button", { name: "Edit the pinned output" }).click();
    const editor = panel.getByRole("textbox", { name: "Pinned output, by port" });
    await editor.fill('{ "output": { "category": "technical", "urgency": "low" } }');
    await panel.getByRole("button", { name: "Run again from here" }).click();
    const technical = page.getByLabel(/^Technical rules, Text/).locator("[data-node-id]");
    await expect.poll(() => technical.getAttribute("data-status"), { timeout: 60_000 }).toBe("succeeded");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await classify.getByRole("img", { name: "Pinned output" }).waitFor({ state: "detached" });
  });
});
