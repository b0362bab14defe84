import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, openNode, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

const resultOf = (page: Page) => page.getByRole("region", { name: "Result of the run" });
const replayOf = (page: Page) => page.getByRole("region", { name: "Replay" });
const message = (page: Page) => page.getByRole("form").getByRole("textbox", { name: "Message" });

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await resultOf(page).getByText("Succeeded").waitFor({ timeout: 60_000 });
}

/** A graph that has run, open in the editor; without motion, a replay stands at its start. */
async function ranTriage(): Promise<Page> {
  const page = await browser.newPage({ reducedMotion: "reduce" });
  await signIn(page);
  await newGraph(page, "Support triage");
  await run(page);
  return page;
}

/** From the panel of the editor to the run's own page. */
async function openRun(page: Page): Promise<string> {
  await resultOf(page).getByRole("link", { name: "Details" }).click();
  await page.waitForURL(/\/runs\/[^/?]+$/);
  return page.url();
}

/** Goes to another moment and waits until it is shown. */
async function step(page: Page, slider: Locator, key: string): Promise<void> {
  const before = await slider.getAttribute("aria-valuenow");
  await page.keyboard.press(key);
  await slider.and(page.locator(`:not([aria-valuenow="${before}"])`)).waitFor();
}

const fitsAcross = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

describe("a past run on the canvas", () => {
  it("is stepped through over the draft by buttons and keys, and is back at its end when the replay is closed", async () => {
    const page = await ranTriage();
    const model = nodeOf(page, "model").first();
    await resultOf(page).getByRole("button", { name: "Replay" }).click();
    const slider = replayOf(page).getByRole("slider", { name: "Moment of the run" });
    await slider.focus();
    await page.keyboard.press("Home");
    const running = model.and(page.locator("[data-status=running]"));
    while (!(await running.isVisible())) await step(page, slider, "ArrowRight");
    await replayOf(page).getByText("Running now: Classify").waitFor();
    expect(await nodeOf(page, "output").getAttribute("data-status")).toBe("queued");

    await replayOf(page).getByRole("button", { name: "Play", exact: true }).click();
    await replayOf(page).getByText("The run has ended: Succeeded.").waitFor({ timeout: 20_000 });
    await replayOf(page).getByRole("button", { name: "Previous change" }).click();
    await replayOf(page).getByText("The run has ended").waitFor({ state: "detached" });
    await replayOf(page).getByRole("button", { name: "Close the replay" }).click();
    await nodeOf(page, "output").and(page.locator("[data-status=succeeded]")).waitFor();
  });

  it("is seen on its own page, by an address, on a phone too, and leads back to the draft with what it was given", async () => {
    const page = await browser.newPage({ reducedMotion: "reduce" });
    await signIn(page);
    await newGraph(page, "Support triage");
    await message(page).fill("My lamp is broken.");
    await run(page);
    const address = await openRun(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("radiogroup", { name: "View of the run" }).getByText("On the canvas").click();
    await page.waitForURL(`${address}?view=canvas`);
    const model = nodeOf(page, "model").first();
    await model.and(page.locator("[data-status=succeeded]")).waitFor();
    expect(await fitsAcross(page)).toBe(true);

    await model.click();
    const side = page.getByRole("complementary", { name: "Classify" });
    await side.getByText("category").waitFor();
    await replayOf(page).getByRole("slider").focus();
    await page.keyboard.press("Home");
    await side.getByText("It had not begun at this moment.").waitFor();
    await page.keyboard.press("End");
    await side.getByText("category").waitFor();

    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("link", { name: "Show on the draft’s canvas" }).click();
    await resultOf(page).getByText("Succeeded").waitFor();
    await expect.poll(() => message(page).inputValue()).toBe("My lamp is broken.");
    await nodeOf(page, "output").and(page.locator("[data-status=succeeded]")).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search commands, nodes and graphs" }).fill("replay");
    await page.locator(".mantine-Spotlight-action[data-selected]").filter({ hasText: "Replay the run" }).waitFor();
    await page.keyboard.press("Enter");
    await replayOf(page).getByRole("button", { name: "Close the replay" }).click();
    await resultOf(page).getByRole("button", { name: "Clear the run from the canvas" }).click();
    await page.waitForURL(/\/graphs\/[^/?]+$/);
  });
});

describe("two runs", () => {
  it("are chosen in the list and compared node by node, though the graph has lost one in between", async () => {
    const page = await ranTriage();
    await openNode(nodeOf(page, "model").filter({ hasText: "Check the reply" }));
    await page.keyboard.press("Delete");
    await saved(page).waitFor();
    await message(page).fill("My lamp is broken and smoking, please help at once!");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await resultOf(page).getByText("Running").waitFor();
    await resultOf(page).getByText("Succeeded").waitFor({ timeout: 60_000 });
    await openRun(page);

    await page.getByRole("link", { name: "All runs" }).click();
    const choices = page.getByRole("checkbox", { name: /Compare the run/ });
    await choices.nth(0).check();
    await choices.nth(1).check();
    await page.getByRole("link", { name: "Compare", exact: true }).click();
    await page.getByText("1 difference in the inputs").waitFor();
    await nodeOf(page, "input").waitFor();
    await page.getByRole("group", { name: /^Ticket, .*Different output/ }).waitFor();

    await page.getByRole("group", { name: /^Check the reply, .*Only in A/ }).waitFor();

    await page.getByRole("region", { name: "Nodes that differ" }).getByRole("button", { name: "Ticket" }).click();
    const pair = page.getByRole("region", { name: "Ticket in both runs" });
    await pair.getByRole("region", { name: "message" }).locator("ins").first().waitFor();

    await page.setViewportSize({ width: 390, height: 844 });
    expect(await fitsAcross(page)).toBe(true);
  });

  it("are named by a run's page, the one before first", async () => {
    const page = await ranTriage();
    const first = await openRun(page);
    await page.goBack();
    await page.getByRole("button", { name: "Add Input" }).waitFor();
    await run(page);
    await openRun(page);
    await page.getByRole("button", { name: "Compare with…" }).click();
    await page.getByRole("link", { name: "Compare", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get("a") === first.split("/").at(-1));
    await page.getByText("Every node gave the same in both runs.").waitFor();
  });

  it("that are unknown are said to be", async () => {
    const page = await browser.newPage({ expectedErrors: [/404/] });
    await signIn(page);
    await page.goto(new URL("/runs/compare?a=nothing&b=nothing", page.url()).href);
    await page.getByText("Run A is not here").waitFor();
    await page.goto(new URL("/runs/compare", page.url()).href);
    await page.getByText("Choose two runs", { exact: true }).waitFor();
  });
});
