import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { connect, drag, newGraph, nodeOf, openNode, portOf, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

async function emptyCanvas(): Promise<Page> {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "An empty canvas");
  return page;
}

const menu = (page: Page) => page.getByRole("dialog", { name: "Add a node here" });
const edges = (page: Page) => page.locator(".react-flow__edge");

/** Drags from a port and lets go over nothing. */
async function pull(page: Page, port: Locator, by: { x: number; y: number }) {
  const box = await port.boundingBox();
  if (box === null) throw new Error("the port is not on the canvas");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x / 2, y + by.y / 2, { steps: 4 });
  await page.mouse.move(x + by.x, y + by.y, { steps: 4 });
  await page.mouse.up();
}

describe("drawing", () => {
  it("offers what fits where a connection is let go over the canvas, and connects the choice in one step", async () => {
    const page = await emptyCanvas();
    await drag(page, "Input", 120, 160);
    await pull(page, portOf(nodeOf(page, "input"), "question", "output"), { x: 160, y: 120 });
    await menu(page).getByPlaceholder("Kinds that fit text").waitFor();
    expect(
      await menu(page)
        .getByRole("option", { name: /^Input/ })
        .count(),
    ).toBe(0);
    await page.keyboard.type("model");
    await page.keyboard.press("Enter");
    await nodeOf(page, "model").waitFor();
    await edges(page).first().waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Undo add “Model”" }).click();
    await nodeOf(page, "model").waitFor({ state: "detached" });
    expect(await nodeOf(page, "input").count()).toBe(1);

    await pull(page, portOf(nodeOf(page, "input"), "question", "output"), { x: 160, y: 120 });
    await page.keyboard.press("Escape");
    await menu(page).waitFor({ state: "detached" });
    expect(await page.locator("[data-node-id]").count()).toBe(1);
  });

  it("adds a node at the pointer by a double click or a key", async () => {
    const page = await emptyCanvas();
    const pane = page.locator(".react-flow__pane");
    await pane.dblclick({ position: { x: 300, y: 200 } });
    await page.keyboard.type("tem");
    await menu(page).getByRole("option", { name: /^Text/ }).waitFor();
    await page.keyboard.press("Enter");
    await nodeOf(page, "template").waitFor();
    await pane.hover({ position: { x: 560, y: 420 } });
    await page.keyboard.press("/");
    await page.keyboard.type("code");
    await page.keyboard.press("Enter");
    await nodeOf(page, "code").waitFor();
    const box = await nodeOf(page, "code").boundingBox();
    const paneBox = await pane.boundingBox();
    expect(Math.abs((box?.x ?? 0) - (paneBox?.x ?? 0) - 560)).toBeLessThan(20);
  });

  it("puts a node into a connection: dropped on it, dragged onto it, or by its button", async () => {
    const page = await emptyCanvas();
    await drag(page, "Input", 60, 160);
    await drag(page, "Output", 760, 160);
    const [input, output] = [nodeOf(page, "input"), nodeOf(page, "output")];
    await connect(page, portOf(input, "question", "output"), portOf(output, "answer", "input"));
    await edges(page).first().waitFor({ state: "attached" });
    const middle = async () => {
      const [from, to] = [await portOf(input, "question", "output").boundingBox(), await portOf(output, "answer", "input").boundingBox()];
      if (from === null || to === null) throw new Error("a port is not on the canvas");
      return { x: (from.x + to.x + 18) / 2, y: (from.y + to.y + 18) / 2 };
    };
    const paneBox = await page.locator(".react-flow__pane").boundingBox();
    const at = await middle();
    await drag(page, "Text", at.x - (paneBox?.x ?? 0), at.y - (paneBox?.y ?? 0));
    await nodeOf(page, "template").waitFor();
    await edges(page).nth(1).waitFor({ state: "attached" });
    await page.keyboard.press("Control+z");
    await nodeOf(page, "template").waitFor({ state: "detached" });
    await expect.poll(() => edges(page).count()).toBe(1);

    await drag(page, "Transform", 420, 420);
    await page.keyboard.press("Escape");
    const free = await nodeOf(page, "transform").boundingBox();
    await page.mouse.move((free?.x ?? 0) + 70, (free?.y ?? 0) + 16);
    await page.mouse.down();
    const { x, y } = await middle();
    await page.mouse.move(x + 4, y - 40, { steps: 8 });
    await page.mouse.move(x, y, { steps: 6 });
    await page.locator(".react-flow__edge[data-drop]").waitFor({ state: "attached" });
    await page.mouse.up();
    await edges(page).nth(1).waitFor({ state: "attached" });
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Delete");
    await nodeOf(page, "transform").waitFor({ state: "detached" });

    await page.mouse.move(x, y);
    await page.getByRole("button", { name: "Put a node into this connection" }).click();
    await page.keyboard.type("text");
    await page.keyboard.press("Enter");
    await edges(page).nth(1).waitFor({ state: "attached" });
    await saved(page).waitFor();
  });

  it("keeps notes in Markdown between the nodes", async () => {
    const page = await emptyCanvas();
    await page.locator(".react-flow__pane").dblclick({ position: { x: 300, y: 200 } });
    await page.keyboard.type("note");
    await page.keyboard.press("Enter");
    const note = page.locator("[data-note-id]");
    await note.dblclick();
    await page.keyboard.type("# Why\n\nAsk **once** <script>alert(1)</script>");
    await page.keyboard.press("Escape");
    await note.getByRole("heading", { name: "Why" }).waitFor();
    await note.locator("strong", { hasText: "once" }).waitFor();
    expect(await note.locator("script").count()).toBe(0);
    await page.getByRole("radio", { name: "Blue" }).click();
    expect(await note.getAttribute("data-color")).toBe("blue");
    await saved(page).waitFor();
    await page.reload();
    await note.getByRole("heading", { name: "Why" }).waitFor();
    await note.click();
    await page.keyboard.press("Delete");
    await note.waitFor({ state: "detached" });
  });

  it("tells a screen reader what is on the canvas", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "Support triage");
    await page.locator('.react-flow__node[aria-label="Classify, Model, Orca 400B (LLM)"]').waitFor();
    await page
      .locator('.react-flow__edge[aria-label="Connection from Ticket.subject to Classify.subject"]')
      .first()
      .waitFor({ state: "attached" });
    await openNode(nodeOf(page, "model").first());
  });
});
