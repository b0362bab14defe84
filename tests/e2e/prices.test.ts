import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ models: ["priced-4b", "gpt-4o-mini"], reply: () => "Deep." });
});
afterAll(() => server.close());

const dialog = (page: Page) => page.getByRole("dialog");
const row = (page: Page, key: string) => page.getByRole("row").filter({ hasText: key });

async function openPrices(page: Page, key: string): Promise<void> {
  await row(page, key).getByRole("button").first().click();
  await dialog(page).getByRole("tab", { name: "Prices" }).click();
}

it("keeps what a model costs with its days and where it comes from, and takes prices from a map", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await signIn(page);
  await page.goto(`${inject("product").url}/models`);
  await page.getByRole("button", { name: "vLLM", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Name", exact: true }).fill("Price server");
  await dialog(page).getByLabel("Address").fill(server.url);
  await dialog(page).getByRole("button", { name: "Add", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Add 2 models" }).click();

  // The hardware's price, with its arithmetic.
  await openPrices(page, "price-server/priced-4b");
  await dialog(page).getByText("Nobody has said what it costs").waitFor();
  await dialog(page).getByRole("button", { name: "Change prices" }).click();
  await dialog(page).getByText("My own hardware").click();
  await dialog(page).getByRole("button", { name: "Use these prices" }).click();
  await dialog(page).getByText("Enter all four numbers; each is above zero.").waitFor();
  await dialog(page).getByLabel("Hardware, per hour").fill("1.8");
  await dialog(page).getByLabel("Reads, tokens a second").fill("5000");
  await dialog(page).getByLabel("Writes, tokens a second").fill("500");
  const sum = "Output: $1.80 ÷ (500 tokens/s × 3,600 s × 50%) = $2.00 per million tokens";
  await dialog(page).getByText(sum).waitFor();
  await dialog(page).getByRole("button", { name: "Use these prices" }).click();
  const today = dialog(page).getByRole("region", { name: "Today" });
  await today.getByText(sum).waitFor();
  await today.getByText("From the hardware it runs on").waitFor();

  // A change that is announced.
  await dialog(page).getByRole("button", { name: "Change prices" }).click();
  await dialog(page).getByText("Per token").click();
  await dialog(page).getByLabel("Input", { exact: true }).fill("3");
  await dialog(page).getByLabel("Valid from").fill("2999-01-31");
  await dialog(page).getByRole("button", { name: "Use these prices" }).click();
  const all = dialog(page).getByRole("region", { name: "All prices" });
  await all.getByText("to come").waitFor();
  await all.getByText("$3.00 in · $2.00 out").waitFor();
  await today.getByText("$0.20", { exact: true }).waitFor();
  await all.getByRole("button", { name: "Remove the prices from Jan 31, 2999" }).click();
  await all.getByText("to come").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  await row(page, "price-server/priced-4b").getByText("$0.20").waitFor();

  // A map: what is no map is said, what matches is shown beside the present price.
  await page.getByRole("button", { name: "Import prices" }).click();
  const file = dialog(page).locator("input[type=file]");
  const upload = (name: string, text: string) => file.setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await upload("notes.json", "no prices here");
  await dialog(page).getByText("notes.json is no JSON object of prices.").waitFor();
  const entry = { litellm_provider: "openai", mode: "chat", input_cost_per_token: 1.5e-7, output_cost_per_token: 6e-7 };
  await upload(
    "map.json",
    JSON.stringify({ "gpt-4o-mini": { ...entry, cache_read_input_token_cost: 7.5e-8, deprecation_date: "2027-03-31" } }),
  );
  await dialog(page).getByText("1 entry has a price per token in map.json; 1 is a model of yours.").waitFor();
  await dialog(page).getByText("ends 2027-03-31").waitFor();
  // Only the name is equal, so nobody has chosen it yet.
  await dialog(page).getByText("Only the name is equal: check that this provider serves it.").waitFor();
  expect(await dialog(page).getByRole("button", { name: "Import prices" }).isDisabled()).toBe(true);
  await dialog(page).getByRole("checkbox").check();
  await dialog(page).getByRole("button", { name: "Import 1 price" }).click();
  await page.getByText("Prices of 1 model imported.").waitFor();
  await row(page, "price-server/gpt-4o-mini").getByText("$0.15").waitFor();
  await openPrices(page, "price-server/gpt-4o-mini");
  await today.getByText("“gpt-4o-mini” of map.json").waitFor();
  await today.getByText("$0.075").waitFor();

  // Prices of simulated models say that they are invented.
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  await openPrices(page, "simulated/guppy-1b");
  await dialog(page).getByText("Prices of a simulated model are invented.").waitFor();
});
