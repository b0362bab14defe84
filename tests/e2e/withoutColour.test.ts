import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../helpers/documents";
import { addModel, nodeOf, openGraph, openNode, saved, signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

let server: ModelServer;
/** Settles when the nodes that are held may end. */
let held = Promise.withResolvers<void>();
let models: { small: string; large: string } | undefined;

beforeAll(async () => {
  server = await startModelServer({
    reply: ({ messages }) => {
      const asked = messages.at(-1)?.content ?? "";
      if (asked.includes("FAIL")) return { status: 400, message: "no" };
      return asked.includes("HOLD") ? { pieces: ["one ", "two"], until: held.promise } : "An answer.";
    },
  });
});
afterAll(() => server.close());

const human = { instructions: "May it go on?", mayEdit: false, timeoutMinutes: null, onTimeout: "fail" };

/** A graph whose run holds a node in each state, and as many further nodes that merely run. */
async function openStates(page: Page, further: number): Promise<void> {
  await signIn(page);
  held = Promise.withResolvers();
  models ??= { small: await addModel(page, server.url, "Small 3B", 3), large: await addModel(page, server.url, "Large 70B", 70) };
  const filler = Array.from({ length: further }, (_, index) => ({
    ...templateNode(`f${index}`, "text"),
    position: { x: (index % 18) * 300, y: 900 + Math.floor(index / 18) * 190 },
  }));
  const nodes = [
    inputNode("question"),
    modelNode("small", "{{question}}", models.small),
    { ...modelNode("failing", "{{question}} FAIL", models.large), settings: { onError: { action: "route" as const } } },
    modelNode("large", "{{question}} HOLD", models.large),
    { id: "router", kind: "router", config: { cases: [{ name: "yes", when: "false" }] } },
    templateNode("never", "{{value}}"),
    { id: "human", kind: "human", config: human },
    { ...outputNode("a", "b", "c"), position: { x: 2_400, y: 0 } },
    ...filler,
  ].map((node, index) => ({ position: { x: (index % 4) * 300, y: Math.floor(index / 4) * 260 }, ...node }));
  const edges = ["small", "failing", "large"].map((id) => `input.question -> ${id}.question`);
  edges.push("small.output -> router.value", "router.yes -> never.value", "never.text -> output.a");
  edges.push("small.output -> human.value", "human.approved -> output.b", "large.output -> output.c");
  await openGraph(page, `States among ${nodes.length}`, graphOf(nodes, edges));
  await page.getByRole("form").getByRole("textbox", { name: "question" }).fill("Hello");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  for (const status of states) await page.locator(`[data-node-id][data-status=${status}]`).first().waitFor({ timeout: 60_000 });
}

const states = ["succeeded", "failed", "running", "skipped", "waiting", "queued"] as const;

/** What a node's state is told by, in each of several ways; the same way never says two states alike. */
async function expectDifferent(page: Page, signs: (node: Locator) => Promise<string>): Promise<void> {
  const told: string[] = [];
  for (const status of states) told.push(await signs(page.locator(`[data-node-id][data-status=${status}]`).first()));
  expect(told).not.toContain("");
  expect(new Set(told).size, told.join("\n")).toBe(states.length);
}

const shapeOf = (icon: Locator) => icon.evaluate((svg) => [...svg.querySelectorAll("path")].map((path) => path.getAttribute("d")).join());
const drawnBefore = (element: Locator) => element.evaluate((drawn) => getComputedStyle(drawn, "::before").content.replace(/^none$/, ""));

describe("without its colours", () => {
  it("a node's state is told by a word and by an icon, its model's class by a word and by its shape", async () => {
    const page = await browser.newPage();
    await openStates(page, 0);
    await expectDifferent(page, async (node) => (await node.locator("[class*=runState]").getAttribute("title")) ?? "");
    await expectDifferent(page, (node) => shapeOf(node.locator("[class*=runState] svg")));

    const corner = (node: Locator) => node.evaluate((element) => getComputedStyle(element).borderRadius);
    const [small, large] = [page.locator("[data-node-id=small]"), page.locator("[data-node-id=large]")];
    await small.getByText("SLM", { exact: true }).waitFor();
    await large.getByText("LLM", { exact: true }).waitFor();
    expect(await corner(small)).not.toBe(await corner(large));
    held.resolve();
  });

  it("a node's state is told by a sign where the graph is seen from far away", async () => {
    const page = await browser.newPage();
    await openStates(page, 260);
    await page.locator(".react-flow__controls-fitview").click();
    await page.locator("[data-node-id=small]:not(:has(svg))").waitFor();
    await expectDifferent(page, drawnBefore);
    held.resolve();
  });

  it("what keeps a graph from running is told from what is merely odd by the icon, and each change of a version by a sign and a word", async () => {
    const page = await browser.newPage();
    await signIn(page);
    const nodes = [inputNode("question"), templateNode("text", "{{question}}"), templateNode("idle", "alone"), outputNode("answer")];
    await openGraph(page, "Changed", graphOf(nodes, ["input.question -> text.question", "text.text -> output.answer"]));
    await page.getByRole("button", { name: "History", exact: true }).click();
    await page.getByRole("button", { name: "Save a version" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Before");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: /Before/ }).waitFor();
    await page.getByRole("button", { name: "Back to the draft" }).click();

    await openNode(nodeOf(page, "output"));
    await page.keyboard.press("ArrowDown");
    await openNode(page.locator("[data-node-id=text]"));
    await page.getByRole("textbox", { name: "Name of the node" }).fill("Another name");
    await page.getByRole("button", { name: "Add Code", exact: true }).click();
    await openNode(page.locator("[data-node-id=idle]"));
    await page.keyboard.press("Delete");
    await saved(page).waitFor();
    await page
      .getByRole("button", { name: /^\d problems?$/ })
      .first()
      .click();
    const marks = { error: page.locator("svg[data-severity=error]").first(), warning: page.locator("svg[data-severity=warning]").first() };
    expect(await shapeOf(marks.error)).not.toBe(await shapeOf(marks.warning));

    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "History", exact: true }).click();
    const changes = page.getByRole("complementary", { name: "Changes" });
    const signs: string[] = [];
    for (const change of ["added", "removed", "changed", "moved"]) {
      const drawn = page.locator(`.react-flow__node[data-mark=${change}]`).first();
      await drawn.waitFor();
      expect(await drawn.getAttribute("data-mark-label")).toBe(change);
      // A node that is drawn anew just then has no style for a moment.
      const words = () => drawn.evaluate((node) => getComputedStyle(node, "::before").content + getComputedStyle(node, "::after").content);
      await expect.poll(words).toContain(change);
      const listed = changes.locator(`[data-mark=${change}]`).first();
      await expect.poll(() => drawnBefore(listed)).not.toBe("");
      signs.push(await drawnBefore(listed));
    }
    expect(new Set(signs).size).toBe(4);
  });
});
