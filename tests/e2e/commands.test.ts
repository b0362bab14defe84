import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, openNode, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

const nodes = (page: Page) => page.locator("[data-node-id]");
const edges = (page: Page) => page.locator(".react-flow__edge");
const undo = (page: Page) => page.getByRole("button", { name: /^Undo/ });
const canvas = (page: Page) => page.locator(".react-flow__pane");
const toCanvas = (page: Page) => canvas(page).click({ position: { x: 30, y: 400 } });

describe("commands of the editor", () => {
  it("are done by keys: select, duplicate, nudge, undo, and nothing while typing", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "Support triage");
    await nodes(page).nth(10).waitFor();
    await expect.poll(() => edges(page).count()).toBeGreaterThan(10);
    const [before, wires] = [await nodes(page).count(), await edges(page).count()];

    await toCanvas(page);
    await page.keyboard.press("Control+a");
    await page.getByRole("toolbar", { name: "Arrange the selected nodes" }).first().waitFor();
    await page.keyboard.press("Control+d");
    await expect.poll(() => nodes(page).count()).toBe(2 * before - 2);
    await expect.poll(() => edges(page).count()).toBeGreaterThan(wires);
    await expect.poll(() => undo(page).getAttribute("aria-label")).toContain("insert");
    await page.keyboard.press("Control+z");
    await expect.poll(() => nodes(page).count()).toBe(before);

    const first = nodes(page).nth(2);
    await openNode(first);
    await toCanvas(page);
    await page.keyboard.press("Control+a");
    const at = await first.boundingBox();
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect.poll(async () => Math.round((await first.boundingBox())?.x ?? 0)).toBeGreaterThan(Math.round(at?.x ?? 0) + 10);
    await page.keyboard.press("Control+z");
    await expect.poll(async () => Math.round((await first.boundingBox())?.x ?? 0)).toBe(Math.round(at?.x ?? 0));

    await page.keyboard.press("Escape");
    await openNode(first);
    await page.keyboard.press("Enter");
    const name = page.getByRole("textbox", { name: "Name of the node" });
    await expect.poll(() => name.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press("Backspace");
    expect(await nodes(page).count()).toBe(before);

    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "History" }).click();
    const back = page.getByRole("button", { name: "Back to the draft" });
    await back.waitFor();
    for (const keys of ["Control+a", "Delete", "Control+z"]) await page.keyboard.press(keys);
    await back.click();
    await expect.poll(() => nodes(page).count()).toBe(before);
    await saved(page).waitFor();
  });

  it("are listed by ?, and found by Ctrl+K together with kinds, nodes and other graphs", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "An empty canvas", "The other graph");
    await newGraph(page, "An empty canvas", "This graph");
    await page.keyboard.press("?");
    const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await list.getByText("Duplicate").waitFor();
    await page.keyboard.press("Escape");
    await list.waitFor({ state: "hidden" });

    const search = page.getByRole("textbox", { name: "Search commands, nodes and graphs" });
    const choose = async (words: string, label: string) => {
      await page.keyboard.press("Control+k");
      // At once, while it is still coming.
      await page.keyboard.type(words);
      await expect.poll(() => search.inputValue()).toBe(words);
      await page.locator(".mantine-Spotlight-action[data-selected]").filter({ hasText: label }).waitFor();
      await page.keyboard.press("Enter");
      await search.waitFor({ state: "detached" });
    };
    await choose("add template", "Text");
    await nodeOf(page, "template").waitFor();
    await page.getByRole("button", { name: "Add Text" }).click();
    await expect.poll(() => nodes(page).count()).toBe(2);
    await page.keyboard.press("Delete");
    await expect.poll(() => nodes(page).count()).toBe(1);
    // Enter too comes before the palette.
    await page.keyboard.press("Control+k");
    await page.keyboard.type("select all\n");
    await page.getByRole("textbox", { name: "Name of the node" }).waitFor();
    await choose("The other", "The other graph");
    await page.getByRole("button", { name: "The other graph" }).waitFor();
  });

  it("copies a part of one graph into another, and says what can't be pasted", async () => {
    const page = await browser.newPage();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await signIn(page);
    await newGraph(page, "Support triage");
    await nodes(page).nth(7).waitFor();
    const before = await nodes(page).count();
    await toCanvas(page);
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");

    await newGraph(page, "An empty canvas", "The copy");
    await toCanvas(page);
    await page.keyboard.press("Control+v");
    await expect.poll(() => nodes(page).count()).toBe(before);
    await page.keyboard.press("Control+x");
    await expect.poll(() => nodes(page).count()).toBe(0);
    await page.keyboard.press("Control+v");
    await expect.poll(() => nodes(page).count()).toBe(before);
    await saved(page).waitFor();

    await page.evaluate(() => navigator.clipboard.writeText("just words"));
    await page.keyboard.press("Control+v");
    await page.locator(".react-flow__node-note").getByText("just words").waitFor();
    await page.evaluate(() => navigator.clipboard.writeText('{"format":"minnow.clip/9"}'));
    await page.keyboard.press("Control+v");
    await page.getByText("This was copied with a newer version of Minnow.").waitFor();
  });

  it("find words in the graph and fly there, and are offered by a right click", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "Support triage");
    await nodes(page).nth(7).waitFor();
    await toCanvas(page);
    await page.keyboard.press("Control+f");
    const field = page.getByRole("combobox", { name: "Names, kinds, prompts, notes" });
    await field.fill("customer");
    await page
      .getByRole("status")
      .filter({ hasText: /places?$/ })
      .waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "1 of" }).waitFor();
    expect(await page.locator(".react-flow__node.selected").count()).toBe(1);
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });

    await canvas(page).click({ button: "right", position: { x: 30, y: 400 } });
    await page.getByRole("menuitem", { name: "Add a note" }).click();
    await page.locator(".react-flow__node-note").waitFor();
    const before = await nodes(page).count();
    await page.keyboard.press("1");
    await nodeOf(page, "model")
      .first()
      .click({ button: "right", position: { x: 60, y: 14 } });
    await page.getByRole("menuitem", { name: /^Duplicate/ }).click();
    await expect.poll(() => nodes(page).count()).toBe(before + 1);
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem", { name: /^Delete/ }).click();
    await expect.poll(() => nodes(page).count()).toBe(before);
  });

  it("line up nodes, and tidy up a whole graph in one step", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "Support triage");
    await nodes(page).nth(7).waitFor();
    const places = () => page.locator(".react-flow__node").evaluateAll((all) => all.map((node) => (node as HTMLElement).style.transform));
    const before = await places();
    await toCanvas(page);
    await page.keyboard.press("Shift+L");
    await expect.poll(places).not.toEqual(before);
    await page.keyboard.press("Control+z");
    await expect.poll(places).toEqual(before);

    await page.keyboard.press("Control+a");
    await page.getByRole("button", { name: "Align top" }).first().click();
    await expect.poll(async () => new Set((await places()).map((place) => place.split(", ")[1])).size).toBe(1);
    await page.getByRole("button", { name: /^Undo.*move/ }).click();
    await expect.poll(places).toEqual(before);
  });
});
