import { describe, expect, inject, it } from "vitest";
import { faults } from "../helpers/accessibility";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, openNode, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

describe.each(["light", "dark"] as const)("in the %s theme", (scheme) => {
  const open = async () => {
    const page = await browser.newPage({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.addInitScript((value) => localStorage.setItem("mantine-color-scheme-value", value), scheme);
    await signIn(page);
    return page;
  };

  it("the editor can be read and operated by everybody: drawing, a node, a run, its dialogs", async () => {
    const page = await open();
    await newGraph(page, "Support triage", `For everybody, ${scheme}`);
    await nodeOf(page, "model").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe(scheme);
    const found = await faults(page, "the canvas");
    await openNode(nodeOf(page, "model").first());
    await page.getByRole("textbox", { name: "Name of the node" }).waitFor();
    found.push(...(await faults(page, "a model's inspector")));
    await openNode(nodeOf(page, "router"));
    found.push(...(await faults(page, "a router's inspector")));
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menu").waitFor();
    found.push(...(await faults(page, "the menu of a node")));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    found.push(...(await faults(page, "the list of shortcuts")));
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor({ state: "detached" });
    await page.keyboard.press("/");
    await page.getByRole("dialog", { name: "Add a node here" }).waitFor();
    found.push(...(await faults(page, "adding a node")));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Search commands, nodes and graphs").waitFor();
    found.push(...(await faults(page, "the command palette")));
    await page.keyboard.type("add template");
    await page.locator(".mantine-Spotlight-action[data-selected]").waitFor();
    found.push(...(await faults(page, "what the command palette found")));
    await page.keyboard.press("Escape");
    await page.getByPlaceholder("Search commands, nodes and graphs").waitFor({ state: "detached" });
    await page.keyboard.press("Control+Enter");
    await nodeOf(page, "output").getByText("Succeeded").waitFor();
    found.push(...(await faults(page, "a run on the canvas")));
    await openNode(nodeOf(page, "model").first());
    await page.getByRole("tab", { name: "Last run" }).click();
    found.push(...(await faults(page, "a node's last run")));
    expect(found).toEqual([]);
  });

  it("so can the other pages", async () => {
    const page = await open();
    await newGraph(page, "Support triage", `Pages for everybody, ${scheme}`);
    const graph = new URL(page.url()).pathname;
    const places = [
      "/graphs",
      `${graph}/insights`,
      "/runs",
      "/runs/import",
      "/suggestions",
      "/models",
      "/models/catalogue",
      "/models/playground",
      "/data",
      "/data/curation",
      "/settings",
      "/settings?tab=privacy",
      "/settings?tab=telemetry",
    ];
    const found: string[] = [];
    for (const place of places) {
      await page.goto(`${inject("product").url}${place}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
      found.push(...(await faults(page, place)));
    }
    expect(found).toEqual([]);
  });
});
