import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { signIn } from "../helpers/editorDriver";
import { type ModelServer, startModelServer } from "../helpers/modelServer";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({
    models: ["tiny-4b", "mystery"],
    reply({ tools, response_format: format, logprobs }) {
      if (tools !== undefined) return { calls: [{ name: tools[0]?.function.name ?? "", arguments: '{"number": 7}' }] };
      if (format != null) return { status: 400, message: "response_format is not for us" };
      return logprobs === true ? "Hello" : { pieces: ["1 ", "2 ", "3"], usage: null };
    },
  });
});
afterAll(() => server.close());

const dialog = (page: Page) => page.getByRole("dialog");
const row = (page: Page, key: string) => page.getByRole("row").filter({ hasText: key });

it("takes a size from a name only when told to, and finds out what a model can do", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await page.goto(`${inject("product").url}/models`);
  await page.getByRole("button", { name: "llama.cpp", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Name", exact: true }).fill("Own server");
  await dialog(page).getByLabel("Address").fill(server.url);
  await dialog(page).getByRole("button", { name: "Add", exact: true }).click();

  await dialog(page).getByText("its name says 4B").waitFor();
  await dialog(page).getByRole("button", { name: "Add 2 models" }).click();
  await row(page, "own-server/tiny-4b").getByText("its name says 4B").waitFor();
  await row(page, "own-server/mystery").getByRole("button", { name: "Size unknown: set it" }).waitFor();

  await row(page, "own-server/tiny-4b").getByRole("button", { name: "Size unknown: set it" }).click();
  await dialog(page).getByRole("button", { name: "Use the size its name says: 4B" }).click();
  await dialog(page)
    .getByText(/from its name, confirmed by a person on/)
    .waitFor();
  expect(await dialog(page).getByLabel("Parameters").inputValue()).toBe("4B");

  await dialog(page)
    .getByText(/4 short questions \(at most 5 calls\)/)
    .waitFor();
  await dialog(page).getByRole("button", { name: "Find out what it can" }).click();
  const found = dialog(page).getByRole("list", { name: "What trying it found" });
  await found.getByText("The server refused: response_format is not for us").waitFor();
  await found.getByText("It called the tool with arguments that fit.").waitFor();
  await found.getByText("The server sent no token counts. Minnow counts by itself.").waitFor();
  expect(server.requests).toHaveLength(4);
  const tools = dialog(page).getByRole("checkbox", { name: "Tools" });
  expect(await tools.isChecked()).toBe(true);

  // A person's word stays, and the disagreement is shown.
  await tools.uncheck();
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await dialog(page).waitFor({ state: "hidden" });
  await row(page, "own-server/tiny-4b").getByText("SLM").waitFor();
  await row(page, "own-server/tiny-4b")
    .getByRole("button", { name: /Tiny-4b/i })
    .click();
  await dialog(page).getByText("A person said no; the probe found yes.").waitFor();
});

it("tries all models of a connection, and shows what its calls did", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await page.goto(`${inject("product").url}/models`);
  const card = page.getByRole("article", { name: "Own server" });
  // A menu whose button is pushed out of sight by what is still loading is hidden.
  await row(page, "own-server/tiny-4b").waitFor();
  await card.getByRole("button", { name: "More about Own server" }).click();
  await page.getByRole("menuitem", { name: "Find out what they can" }).click();
  await dialog(page)
    .getByText(/2 models are asked one after another: about 8 calls, 10 at most/)
    .waitFor();
  await dialog(page).getByRole("button", { name: "Make about 8 calls" }).click();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await card.getByText(/Last hour: \d+ calls/).waitFor();
});
