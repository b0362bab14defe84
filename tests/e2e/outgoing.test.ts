import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import superjson from "superjson";
import { afterAll, expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { newGraph, nodeOf, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
const { url } = inject("product");

/** A collector that keeps what it is sent. */
const sent: string[] = [];
let answer = 200;
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  sent.push(Buffer.concat(chunks).toString());
  response.writeHead(answer).end("{}");
});
afterAll(() => void collector.close());

it("what leaves the workspace: a policy is tried on a text, a collector hears of a run, and metrics count it", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await page.goto(`${url}/settings?tab=privacy`);
  await page.getByRole("textbox", { name: "Try it" }).fill("Write to ann@example.org about CU-204811.");
  await page.getByRole("combobox", { name: "Patterns to take out" }).fill("CU-######");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Show what is taken out" }).click();
  const found = page.getByRole("region", { name: "Try it" }).getByRole("status");
  await found.getByText("2 things found: E-mail addresses, Own words and patterns").waitFor();
  expect(await found.textContent()).toMatch(/Write to <EMAIL_\w{8}> about <OWN_\w{8}>\./);

  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const { port } = collector.address() as AddressInfo;
  await page.getByRole("tab", { name: "Telemetry" }).click();
  const address = page.getByRole("textbox", { name: "Address of the collector" });
  await address.fill("collector");
  await page.getByText("This is no address.").waitFor();
  await address.fill(`http://127.0.0.1:${port}/v1/traces`);
  await page.getByRole("textbox", { name: "Headers" }).fill("x-key: secret");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("x-key are kept.").waitFor();

  await newGraph(page, "Support triage", "Told elsewhere");
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await nodeOf(page, "output").getByText("Succeeded").waitFor();
  const call = (procedure: string, input: unknown) =>
    page.request.post(`${url}/api/trpc/${procedure}`, { data: superjson.serialize(input), headers: { origin: url } });
  await expect.poll(() => sent.some((body) => body.includes("Told elsewhere")), { timeout: 25_000 }).toBe(true);
  answer = 500;
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await page.getByRole("button", { name: "Cancel", exact: true }).first().waitFor();
  await page.goto(`${url}/settings?tab=telemetry`);
  await page.getByRole("alert").filter({ hasText: "The collector answered with 500" }).waitFor();
  await call("settings.telemetry.update", { endpoint: null, contents: false });

  const made = await call("settings.keys.create", { name: "prometheus", scopes: ["runs:read"], expiresInDays: 1 });
  const { key } = superjson.deserialize((await made.json()).result.data) as { key: string };
  const metrics = await fetch(`${url}/api/v1/metrics`, { headers: { authorization: `Bearer ${key}` } });
  expect(await metrics.text()).toMatch(/minnow_runs_total\{graph="told-elsewhere",status="succeeded",trigger="editor"\} 2/);
  expect((await fetch(`${url}/api/v1/metrics`)).status).toBe(401);
});
