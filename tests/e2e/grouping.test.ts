import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { connect, drag, newGraph, nodeOf, openNode, portOf, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

const edges = (page: Page) => page.locator(".react-flow__edge");
const notice = (page: Page, text: string | RegExp) => page.getByRole("alert").filter({ hasText: text });

async function command(page: Page, name: string | RegExp) {
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name }).click();
}

/** Input, a text that wraps it and one that wraps that, and the output. */
async function chain(page: Page) {
  await signIn(page);
  await newGraph(page, "An empty canvas", "A chain");
  await drag(page, "Input", 130, 100);
  await drag(page, "Text", 410, 100);
  await drag(page, "Text", 410, 340);
  await drag(page, "Output", 690, 340);
  const texts = nodeOf(page, "template");
  const ports = await texts.first().locator("[data-port][data-side=input]").first().getAttribute("data-port");
  const [first, second] = [texts.nth(0), texts.nth(1)];
  await connect(page, portOf(nodeOf(page, "input"), "question", "output"), portOf(first, ports ?? "", "input"));
  await edges(page).nth(0).waitFor({ state: "attached" });
  await connect(page, portOf(first, "text", "output"), portOf(second, ports ?? "", "input"));
  await edges(page).nth(1).waitFor({ state: "attached" });
  await connect(page, portOf(second, "text", "output"), portOf(nodeOf(page, "output"), "answer", "input"));
  await edges(page).nth(2).waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  return { first, second };
}

async function choose(...nodes: Awaited<ReturnType<typeof chain>>["first"][]) {
  for (const [index, node] of nodes.entries()) {
    if (index === 0) await openNode(node);
    else await node.click({ position: { x: 70, y: 16 }, modifiers: ["Shift"] });
  }
}

describe("containers around what is drawn", () => {
  it("groups nodes into a loop and dissolves it again, each in one step that undo names", async () => {
    const page = await browser.newPage();
    const { first, second } = await chain(page);
    await choose(first, second);
    await command(page, "Group into a loop");
    const loop = nodeOf(page, "loop");
    await loop.waitFor();
    await expect.poll(() => edges(page).count()).toBe(5);
    await page.getByRole("button", { name: "Undo group 2 nodes into “Loop”" }).waitFor();
    await page.getByRole("button", { name: /No problems|1 problem/ }).waitFor();

    await page.keyboard.press("Control+Shift+G");
    await loop.waitFor({ state: "detached" });
    await expect.poll(() => edges(page).count()).toBe(3);
    await page.getByRole("button", { name: "Undo dissolve “Loop”" }).click();
    await loop.waitFor();
    await page.getByRole("button", { name: "Undo group 2 nodes into “Loop”" }).click();
    await loop.waitFor({ state: "detached" });
    await expect.poll(() => edges(page).count()).toBe(3);
    await saved(page).waitFor();
  });

  it("says why nodes can't be grouped", async () => {
    const page = await browser.newPage();
    const { first } = await chain(page);
    await choose(nodeOf(page, "input"), first);
    await command(page, "Group into a map");
    await notice(page, "a graph has its Input and Output at its top level").waitFor();
    expect(await nodeOf(page, "map").count()).toBe(0);
  });

  it("makes a graph of nodes, published, which runs in their place, and takes it apart again", async () => {
    const page = await browser.newPage();
    const { first, second } = await chain(page);
    await choose(first, second);
    await page.keyboard.press("Control+g");
    const dialog = page.getByRole("dialog", { name: "Group into a subgraph" });
    await dialog.getByRole("textbox", { name: "Name of the new graph" }).fill("Wrapped twice");
    await dialog.getByRole("button", { name: "Make the subgraph" }).click();
    const subgraph = nodeOf(page, "subgraph");
    await subgraph.waitFor();
    await nodeOf(page, "template").first().waitFor({ state: "detached" });
    await expect.poll(() => edges(page).count()).toBe(2);
    await page.getByRole("link", { name: "Open Wrapped twice" }).waitFor();
    await page.getByRole("button", { name: "No problems" }).waitFor();

    await page.keyboard.press("Escape");
    await page.getByRole("textbox", { name: "question" }).fill("Hello");
    await page.keyboard.press("Control+Enter");
    await nodeOf(page, "output").getByText("Succeeded").waitFor();

    await openNode(subgraph);
    await command(page, "Dissolve the container");
    await subgraph.waitFor({ state: "detached" });
    await expect.poll(() => nodeOf(page, "template").count()).toBe(2);
    await expect.poll(() => edges(page).count()).toBe(3);
  });

  it("hides what is inside a container, tells how it fares in a run, and opens it for what is found there", async () => {
    const page = await browser.newPage();
    const { first, second } = await chain(page);
    await choose(first, second);
    await command(page, "Group into a loop");
    const loop = nodeOf(page, "loop");
    await loop.getByRole("button", { name: /^Hide what is inside/ }).click();
    await nodeOf(page, "template").first().waitFor({ state: "detached" });
    await loop.getByText("2 nodes inside").waitFor();
    await expect.poll(() => edges(page).count()).toBe(2);
    await page.locator('.react-flow__node[aria-label="Loop, collapsed"]').waitFor();
    await page.getByRole("button", { name: "Undo collapse “Loop”" }).waitFor();

    await page.keyboard.press("Escape");
    await page.getByRole("textbox", { name: "question" }).fill("Hello");
    await page.keyboard.press("Control+Enter");
    await loop.getByText("10 firings inside").waitFor();
    await nodeOf(page, "output").getByText("Succeeded").waitFor();

    await saved(page).waitFor();
    await page.reload();
    await loop.getByText("2 nodes inside").waitFor();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("Text 2");
    await page.keyboard.press("Enter");
    await nodeOf(page, "template").nth(1).waitFor();
    await page.keyboard.press("Escape");
    await openNode(loop);
    await page.keyboard.press("Shift+C");
    await nodeOf(page, "template").first().waitFor({ state: "detached" });
    await page.keyboard.press("Shift+C");
    await nodeOf(page, "template").first().waitFor();
  });
});

it("leads through the parts of the editor and the nodes by keys alone", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "Support triage", "By keys");
  await nodeOf(page, "model").first().waitFor();
  const focused = page.locator(":focus");
  await page.keyboard.press("F6");
  await page.keyboard.press("Tab");
  expect(await focused.getAttribute("aria-label")).toMatch(/^Classify, Model/);
  await page.keyboard.press("Enter");
  await page.locator("[data-side-panel] input:focus").first().waitFor();
  await page.keyboard.press("Shift+F6");
  await page.locator('.react-flow__node[aria-label^="Classify"]:focus').waitFor();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("button", { name: "Undo move “Classify”" }).waitFor();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menu").locator(":focus").waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.locator("[role=menuitem]:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  await page.locator('.react-flow__node[aria-label^="Classify"]:focus').waitFor();
});

describe("guides", () => {
  it("show what a dragged node lines up with, and draw it there; with Alt it goes anywhere", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "An empty canvas", "Guides");
    await drag(page, "Text", 200, 100);
    await drag(page, "Code", 620, 380);
    await page.keyboard.press("Escape");
    const [text, code] = [nodeOf(page, "template"), nodeOf(page, "code")];
    const [to, from] = [await text.boundingBox(), await code.boundingBox()];
    if (to === null || from === null) throw new Error("a node is not on the canvas");
    const grip = { x: from.x + 70, y: from.y + 16 };
    const pull = async (x: number, y: number) => {
      await page.mouse.move(grip.x, grip.y);
      await page.mouse.down();
      // A drag begins where it is first seen to move.
      await page.mouse.move(grip.x - 1, grip.y - 1);
      await page.mouse.move(grip.x, grip.y);
      await page.mouse.move(grip.x + x - from.x, grip.y + y - from.y, { steps: 8 });
    };
    await pull(from.x, to.y - 3);
    await page.locator('[data-guide="y"]').first().waitFor({ state: "attached" });
    await page.mouse.up();
    await page.locator("[data-guide]").first().waitFor({ state: "detached" });
    expect(Math.abs(((await code.boundingBox())?.y ?? 0) - to.y)).toBeLessThan(0.6);
    await page.keyboard.press("Control+z");

    await page.keyboard.down("Alt");
    await pull(from.x, to.y - 3);
    expect(await page.locator("[data-guide]").count()).toBe(0);
    await page.mouse.up();
    await page.keyboard.up("Alt");
    expect(Math.abs(((await code.boundingBox())?.y ?? 0) - to.y + 3)).toBeLessThan(1.1);
  });

  it("let a selection be dragged as one, and name the step", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "An empty canvas", "Together");
    await drag(page, "Text", 200, 100);
    await drag(page, "Code", 200, 330);
    await drag(page, "Transform", 520, 100);
    await page.keyboard.press("Escape");
    const pane = await page.locator(".react-flow__pane").boundingBox();
    if (pane === null) throw new Error("there is no canvas");
    await page.keyboard.down("Shift");
    await page.mouse.move(pane.x + 40, pane.y + 40);
    await page.mouse.down();
    await page.mouse.move(pane.x + 850, pane.y + 520, { steps: 6 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await page.getByRole("toolbar", { name: "Arrange the selected nodes" }).first().waitFor();
    const box = await nodeOf(page, "code").boundingBox();
    await page.mouse.move((box?.x ?? 0) + 70, (box?.y ?? 0) + 16);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 170, (box?.y ?? 0) + 80, { steps: 8 });
    await page.mouse.up();
    await page.getByRole("button", { name: "Undo move 3 nodes" }).waitFor();
  });
});
