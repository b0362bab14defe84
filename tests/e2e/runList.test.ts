import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

it("runs are found by what was said in them, judged, found by that, and taken along as a file", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "Support triage", "Found again");
  await page.getByRole("textbox", { name: "Subject" }).fill("My quokka-shaped lamp arrived broken.");
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await nodeOf(page, "output").getByText("Succeeded").waitFor();

  await page.goto(`${inject("product").url}/runs`);
  await page.getByRole("textbox", { name: "Search prompts and answers" }).fill("QUOKKA-shaped");
  await page.waitForURL(/text=QUOKKA/);
  const row = page.getByRole("row").filter({ hasText: "Found again" });
  await row.waitFor();
  await page.getByRole("row").nth(2).waitFor({ state: "detached" });
  await row.getByRole("link").click();

  await page.getByRole("group", { name: "Feedback" }).first().getByRole("button", { name: "Bad" }).click();
  const more = page.getByRole("group", { name: "Feedback" }).first().getByRole("button", { name: "Say more" });
  await page.getByRole("group", { name: "Feedback" }).first().locator('[aria-pressed="true"]').waitFor();
  const correct = async (text: string) => {
    await more.click();
    await page.getByRole("textbox", { name: "What it should have given" }).fill(text);
    await page.getByRole("button", { name: "Save" }).click();
  };
  await correct("A lamp is on its way.");
  await page.getByText("Bad · corrected").waitFor();
  await correct("");
  await page.getByText("Bad · corrected").waitFor({ state: "detached" });
  await correct("A new lamp is on its way.");
  await page.getByText("Bad · corrected").waitFor();
  // Of one step alone.
  const step = page.getByRole("complementary").getByRole("group", { name: "Feedback" });
  await step.getByRole("button", { name: "Good" }).click();
  await step.locator('[aria-pressed="true"]').waitFor();

  await page.getByRole("link", { name: "All runs" }).click();
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByRole("combobox", { name: "Feedback" }).click();
  await page.getByRole("option", { name: "Corrected" }).click();
  await page.waitForURL(/feedback=corrected/);
  await page.getByRole("row").filter({ hasText: "Found again" }).getByRole("img", { name: "1 good, 1 bad" }).waitFor();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("button", { name: "Export" })
      .click()
      .then(() => page.getByRole("menuitem", { name: "Everything (JSON lines)" }).click()),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    graphName: "Found again",
    simulated: true,
    feedback: [
      { verdict: "bad", correction: { value: "A new lamp is on its way." } },
      { verdict: "good", path: expect.any(String) },
    ],
  });
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.waitForURL(/\/runs$/);
});
