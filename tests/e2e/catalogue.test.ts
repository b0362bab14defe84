import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ models: ["Qwen/Qwen3-4B"] });
});
afterAll(() => server.close());

const entries = (page: Page) => page.getByRole("main").getByRole("listitem");

it("narrows to what fits, shows who says what, and fills in what a server leaves out", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await signIn(page);
  await page.goto(`${inject("product").url}/models`);
  await page.getByRole("link", { name: "Catalogue" }).click();
  await page.getByRole("heading", { name: "Catalogue", level: 1 }).waitFor();
  await page.getByText(/of \d+ models\./).waitFor();
  const all = await entries(page).count();
  expect(all).toBeGreaterThan(60);

  await page.getByText("In the paper", { exact: true }).click();
  await page.getByRole("listitem", { name: "Toolformer 6.7B" }).getByRole("link", { name: "The paper says so" }).waitFor();
  await page.getByText("In the paper", { exact: true }).click();

  await page.getByRole("textbox", { name: "Search" }).fill("qwen3 apache");
  await page.getByLabel("Fits into").fill("3");
  await page.getByRole("listitem", { name: "Qwen3 4B" }).getByRole("link", { name: "Alibaba says so" }).waitFor();
  const four = page.getByRole("listitem", { name: "Qwen3 4B" });
  await four.getByText("4B · 32,768 tokens · Apache 2.0").waitFor();
  expect(await four.getByRole("link", { name: "source" }).getAttribute("href")).toBe("https://huggingface.co/Qwen/Qwen3-4B");
  await four.getByText("2.4 GB").waitFor();
  await four.getByRole("button", { name: "Copy “ollama pull qwen3:4b”" }).waitFor();
  expect(await page.getByRole("listitem", { name: "Qwen3 8B" }).count()).toBe(0);
  await page.getByText("Research only", { exact: true }).click();
  await page.getByText("No model of the catalogue is like that.").waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect.poll(() => entries(page).count()).toBe(all);

  // A server that tells only names.
  await page.getByRole("link", { name: "Your models" }).click();
  await page.getByRole("button", { name: "vLLM", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Bare server");
  await dialog.getByLabel("Address").fill(server.url);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByRole("button", { name: "Add 1 model" }).click();
  const row = page.getByRole("row").filter({ hasText: "bare-server/Qwen/Qwen3-4B" });
  await row.getByRole("button", { name: "Size unknown: set it" }).click();
  await dialog.getByText("Qwen3 4B is in the catalogue").waitFor();
  await dialog.getByRole("button", { name: "Use these facts" }).click();
  await dialog
    .getByText(/^from the catalogue on/)
    .first()
    .waitFor();
  expect(await dialog.getByLabel("Parameters").inputValue()).toBe("4B");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await row.getByText("SLM").waitFor();
  await row.getByText("32,768").waitFor();
  await page.getByRole("link", { name: "Catalogue" }).click();
  await four.getByText("Registered as bare-server/Qwen/Qwen3-4B").waitFor();
});
