import type { GraphDocument } from "@/core/graph/document";
import { contentHash } from "@/core/graph/fingerprint";
import type { DatabaseClient } from "@/db/client";
import { newId } from "@/db/id";
import { workspace } from "@/db/schema/auth";
import { documents, graphs } from "@/db/schema/graphs";
import { runs } from "@/db/schema/runs";
import { openRunEventFeed } from "@/server/engine/feed";
import { openRunQueue } from "@/server/engine/queue";
import { openWorker } from "@/server/engine/worker";
import { benchExecutor, benchKinds } from "./engines/minnow";
import { median } from "./table";

/** The product's own worker on this process, 20 runs at a time; nothing here calls a model. */
export function durableWorker(database: DatabaseClient): Promise<{ close(): Promise<void> }> {
  const refuse = () => Promise.reject(new Error("not here"));
  const gateway = { call: refuse, embed: refuse };
  const sandbox = { runCode: refuse, evaluate: refuse };
  return openWorker({ database, gateway, sandbox, kinds: benchKinds, executorOf: benchExecutor, slots: 20 });
}

/** Looks at one row at most: the bench asks often, and must not be what keeps the database busy. */
async function isOneUnderWay({ sql }: DatabaseClient): Promise<boolean> {
  const [row] = await sql<{ open: boolean }[]>`select exists (select from runs where status in ('queued', 'running')) as open`;
  return row?.open ?? false;
}

/** Puts a document into a workspace, for runs of it to be enqueued many at once. */
export async function openDurableRuns(database: DatabaseClient, document: GraphDocument, workspaceId: string) {
  const [graphId, documentHash] = [newId(), contentHash(document)];
  await database.db.insert(graphs).values({ id: graphId, workspaceId, name: "Bench", slug: graphId, draft: document });
  await database.db.insert(documents).values({ workspaceId, hash: documentHash, body: document });
  const [queue, feed] = await Promise.all([openRunQueue(database), openRunEventFeed(database)]);
  const finish = async (ids: readonly string[]) => {
    // News of a single run wake it, so that it isn't measured by the length of a nap.
    const news = feed.subscribe(ids[0] ?? "");
    const never = new AbortController().signal;
    const wait = ids.length === 1 ? () => news.next(never) : () => new Promise((resolve) => setTimeout(resolve, 5));
    while (await isOneUnderWay(database)) await wait();
    news.close();
    const [row] = await database.sql<{ failed: number }[]>`
      select count(*)::int as failed from runs where graph_id = ${graphId} and status <> 'succeeded'`;
    if (row?.failed !== 0) throw new Error(`${row?.failed} of the runs did not succeed.`);
  };
  /** Resolves when the runs may start. */
  return async (count: number): Promise<{ finished: Promise<void> }> => {
    const ids = Array.from({ length: count }, () => newId());
    await database.db.transaction(async (transaction) => {
      await transaction
        .insert(runs)
        .values(ids.map((id) => ({ id, workspaceId, graphId, documentHash, trigger: "api" as const, input: {} })));
      await Promise.all(ids.map((id) => queue.enqueue(transaction, id)));
    });
    return { finished: finish(ids) };
  };
}

/** Runs a document so many times, all enqueued at once. Medians over the rounds; memory is the most that was held above the start, in MiB. */
export async function durableRuns(
  database: DatabaseClient,
  document: GraphDocument,
  { count, rounds }: { count: number; rounds: number },
): Promise<{ ms: number; cpuMs: number; peakMib: number }> {
  const workspaceId = newId();
  await database.db.insert(workspace).values({ id: workspaceId, name: "Bench", slug: workspaceId });
  const enqueue = await openDurableRuns(database, document, workspaceId);
  const [times, cpu, peaks]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const idle = process.memoryUsage().rss;
    let peak = idle;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    const { finished } = await enqueue(count);
    const before = process.cpuUsage();
    const began = performance.now();
    await finished;
    times.push(performance.now() - began);
    clearInterval(watch);
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1_000);
    peaks.push((peak - idle) / 2 ** 20);
  }
  return { ms: median(times), cpuMs: median(cpu), peakMib: median(peaks) };
}
