import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../helpers/documents";
import { addModel, nodeOf, openGraph, openNode, signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

const TOKENS = 5_000;
/** Cumulative layout shift that web.dev calls good. */
const STEADY = 0.1;

/** Paragraphs, an address longer than any line, and a last word to be found at the end. */
const pieces = Array.from({ length: TOKENS }, (_, index) => {
  if (index === TOKENS - 1) return "the very end.";
  if (index % 700 === 650) return `https://fish.example/${"a-long-way-down/".repeat(16)} `;
  return index % 120 === 119 ? "school.\n\n" : `word${index} `;
});
const text = pieces.join("");

let server: ModelServer;
/** Its key, once it is added. */
let model: string | undefined;
/** Settles when the answer may come to its end. */
let mayEnd = Promise.withResolvers<void>();

beforeAll(async () => {
  server = await startModelServer({ pieceMs: 1, reply: () => ({ pieces, until: mayEnd.promise }) });
});
afterAll(() => server.close());

const result = (page: Page) => page.getByRole("region", { name: "Result of the run" });
const fits = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth && document.documentElement.scrollHeight <= innerHeight);
const atEnd = (element: Element) => element.scrollHeight - element.scrollTop - element.clientHeight < 2;

/** Notes how far things jump on the page from now on. */
async function watch(page: Page): Promise<() => Promise<{ jumps: number }>> {
  const seen = await page.evaluateHandle(() => {
    const found = { jumps: 0 };
    new PerformanceObserver((list) => {
      // A text that scrolls in its box names no element that has moved.
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: unknown[] })[])
        found.jumps += entry.sources.length > 0 ? entry.value : 0;
    }).observe({ type: "layout-shift" });
    return found;
  });
  return () => seen.jsonValue();
}

async function openWriter(page: Page): Promise<void> {
  mayEnd = Promise.withResolvers();
  await signIn(page);
  model ??= await addModel(page, server.url, "Long 8B", 8);
  const nodes = [inputNode("question"), modelNode("writer", "{{question}}", model), templateNode("copy", "{{text}}"), outputNode("answer")];
  const edges = ["input.question -> writer.question", "writer.output -> copy.text", "copy.text -> output.answer"];
  await openGraph(page, "Writes much", graphOf(nodes, edges));
  await page.getByRole("form").getByRole("textbox", { name: "question" }).fill("Tell me all about fish.");
}

describe("an output of 5,000 tokens", () => {
  it("is followed as it is written, in a box that keeps its place, and can be laid open", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await openWriter(page);
    const writer = nodeOf(page, "model");
    await writer.getByText("Long 8B").waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const growing = result(page).getByRole("region", { name: "writer" });
    await growing.waitFor();
    const { height } = (await growing.boundingBox()) ?? {};
    const seen = await watch(page);
    await expect.poll(async () => (await growing.textContent())?.length, { timeout: 60_000 }).toBe(text.length - "the very end.".length);
    expect(await growing.evaluate(atEnd)).toBe(true);
    expect((await growing.boundingBox())?.height).toBe(height);
    expect(await fits(page)).toBe(true);

    // Whoever reads at its beginning stays there.
    await growing.focus();
    await page.keyboard.press("Home");
    await expect.poll(() => growing.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    mayEnd.resolve();
    await result(page).getByText("Succeeded").waitFor();
    await result(page).getByText("5,005").waitFor();
    const answer = result(page).getByRole("region", { name: "answer" });
    expect(await answer.textContent()).toBe(text);
    expect((await answer.boundingBox())?.height).toBeLessThan(320);
    expect(await fits(page)).toBe(true);
    expect((await seen()).jumps).toBeLessThan(STEADY);

    await result(page)
      .getByText(`${text.length.toLocaleString("en-US")} characters`)
      .waitFor();
    await result(page).getByRole("button", { name: "Show all" }).click();
    expect((await answer.or(result(page).locator("pre[data-open]")).boundingBox())?.height).toBeGreaterThan(3_000);
    expect(await fits(page)).toBe(true);
    await result(page).getByRole("button", { name: "Show less" }).click();
    await answer.waitFor();
  });

  it("is a line or two on its node, and scrolls in the node's panel and on the run's page", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await openWriter(page);
    mayEnd.resolve();
    const writer = nodeOf(page, "model");
    const before = await writer.boundingBox();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await result(page).getByText("Succeeded").waitFor({ timeout: 60_000 });
    const preview = writer.locator("p[title='What it gave last']");
    expect((await preview.textContent())?.length).toBeLessThanOrEqual(140);
    const [{ width }, copy] = [(await writer.boundingBox()) ?? { width: 0 }, nodeOf(page, "template")];
    expect(width).toBe(before?.width);

    await openNode(writer);
    await page.getByRole("tab", { name: "Last run" }).click();
    const panel = page.getByRole("complementary", { name: "Inspector and run" });
    await panel.getByRole("region", { name: "output" }).waitFor();
    await panel.getByRole("tab", { name: "Calls" }).click();
    await panel.getByText("5,000").waitFor();
    expect(await panel.getByRole("region", { name: "Answered" }).textContent()).toBe(text);
    await openNode(copy);
    await page.getByRole("tab", { name: "Last run" }).click();
    await panel.getByRole("tab", { name: "Input" }).click();
    expect(await panel.getByRole("region", { name: "text" }).textContent()).toBe(text);
    expect(await fits(page)).toBe(true);

    await panel.getByRole("button", { name: "Close" }).click();
    await result(page).getByRole("link", { name: "Details" }).click();
    await page.getByRole("heading", { name: "Output" }).waitFor();
    const whole = page.getByRole("region", { name: "answer" });
    expect(await whole.textContent()).toBe(text);
    expect((await whole.boundingBox())?.height).toBeLessThan(200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});
