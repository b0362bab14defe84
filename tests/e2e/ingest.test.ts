import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { nodeOf, signIn } from "../helpers/editorDriver";
import { flywheelRecords, linesOf, openInferenceSpans, otlpExport } from "../helpers/logs";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
const { url } = inject("product");
/** Models that no other test knows of: all of them share a workspace. */
const ours = (log: string): string =>
  log.replaceAll("gpt-4o-mini", "lamp-small").replaceAll("gpt-4o", "lamp-large").replaceAll("Qwen/Qwen3-4B", "lamp-tiny");
const runs = (count: number) => Array.from({ length: count }, (_, number) => number);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "minnow-logs-"));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

async function makeKey(page: Page, scopes: string[]): Promise<string> {
  const answer = await page.request.post(`${url}/api/trpc/settings.keys.create`, {
    data: superjson.serialize({ name: scopes.join(), scopes, expiresInDays: 1 }),
    headers: { origin: url },
  });
  return ((await answer.json()) as { result: { data: { json: { key: string } } } }).result.data.json.key;
}

describe("the logs of an agent that runs elsewhere", () => {
  it("are dropped onto a page, which tells what came of them; the agent's graph is drawn, and its models are asked about", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await page.goto(`${url}/runs`);
    await page.getByRole("link", { name: "Import logs" }).click();
    const calls = await file("calls.jsonl", `${ours(linesOf(runs(24).flatMap((number) => flywheelRecords(number))))}this is no record\n`);
    const spans = await file("spans.jsonl.gz", gzipSync(ours(linesOf(runs(24).map((number) => otlpExport(openInferenceSpans(number)))))));
    await page.getByLabel("Drop log files here, or choose them").setInputFiles([calls, spans]);

    const first = page.getByRole("article", { name: "calls.jsonl" });
    await first.getByText("49 lines: 48 new runs, 48 model calls.").waitFor();
    await first.getByRole("cell", { name: "49", exact: true }).waitFor();
    await first.getByText("not JSON").waitFor();
    const second = page.getByRole("article", { name: "spans.jsonl.gz" });
    await second.getByText("24 lines: 24 new runs, 48 model calls.").waitFor();

    // Nobody knows how large they are until somebody says so; then the nodes they serve are suggested.
    await page.getByRole("button", { name: "lamp-large is an LLM" }).first().click();
    await page.getByRole("button", { name: "lamp-large is an LLM" }).nth(1).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "lamp-large is an LLM" }).click();
    await page.getByRole("button", { name: "lamp-large is an LLM" }).waitFor({ state: "detached" });

    await second.getByRole("link", { name: "Open lamp-desk" }).click();
    await nodeOf(page, "model").nth(1).waitFor();
    const classes = () => nodeOf(page, "model").evaluateAll((nodes) => nodes.map((node) => node.getAttribute("data-class")).sort());
    await expect.poll(classes).toEqual(["llm", "unknown"]);
    expect(await nodeOf(page, "elsewhere").textContent()).toContain("Search the handbook");
    await page.getByText("cannot run here").waitFor();

    await page.goto(`${url}/suggestions`);
    await page.getByRole("listitem").filter({ hasText: "lamp-desk" }).filter({ hasText: "Answer" }).waitFor();
    await page.getByRole("listitem").filter({ hasText: "lamp-shop" }).filter({ hasText: "answer" }).waitFor();
  });

  it("come by the API with a key that may, as a stream of any length", async () => {
    const page = await browser.newPage();
    await signIn(page);
    const [key, other] = [await makeKey(page, ["logs:write"]), await makeKey(page, ["runs:read"])];
    const send = (path: string, body: string, headers: Record<string, string>) => fetch(`${url}${path}`, { method: "POST", headers, body });
    const log = ours(linesOf(runs(30).flatMap((number) => flywheelRecords(number, { client_id: "api-shop" }))));
    expect((await send("/api/v1/ingest", log, {})).status).toBe(401);
    expect((await send("/api/v1/ingest", log, { authorization: `Bearer ${other}` })).status).toBe(403);
    expect((await send("/api/ingest", log, {})).status).toBe(403);
    const bearer = { authorization: `Bearer ${key}` };
    // Larger than what Next would keep of a body.
    const padding = `${" ".repeat(1_000_000)}\n`.repeat(25);
    const answer = await send("/api/v1/ingest", log + padding + log, bearer);
    expect(await answer.json()).toMatchObject({ lines: 120, rejected: 0, runs: 60, calls: 60, graphs: [{ name: "api-shop" }] });

    const traces = await send("/api/v1/otlp/v1/traces", ours(JSON.stringify(otlpExport(openInferenceSpans(500), "api-desk"))), {
      ...bearer,
      "content-type": "application/json",
    });
    expect([traces.status, await traces.json()]).toEqual([200, {}]);
    await page.goto(`${url}/graphs`);
    await page.getByText("api-desk").waitFor();
  });

  it("come from the command line, which says what came of them and what is wrong", async () => {
    const page = await browser.newPage();
    await signIn(page);
    const key = await makeKey(page, ["logs:write"]);
    const path = await file("cli-agent.jsonl", `${ours(linesOf(flywheelRecords(1, { client_id: null })))}nothing\n`);
    const run = (given: string[], env: Record<string, string>) =>
      promisify(execFile)(process.execPath, ["--conditions=react-server", "--import", "tsx", "server/processes/cli.ts", ...given], {
        env: { ...process.env, ...env },
      }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
      );
    const told = await run(["import", path], { MINNOW_URL: url, MINNOW_KEY: key });
    expect(told.stdout).toContain("3 lines, 2 new runs with 2 model calls");
    expect(told.stdout).toContain("line 3: not JSON");
    expect(told.stdout).toContain(`cli-agent: ${url}/graphs/`);
    expect(told.code).toBe(1);
    expect(await run(["import", path], { MINNOW_URL: url, MINNOW_KEY: "wrong" })).toMatchObject({ code: 2, stdout: "" });
    expect((await run(["import"], { MINNOW_URL: url, MINNOW_KEY: key })).stderr).toContain("Which file is to be imported?");
  });
});
