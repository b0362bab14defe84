import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, openNode, saved, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

async function triage(): Promise<Page> {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "Support triage");
  return page;
}

const summary = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });
const caseLine = (page: Page, name: string) => page.getByRole("navigation", { name: "Tests" }).getByRole("button", { name });

describe("the tests of a graph", () => {
  it("make a case of a run, run all after an edit, and show what changed", async () => {
    const page = await triage();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("region", { name: "Result of the run" }).getByText("Succeeded").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Save as test case" }).click();

    // All of the output is expected now; the facts may differ, the reply must also be short.
    const detail = page.getByRole("region", { name: "Case 25" });
    const name = detail.getByRole("textbox", { name: "Name" });
    await name.fill("The double charge");
    await name.press("Enter");
    const made = page.getByRole("region", { name: "The double charge" });
    expect(await made.getByRole("textbox", { name: "reply" }).inputValue()).toContain("Dana Whitfield");
    await made.getByRole("button", { name: "Remove facts" }).click();
    await made.getByRole("button", { name: "Add a check" }).click();
    await page.getByRole("menuitem", { name: "Condition holds" }).click();
    await made.getByText("Not saved yet").waitFor();
    await made.getByRole("group", { name: "Check 1" }).getByRole("textbox").fill("$length(output.reply) < 600");
    await made.getByText("Not saved yet").waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Run all 7" }).click();
    await summary(page, "6 of 7 passed").waitFor({ timeout: 60_000 });
    await caseLine(page, "Lamp flickers").click();
    const lamp = page.getByRole("region", { name: "Lamp flickers" });
    await lamp.getByRole("region", { name: "What is asked" }).getByText("Found: other").waitFor();
    await lamp.getByText("There is no earlier result").waitFor();

    await page.getByRole("button", { name: "Back to the draft" }).click();
    await openNode(page.locator('[data-node-id="billing-rules"]'));
    await page.locator(".cm-content").first().click();
    for (const key of ["Control+Home", "ArrowDown", "Home"]) await page.keyboard.press(key);
    await page.keyboard.type("A second payment goes back within 5 working days. ");
    await saved(page).waitFor();

    // By the keyboard alone.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search commands, nodes and graphs" }).fill("Tests");
    await page.locator(".mantine-Spotlight-action[data-selected]").filter({ hasText: "Tests" }).waitFor();
    await page.keyboard.press("Enter");
    const runAll = page.getByRole("button", { name: "Run all 7" });
    await runAll.focus();
    await page.keyboard.press("Enter");
    await summary(page, "changed since the time before").waitFor({ timeout: 60_000 });
    await caseLine(page, "The double charge").click();
    await caseLine(page, "The double charge").getByText("newly fails").waitFor();
    const changed = page.getByRole("region", { name: "The double charge" });
    await changed.getByRole("tab", { name: "Result" }).click();
    await changed.getByRole("region", { name: "What changed" }).getByRole("region", { name: "reply" }).locator("ins").first().waitFor();
    const output = changed.getByRole("region", { name: "Output" });
    await output.getByRole("heading", { name: /^Before/ }).waitFor();
    await output.getByText("within 3 working days").waitFor();
    await output.getByText("within 5 working days").waitFor();
    await changed.getByText("simulated").first().waitFor();
    expect(await caseLine(page, "Cannot sign in").getByText("newly fails").count()).toBe(0);

    // What it gives now is right: it is taken over with one click, and passes.
    await changed.getByRole("tab", { name: "Case" }).click();
    await changed.getByRole("button", { name: "Take the last run’s output" }).click();
    await changed.getByText("The case was edited after this result").waitFor();
    await changed.getByRole("button", { name: "Run this case" }).click();
    await summary(page, "6 of 7 passed").waitFor({ timeout: 60_000 });
    await caseLine(page, "The double charge").getByText("newly passes").waitFor();

    await changed.getByRole("tab", { name: "Result" }).click();
    await changed.getByRole("link", { name: "Open the run" }).click();
    await page.waitForURL(/\/runs\//);
    await page
      .getByText(/· test ·/)
      .first()
      .waitFor();
  });
});
