import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import superjson from "superjson";
import { expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
const { url } = inject("product");

async function run(page: Page, subject: string): Promise<void> {
  await page.getByRole("textbox", { name: "Subject" }).fill(subject);
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await nodeOf(page, "output").getByText("Succeeded").waitFor();
}

it("an analyst sees what is found in recorded calls, corrects it, takes it back, and takes what was missed out of what is stored", async () => {
  const page = await browser.newPage();
  page.on("dialog", (dialog) => void dialog.accept());
  await signIn(page);
  await newGraph(page, "Support triage", "Looked through");
  await run(page, "Wanda Quill asks quuxhelp@example.org about a lamp");

  await page.goto(`${url}/settings?tab=privacy`);
  await page.getByRole("link", { name: "See what is found in recorded calls" }).click();
  await page.waitForURL(/\/data\/curation$/);
  await page.getByRole("combobox", { name: "Graph" }).click();
  await page.getByRole("option", { name: "Looked through" }).click();
  const row = page.getByRole("row").filter({ hasText: "E-mail addresses" });
  await row.getByText(/1 value in \d+ call/).waitFor();

  // By keyboard alone: the mark is a button with a menu.
  const mark = page.getByRole("button", { name: "E-mail addresses: quuxhelp@example.org. Correct this" }).first();
  await mark.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Not personal data" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await row.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Show examples: Names of people" }).click();
  const example = page.getByRole("article").filter({ hasText: "Wanda Quill" }).first();
  await example.getByRole("button", { name: "Something was missed" }).click();
  await example.getByRole("textbox", { name: "What it is about" }).fill("Wanda Quill");
  await page.keyboard.press("Enter");
  await page
    .getByRole("row")
    .filter({ hasText: "Names of people" })
    // The writer of the message, and who was missed.
    .getByText(/2 values in \d+ call/)
    .waitFor();

  await page.getByRole("tab", { name: "Corrections" }).click();
  await page.getByRole("row").filter({ hasText: "Wanda Quill" }).getByText("taken out as Names of people").waitFor();
  await page.getByRole("button", { name: "Undo: quuxhelp@example.org" }).click();
  await page
    .getByRole("row")
    .filter({ hasText: "quuxhelp@example.org" })
    .getByText(/undone by/)
    .waitFor();

  await page.getByRole("tab", { name: "Stored runs" }).click();
  await page.getByRole("button", { name: "Go through stored runs" }).click();
  await page.getByText(/Done · \d+ of \d+ runs gone through, [1-9]\d* changed/).waitFor({ timeout: 30_000 });
  await page.goto(`${url}/runs?text=Wanda`);
  await page.getByText("No run fits the filter").waitFor();
  await page.goto(`${url}/runs`);
  await page.getByRole("row").filter({ hasText: "Looked through" }).getByRole("link").click();
  await page.getByText("Personal data was taken out of what this run took and gave").waitFor();
  await page
    .getByText(/<PERSON_\w{8}> asks quuxhelp@example.org/)
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: "Run again from here" }).count()).toBe(0);
  const undo = async () => {
    const call = (path: string, input: unknown) =>
      page.request.post(`${url}/api/trpc/${path}`, { data: superjson.serialize(input), headers: { origin: url } });
    const listed = await page.request.get(`${url}/api/trpc/curation.corrections`);
    const list = superjson.deserialize((await listed.json()).result.data) as { id: string; undone: unknown }[];
    for (const { id, undone } of list) if (undone === null) await call("curation.undo", { id });
  };
  await undo();
});

it("a data set of a node's calls is counted rule by rule, and taken along", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "Support triage", "Chosen from");
  await run(page, "The zebra lamp flickers since yesterday");
  await run(page, "The zebra lamp flickers since yesterday");
  const ended = async () =>
    (await (await page.request.get(`${url}/api/runs/export?format=csv&status=succeeded`)).text()).split("Chosen from").length - 1;
  await expect.poll(ended, { timeout: 30_000 }).toBe(2);
  await page.goto(`${url}/runs`);
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Data set of calls…" }).click();
  const dialog = page.getByRole("dialog", { name: "Data set of recorded calls" });
  await dialog.getByRole("combobox", { name: "Graph" }).click();
  await page.getByRole("option", { name: "Chosen from" }).click();
  // Everything here is made up, and no data set by itself.
  await dialog.getByText("No call is left. Loosen a rule.").waitFor();
  await dialog.getByRole("row", { name: "− by simulated models 2" }).waitFor();
  await dialog.getByRole("checkbox", { name: "Without simulated models" }).uncheck();
  await dialog.getByRole("row", { name: "− same request 1" }).waitFor();
  const link = dialog.getByRole("link", { name: "Download 1 call (JSON lines)" });
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    messages: expect.arrayContaining([{ role: "assistant", content: expect.any(String) }]),
    about: { simulated: true },
  });
});
