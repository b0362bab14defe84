import type { GraphDocument } from "@/core/graph/document";
import { contentHash } from "@/core/graph/fingerprint";
import type { DatabaseClient } from "@/db/client";
import { newId } from "@/db/id";
import { workspace } from "@/db/schema/auth";
import { documents, graphs } from "@/db/schema/graphs";
import { runs } from "@/db/schema/runs";
import { openRunQueue } from "@/server/engine/queue";
import { openWorker } from "@/server/engine/worker";
import { benchExecutor, benchKinds } from "./engines/minnow";
import { median } from "./table";

/** The product's own worker on this process, 20 runs at a time; nothing here calls a model. */
export function durableWorker(database: DatabaseClient): Promise<{ close(): Promise<void> }> {
  const refuse = () => Promise.reject(new Error("not here"));
  const gateway = { call: refuse };
  const sandbox = { runCode: refuse, evaluate: refuse };
  return openWorker({ database, gateway, sandbox, kinds: benchKinds, executorOf: benchExecutor, slots: 20 });
}

async function unfinished({ sql }: DatabaseClient): Promise<number> {
  const [row] = await sql<{ open: number }[]>`select count(*)::int as open from runs where status in ('queued', 'running')`;
  return row?.open ?? 0;
}

/** Runs a document so many times, all enqueued at once. Medians over the rounds; memory is the most that was held above the start, in MiB. */
export async function durableRuns(
  database: DatabaseClient,
  document: GraphDocument,
  { count, rounds }: { count: number; rounds: number },
): Promise<{ ms: number; cpuMs: number; peakMib: number }> {
  const [workspaceId, graphId, documentHash] = [newId(), newId(), contentHash(document)];
  await database.db.insert(workspace).values({ id: workspaceId, name: "Bench", slug: workspaceId });
  await database.db.insert(graphs).values({ id: graphId, workspaceId, name: "Bench", slug: "bench", draft: document });
  await database.db.insert(documents).values({ workspaceId, hash: documentHash, body: document });
  const queue = await openRunQueue(database);
  const [times, cpu, peaks]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const idle = process.memoryUsage().rss;
    let peak = idle;
    const before = process.cpuUsage();
    let began = 0;
    await database.db.transaction(async (transaction) => {
      for (let index = 0; index < count; index++) {
        const id = newId();
        await transaction.insert(runs).values({ id, workspaceId, graphId, documentHash, trigger: "api", input: {} });
        await queue.enqueue(transaction, id);
      }
      began = performance.now();
    });
    while ((await unfinished(database)) > 0) {
      peak = Math.max(peak, process.memoryUsage().rss);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    times.push(performance.now() - began);
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1_000);
    peaks.push((peak - idle) / 2 ** 20);
  }
  await queue.close();
  return { ms: median(times), cpuMs: median(cpu), peakMib: median(peaks) };
}
