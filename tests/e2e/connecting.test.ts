import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
let server: ModelServer;
let origin: string;
beforeAll(async () => {
  server = await startModelServer({
    pages: {
      "/v1/models": { data: [{ type: "model", id: "claude-test", display_name: "Claude of a test" }], has_more: false },
      "/api/tags": { models: [] },
    },
  });
  ({ origin } = new URL(server.url));
});
afterAll(() => server.close());

const form = (page: Page) => page.getByRole("dialog");

it("connects a provider by its own wire, with a header whose value is never shown again", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await page.goto(`${inject("product").url}/models`);
  await page.getByRole("button", { name: "Anthropic", exact: true }).click();
  expect(await form(page).getByLabel("Address").inputValue()).toBe("https://api.anthropic.com");
  await form(page).getByRole("textbox", { name: "Name", exact: true }).fill("Claude here");
  await form(page).getByLabel("Address").fill(origin);
  await form(page).getByLabel("API key").fill("key-of-a-test");
  await page.getByRole("button", { name: "Headers, proxy, limits and time-outs" }).click();
  await form(page).getByRole("button", { name: "Add a header" }).click();
  await form(page).getByLabel("Name of header 1").fill("X-Team");
  await form(page).getByLabel("Value of header 1").fill("secret-team");
  await form(page).getByLabel("Requests a minute").fill("60");
  await form(page).getByRole("button", { name: "Add", exact: true }).click();
  await form(page).getByText("claude-test").waitFor();
  await page.keyboard.press("Escape");

  const card = page.getByRole("article", { name: "Claude here" });
  await card.getByText(/Works: answered/).waitFor();
  await card.getByRole("button", { name: "More about Claude here" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await page.getByRole("button", { name: "Headers, proxy, limits and time-outs" }).click();
  await form(page).getByText("Stored: X-Team. Their values are never shown.").waitFor();
  expect(await form(page).getByLabel("Requests a minute").inputValue()).toBe("60");
  expect(await page.content()).not.toContain("secret-team");
});

it("says what is wrong with an address, and where the right one is", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await page.goto(`${inject("product").url}/models`);
  await page.getByRole("button", { name: "llama.cpp", exact: true }).click();
  await form(page).getByRole("textbox", { name: "Name", exact: true }).fill("Misplaced");
  await form(page).getByLabel("Address").fill(origin);
  await form(page).getByRole("button", { name: "Add", exact: true }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("article", { name: "Misplaced" }).getByText(`It has one at ${origin}/v1`).waitFor();
});
