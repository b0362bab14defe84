import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

async function settings(page: Page): Promise<void> {
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Settings" }).click();
  await page.getByRole("radiogroup", { name: "What counts as an SLM" }).waitFor();
}

const save = async (page: Page) => {
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").first().waitFor();
};

describe("the SLM policy", () => {
  // Other tests go by the usual one.
  afterAll(async () => {
    const page = await browser.newPage();
    await signIn(page);
    await settings(page);
    await page.getByText("By size").click();
    await page.getByRole("textbox", { name: "Largest SLM, in billion parameters" }).fill("10");
    if (await page.getByRole("button", { name: "Save" }).isEnabled()) await save(page);
  });

  it("tells beforehand what it re-labels, and does so at once on nodes and statistics", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await newGraph(page, "Support triage");
    await expect.poll(() => nodeOf(page, "model").first().getAttribute("data-class")).toBe("llm");

    await settings(page);
    await page.getByText("By memory").click();
    await page.getByRole("textbox", { name: "Memory it fits into" }).fill("64");
    const preview = page.getByRole("region", { name: "What would change" });
    // 70 billion parameters at 4 bit: 42 GB.
    await preview.getByText("Marlin 70B").first().waitFor();
    expect(await preview.getByText("Orca 400B").count()).toBe(0);

    await page.getByText("By name").click();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await page.getByPlaceholder("Choose models").fill("Orca");
    await page.getByRole("option", { name: /Orca 400B/ }).click();
    await preview.getByText(/on \d+ nodes? of \d+ graphs?/).waitFor();
    await preview.getByText("Orca 400B").first().waitFor();
    await save(page);
    await preview.waitFor({ state: "detached" });

    await page.goBack();
    await expect.poll(() => nodeOf(page, "model").first().getAttribute("data-class")).toBe("slm");
    await page.reload();
    await expect.poll(() => nodeOf(page, "model").first().getAttribute("data-class")).toBe("slm");
  });
});
