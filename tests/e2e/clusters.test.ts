import { describe, expect, inject, it } from "vitest";
import { mixes } from "@/bench/clusters/mixes";
import { useBrowser } from "../helpers/browser";
import { signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
const { url } = inject("product");

/** A log of an agent with one step that reads documents of three kinds. */
function log(): string {
  const [documents] = mixes.filter(({ name }) => name.startsWith("documents"));
  const calls = (documents?.calls(400, 6) ?? []).filter(({ task }) => task !== null && ["lease", "invoice", "laboratory"].includes(task));
  return calls
    .slice(0, 150)
    .map(({ variables, outputText }, number) =>
      JSON.stringify({
        timestamp: Date.UTC(2026, 9, 2, 8) / 1_000 + number * 60,
        workload_id: "read",
        client_id: "paper-office",
        request: {
          model: "paper-large",
          messages: [
            { role: "system", content: "You take title, date and parties from documents." },
            { role: "user", content: variables.document },
          ],
        },
        response: {
          choices: [{ index: 0, message: { role: "assistant", content: outputText }, finish_reason: "stop" }],
          usage: { prompt_tokens: 90, completion_tokens: 20 },
        },
      }),
    )
    .join("\n");
}

describe("the clusters of a graph", () => {
  it("are found in a node's calls, shown by map and table, and put right by hand", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await page.goto(`${url}/runs/import`);
    await page
      .getByLabel("Drop log files here, or choose them")
      .setInputFiles({ name: "papers.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(log()) });
    await page.getByText("150 lines: 150 new runs, 150 model calls.").waitFor();
    await page.goto(`${url}/graphs`);
    await page
      .getByRole("link", { name: /paper-office/ })
      .first()
      .click();
    await page.waitForURL(/\/graphs\/[\w-]+$/);
    await page.goto(`${page.url()}/insights`);
    await page.getByRole("link", { name: "Clusters" }).click();

    await page.getByRole("button", { name: "Find clusters" }).click();
    await page.getByRole("heading", { name: "Map" }).waitFor({ timeout: 60_000 });
    const clusters = page.locator("table", { has: page.getByRole("columnheader", { name: "Cluster", exact: true }) });
    const rows = clusters.locator("tbody > tr").filter({ has: page.getByRole("checkbox") });
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByRole("img", { name: /Map of 150 calls in 3 clusters/ }).waitFor();

    const lease = rows.filter({ hasText: /landlord|tenan/ });
    await lease.getByRole("button", { name: /^Examples of/ }).click();
    const examples = page.getByRole("list", { name: /^Calls of/ });
    await examples
      .getByText(/landlord|tenan|premises/)
      .first()
      .waitFor();
    expect(await examples.getByRole("link", { name: "Open the run" }).first().getAttribute("href")).toMatch(/^\/runs\//);

    await lease.getByRole("button", { name: /^Rename/ }).click();
    await page.getByRole("textbox", { name: "Name of the cluster" }).fill("Leases");
    await page.getByRole("button", { name: "Save" }).click();
    await clusters.getByText("Leases", { exact: true }).waitFor();

    await rows.nth(0).getByRole("checkbox").check();
    await rows.nth(1).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Merge 2" }).click();
    await expect.poll(() => rows.count()).toBe(2);
    await clusters
      .getByRole("button", { name: /^Split/ })
      .filter({ hasText: "Take apart" })
      .click();
    await expect.poll(() => rows.count()).toBe(3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});
