import "server-only";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { DatasetAsked } from "@/core/curation/dataset";
import { seededRandom } from "@/core/statistics/random";
import { newId } from "@/db/id";
import { activations, graphs, modelCalls, runs } from "@/db/schema";
import { chooseCalls } from "@/server/curation/dataset";
import { withBenchDatabase } from "./benchDatabase";

/**
 * Chooses a data set among recorded calls of which it is known which are copies, nearly copies, and failed: how long that takes, how much
 * memory it holds, and how many it tells rightly. `npm run bench:selection -- [--calls 50000] [--json]`
 */
const { values: options } = parseArgs({
  options: { calls: { type: "string", default: "50000" }, json: { type: "boolean", default: false } },
});
const total = Number(options.calls);
const random = seededRandom(1);
const int = (below: number) => Math.floor(random() * below);
const vocabulary = Array.from({ length: 4_000 }, () =>
  Array.from({ length: 3 + int(7) }, () => String.fromCharCode(97 + int(26))).join(""),
);
const characters = Array.from({ length: 1_500 }, (_, index) => String.fromCharCode(0x4e00 + index * 7));

/** About 1 KB: in English or in Chinese. */
const original = (chinese: boolean): string[] =>
  chinese
    ? Array.from({ length: 120 + int(160) }, () => characters[int(1_500)] ?? "")
    : Array.from({ length: 60 + int(120) }, () => vocabulary[int(4_000)] ?? "");

type Made = { text: string; failed: boolean; truth: "new" | "copy" | "near" };
const originals: { words: string[]; chinese: boolean }[] = [];
const joined = (words: readonly string[], chinese: boolean) => words.join(chinese ? "" : " ");
function make(): Made {
  const lot = random();
  const before = originals[int(originals.length)];
  const failed = random() < 0.05;
  if (before === undefined || lot < 0.6) {
    const chinese = random() < 0.3;
    const words = original(chinese);
    if (!failed) originals.push({ words, chinese });
    return { text: joined(words, chinese), failed, truth: "new" };
  }
  const { words, chinese } = before;
  if (lot < 0.8) return { text: joined(words, chinese), failed, truth: "copy" };
  // One word or character is another one: as similar as 0.9 and more.
  const place = int(words.length);
  return { text: joined(words.with(place, chinese ? "鑫" : "quokka"), chinese), failed, truth: "near" };
}

await withBenchDatabase(async (db, context) => {
  const { workspaceId } = context;
  const graphId = newId();
  await db.insert(graphs).values({ id: graphId, workspaceId, slug: "bench", name: "Bench", draft: {} });

  const truths = { new: 0, copy: 0, near: 0, failed: 0 };
  let bytes = 0;
  const labels = ["billing", "billing", "billing", "shipping", "shipping", "quality"];
  for (let from = 0; from < total; from += 1_000) {
    // The newest are looked at first: copies come before what they are copies of.
    const made = Array.from({ length: Math.min(1_000, total - from) }, make).map((one, index) => ({
      ...one,
      runId: newId(),
      at: new Date(1_790_000_000_000 - (from + index) * 1_000),
    }));
    for (const { failed, truth } of made) truths[failed ? "failed" : truth] += 1;
    await db.insert(runs).values(
      made.map(({ runId, failed, at }) => ({
        ...{ id: runId, workspaceId, graphId, documentHash: "-", trigger: "api" as const, input: {}, createdAt: at, finishedAt: at },
        status: failed ? ("failed" as const) : ("succeeded" as const),
      })),
    );
    await db.insert(activations).values(
      made.map(({ runId, at }) => ({
        ...{ runId, path: "answer", workspaceId, graphId, nodeId: "answer", kind: "model", status: "succeeded" as const, finishedAt: at },
      })),
    );
    await db.insert(modelCalls).values(
      made.map(({ runId, text, at }) => {
        const request = {
          messages: [
            { role: "system", content: "You sort messages of customers." },
            { role: "user", content: `Message: ${text}` },
          ],
        };
        bytes += JSON.stringify(request).length;
        const outputText = labels[int(labels.length)] ?? "";
        return {
          ...{ id: newId(), workspaceId, graphId, runId, activation: "answer", nodeId: "answer", fingerprint: "task", model: "big/model" },
          ...{
            modelClass: "llm" as const,
            simulated: false,
            request,
            variables: { text },
            response: {},
            outputText,
            outputHash: outputText,
            startedAt: at,
          },
        };
      }),
    );
  }
  await db.execute(sql`vacuum analyze`);
  const asked = DatasetAsked.parse({ graphId, nodeId: "answer", rules: { balance: "output" } });
  global.gc?.();
  const heldBefore = process.memoryUsage();
  let held = 0;
  const watch = setInterval(() => {
    const { heapUsed, external } = process.memoryUsage();
    held = Math.max(held, heapUsed + external - heldBefore.heapUsed - heldBefore.external);
  }, 50);
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const { counts } = await chooseCalls(context, asked);
  const seconds = (performance.now() - began) / 1_000;
  const { user: own, system } = process.cpuUsage(cpuBefore);
  const cpuSeconds = (own + system) / 1_000_000;
  clearInterval(watch);
  const megabytes = held / 1024 / 1024;
  console.log(
    `${total} calls of about ${(bytes / total).toFixed(0)} characters: chosen in ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of this process's own), ${megabytes.toFixed(0)} MB at most (with garbage)`,
  );
  console.log(
    `failed ${counts.removed.failed} of ${truths.failed}, copies ${counts.removed.exact} of ${truths.copy}, nearly copies ${counts.removed.near} of ${truths.near}`,
  );
  console.log(`balance removed ${counts.removed.balance}; ${counts.selected} are left in ${counts.groups} groups`);
  console.log("must be: 50,000 calls within about 10 s; all that failed and all copies, and 99 of 100 that are nearly copies");
  if (options.json) console.log(JSON.stringify({ calls: total, seconds, cpuSeconds, megabytes, truths, counts }));
});
process.exit(0);
