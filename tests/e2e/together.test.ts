import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { nameField, newGraph, nodeOf, openNode, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

/** Two people, each with a window of their own, in one new graph with an input and an output. */
async function twoPeople(): Promise<[Page, Page]> {
  const mine = await browser.newPage({ expectedErrors: [/ERR_INTERNET_DISCONNECTED/] });
  await signIn(mine);
  await newGraph(mine, "An empty canvas");
  await mine.getByRole("button", { name: "Add Input" }).click();
  await mine.getByRole("button", { name: "Add Output" }).click();
  await saved(mine).waitFor();
  const theirs = await mine.context().newPage();
  await theirs.goto(mine.url());
  await nodeOf(theirs, "output").waitFor();
  return [mine, theirs];
}

describe("two people in one graph", () => {
  it("see who is there, and each other's edits, pointers and selections as they happen", async () => {
    const [mine, theirs] = await twoPeople();
    await mine.getByRole("group", { name: "You have this graph open in another tab" }).waitFor();
    await openNode(nodeOf(theirs, "input"));
    await nameField(theirs).fill("From them");
    await nodeOf(mine, "input").getByText("From them").waitFor();
    await openNode(nodeOf(mine, "output"));
    await nameField(mine).fill("From me");
    await nodeOf(theirs, "output").getByText("From me").waitFor();
    await nodeOf(mine, "input").getByText("From them").waitFor();

    await theirs.mouse.move(700, 300);
    await theirs.mouse.move(720, 320);
    await mine.locator("[class*=pointer]").waitFor();
    await mine.locator("[class*=chosen]").waitFor();
    await theirs.close();
    await mine.locator("[class*=pointer]").waitFor({ state: "detached" });
    await saved(mine).waitFor();
  });

  it("write into one prompt at the same time, each where their cursor is", async () => {
    const [mine, theirs] = await twoPeople();
    await mine.getByRole("button", { name: "Add Text", exact: true }).click();
    await openNode(nodeOf(mine, "template"));
    await nodeOf(theirs, "template").waitFor();
    await openNode(nodeOf(theirs, "template"));
    const text = (page: Page) => page.locator(".cm-content").first();
    await text(mine).click();
    await mine.keyboard.press("Control+Home");
    await text(theirs).click();
    await theirs.keyboard.press("Control+End");
    const before = await text(mine).innerText();
    for (const [left, right] of ["Ab", "cd", "ef"]) {
      await mine.keyboard.type(left ?? "");
      await theirs.keyboard.type(right ?? "");
    }
    const both = `Ace${before}bdf`;
    await text(mine).filter({ hasText: both }).waitFor();
    await text(theirs).filter({ hasText: both }).waitFor();
    await saved(mine).waitFor();
  });

  it("undo only their own edits", async () => {
    const [mine, theirs] = await twoPeople();
    await openNode(nodeOf(mine, "input"));
    await nameField(mine).fill("Mine");
    await nodeOf(theirs, "input").getByText("Mine").waitFor();
    await openNode(nodeOf(theirs, "output"));
    await nameField(theirs).fill("Theirs");
    await nodeOf(mine, "output").getByText("Theirs").waitFor();
    await mine.getByRole("button", { name: /^Undo/ }).click();
    await nodeOf(mine, "input").getByText("Mine").waitFor({ state: "detached" });
    expect(await nodeOf(mine, "output").getByText("Theirs").count()).toBe(1);
    await nodeOf(theirs, "input").getByText("Mine").waitFor({ state: "detached" });
  });

  it("lose nothing while a connection is down: what both did merges when it is back", async () => {
    const [mine, theirs] = await twoPeople();
    // Forms come after the graph; whoever goes offline then has them.
    for (const page of [mine, theirs]) {
      await openNode(nodeOf(page, "input"));
      await nameField(page).waitFor();
    }
    await mine.context().setOffline(true);
    await nameField(mine).fill("Offline");
    await mine.getByRole("status").filter({ hasText: "Not saved" }).waitFor();
    await openNode(nodeOf(theirs, "output"));
    await nameField(theirs).fill("Offline too");
    await mine.context().setOffline(false);
    await nodeOf(theirs, "input").getByText("Offline", { exact: true }).waitFor({ timeout: 20_000 });
    await nodeOf(mine, "output").getByText("Offline too").waitFor({ timeout: 20_000 });
    await saved(mine).waitFor();
    await saved(theirs).waitFor();
  });
});
