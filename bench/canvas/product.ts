import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import superjson from "superjson";
import { freePort } from "@/db/port";
import { buildWhenStale } from "@/server/processes/build";
import { nextCommand, root, typescript } from "@/server/processes/commands";
import { startProduct } from "@/server/processes/product";
import { signInLink } from "@/server/processes/signIn";
import { VIEWPORT } from "./browser";
import { graphOf, INPUT } from "./scene";

/** The product as `npm start` starts it, with the bench's worker, on a data folder of its own. */
export async function startMinnow(): Promise<{ url: string; signInLink: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "minnow-bench-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const say = (line: string) => console.error(`  ${line}`);
  try {
    const product = await startProduct({
      root,
      folder,
      host: "127.0.0.1",
      port: await freePort(),
      mode: "production",
      web: (address) => nextCommand("start", address),
      worker: [...typescript, "bench/canvas/worker.ts"],
      prepare: (signal) => buildWhenStale(root, say, signal),
      say,
      printed: (name, line, stream) => {
        if (stream === "error") say(`${name} │ ${line}`);
      },
    });
    const stop = async () => {
      await product.stop();
      await remove();
    };
    return { url: product.url, signInLink: await signInLink(product.environment), stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The owner's browser and API. */
export async function signIn(browser: Browser, { url, signInLink }: { url: string; signInLink: string }) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: "en-US" });
  const page = await context.newPage();
  await page.goto(signInLink);
  await page.waitForURL(/\/graphs/);
  const storageState = await context.storageState();
  /** Runs a procedure that changes something, as the signed-in owner. */
  const mutate = async (procedure: string, input: unknown): Promise<unknown> => {
    const response = await context.request.post(`${url}/api/trpc/${procedure}`, {
      data: superjson.serialize(input),
      headers: { origin: url },
    });
    if (!response.ok()) throw new Error(`${procedure}: ${await response.text()}`);
    const { result } = (await response.json()) as { result: { data: Parameters<typeof superjson.deserialize>[0] } };
    return superjson.deserialize(result.data);
  };
  await page.close();
  return {
    newContext: (): Promise<BrowserContext> => browser.newContext({ viewport: VIEWPORT, locale: "en-US", storageState }),
    addGraph: async (count: number): Promise<string> => {
      const made = (await mutate("graphs.import", { name: `${count} nodes`, description: "", document: graphOf(count) })) as { id: string };
      return made.id;
    },
    startRun: async (graphId: string): Promise<string> => {
      const started = (await mutate("runs.start", { graphId, version: "draft", input: INPUT })) as { runId: string };
      return started.runId;
    },
    /** A run that has ended meanwhile can't be cancelled, and needn't be. */
    cancelRun: (runId: string) => mutate("runs.cancel", { runId }).catch(() => {}),
  };
}
