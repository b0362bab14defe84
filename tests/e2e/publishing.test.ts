import { eq, sql } from "drizzle-orm";
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { openDatabase } from "@/db/client";
import { graphs } from "@/db/schema/graphs";
import { useBrowser } from "../helpers/browser";
import { nameField, newGraph, nodeOf, openNode, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

async function open(start: "An empty canvas" | "Support triage"): Promise<Page> {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, start);
  return page;
}

const publish = (page: Page) => page.getByRole("button", { name: "Publish", exact: true });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Publish a version" });
const checks = (page: Page) => dialog(page).getByRole("list", { name: "Before publishing" });

describe("the checklist before publishing", () => {
  it("keeps a graph with errors from being published; a click goes to the node that has one", async () => {
    const page = await open("An empty canvas");
    await page.getByRole("button", { name: "Start with Input, Model and Output" }).click();
    await nodeOf(page, "model").waitFor();
    await page.keyboard.press("Escape");
    await publish(page).click();
    await checks(page).getByText("Mend this first").waitFor();
    expect(await dialog(page).getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
    await checks(page).getByRole("button", { name: /Model/ }).first().click();
    await dialog(page).waitFor({ state: "detached" });
    expect(await nameField(page).inputValue()).toBe("Model");

    // The same from the list of problems.
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.locator("header").getByRole("button", { name: "1 problem" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /Model/ }).click();
    expect(await nameField(page).inputValue()).toBe("Model");
  });

  it("tells what never ran, what is made up and what changes; none of it stands in the way", async () => {
    const page = await open("Support triage");
    await publish(page).click();
    await checks(page).getByText("The graph is valid").waitFor();
    await checks(page).getByText("All edits are saved").waitFor();
    await checks(page)
      .getByText(/These \d+ nodes have never run/)
      .waitFor();
    await checks(page)
      .getByText(/ask a simulated model/)
      .waitFor();
    await checks(page)
      .getByText(/The first version: \d+ nodes/)
      .waitFor();
    await dialog(page).getByRole("button", { name: "Publish" }).click();
    await dialog(page).getByText("Version 1 is live").waitFor();
    await dialog(page).getByRole("button", { name: "Done" }).click();

    await openNode(nodeOf(page, "output").first());
    await nameField(page).fill("Outcome");
    await saved(page).waitFor();
    await publish(page).click();
    await checks(page).getByText("What changes from version 1, which is live").waitFor();
    await checks(page).getByText("1 node changed").waitFor();
    await checks(page).getByRole("button", { name: "Look at them" }).click();
    await page.locator('.react-flow__node[data-mark="changed"]').getByText("Outcome").waitFor();
  });
});

describe("a draft that can't be read", () => {
  it("gives a message instead of a blank page, a copy, and the way back to a version", async () => {
    const page = await browser.newPage({ expectedErrors: [/422/] });
    await signIn(page);
    await newGraph(page, "Support triage", "To be damaged");
    await publish(page).click();
    await dialog(page).getByRole("button", { name: "Publish" }).click();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await saved(page).waitFor();
    const id = new URL(page.url()).pathname.split("/")[2] ?? "";
    await page.goto(`${new URL(page.url()).origin}/graphs`);
    const { db, close } = openDatabase(inject("product").databaseUrl, { max: 1 });
    const newer = { format: "minnow.graph/7", shapes: [] };
    await db
      .update(graphs)
      .set({ draft: newer, revision: sql`${graphs.revision} + 1` })
      .where(eq(graphs.id, id));
    await close();

    await page.goto(`${new URL(page.url()).origin}/graphs/${id}`);
    await page.getByText("made by a newer Minnow (minnow.graph/7)").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as it is" }).click();
    expect((await download).suggestedFilename()).toContain("damaged");
    await page.getByRole("button", { name: /^Restore: Version 1/ }).click();
    await nodeOf(page, "model").first().waitFor();
    await saved(page).waitFor();
  });
});
