import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { advance, begin } from "@/core/engine/advance";
import { compile } from "@/core/engine/plan";
import type { GraphDocument } from "@/core/graph/document";
import { contentHash } from "@/core/graph/fingerprint";
import { type DatabaseClient, openDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { newId } from "@/db/id";
import { migrate } from "@/db/migrate";
import { workspace } from "@/db/schema/auth";
import { documents, graphs } from "@/db/schema/graphs";
import { runs } from "@/db/schema/runs";
import { openRunQueue } from "@/server/engine/queue";
import { openWorker } from "@/server/engine/worker";
import { noopExecutor, noopGraph, noopKinds } from "./noop";

/**
 * What the engine itself costs: nodes that do nothing, in memory and durable in an embedded PostgreSQL with its usual settings.
 * `npm run bench:engine` prints medians of several rounds; with `--json` the last line is one JSON object.
 */
const ROUNDS = 5;

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const figures: Record<string, number> = {};
const say = (key: string, what: string, value: number, unit: string) => {
  figures[key] = value;
  console.log(`${what.padEnd(64)}${value.toFixed(3).padStart(12)} ${unit}`);
};

async function timed(work: () => Promise<void> | void): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function rounds(work: () => Promise<void> | void): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(work));
  return median(times);
}

/** The pure scheduler alone. */
async function scheduler(document: GraphDocument): Promise<void> {
  const plan = compile(document, noopKinds);
  const ms = await rounds(() => {
    let step = begin(plan, "seed");
    const queue = [...step.effects];
    for (let effect = queue.pop(); effect !== undefined; effect = queue.pop()) {
      if (effect.type !== "start") continue;
      step = advance(step.state, {
        type: "completed",
        activation: effect.activation,
        attempt: effect.attempt,
        outputs: { value: 1 },
      });
      queue.push(...step.effects);
    }
  });
  say("scheduler_us_per_node", "scheduler, per node", (ms * 1_000) / document.nodes.length, "us");
}

async function stored(database: DatabaseClient, document: GraphDocument) {
  const [workspaceId, graphId, hash] = [newId(), newId(), contentHash(document)];
  await database.db.insert(workspace).values({ id: workspaceId, name: "Bench", slug: workspaceId });
  await database.db.insert(graphs).values({ id: graphId, workspaceId, name: "Bench", slug: "bench", draft: document });
  await database.db.insert(documents).values({ workspaceId, hash, body: document });
  return { workspaceId, graphId, documentHash: hash };
}

async function unfinished({ sql }: DatabaseClient): Promise<number> {
  const [row] = await sql<{ open: number }[]>`select count(*)::int as open from runs where status in ('queued', 'running')`;
  return row?.open ?? 0;
}

async function durable(database: DatabaseClient, document: GraphDocument, count: number, slots: number) {
  const about = await stored(database, document);
  const queue = await openRunQueue(database);
  const enqueue = () =>
    database.db.transaction(async (transaction) => {
      for (let index = 0; index < count; index++) {
        const id = newId();
        await transaction.insert(runs).values({ id, ...about, trigger: "api", input: {} });
        await queue.enqueue(transaction, id);
      }
    });
  const gateway = { call: () => Promise.reject(new Error("no models here")) };
  const sandbox = { runCode: gateway.call, evaluate: gateway.call };
  const worker = await openWorker({ database, gateway, sandbox, kinds: noopKinds, executorOf: noopExecutor, slots });
  const cpu: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await enqueue();
    const before = process.cpuUsage();
    const began = performance.now();
    while ((await unfinished(database)) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    times.push(performance.now() - began);
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1_000);
  }
  await worker.close();
  await queue.close();
  return { ms: median(times), cpuMs: median(cpu) };
}

const big = noopGraph(100, 10);
await scheduler(big);

const folder = await mkdtemp(join(tmpdir(), "minnow-bench-"));
const server = await startEmbeddedPostgres(folder);
await migrate(server.url);
const database = openDatabase(server.url, { name: "minnow-bench" });
try {
  const one = await durable(database, big, 1, 1);
  say("durable_ms_per_node", "one run of 1,000 nodes of 2 KB, durable, per node", one.ms / 1_000, "ms");
  const many = await durable(database, noopGraph(6, 2), 600, 20);
  say("durable_runs_per_second", "runs of 12 nodes, durable, 20 at a time, one process", (600 * 1_000) / many.ms, "runs/s");
  say("worker_cpu_ms_per_run", "the same, CPU of the worker process per run", many.cpuMs / 600, "ms");
  say("durable_ms_per_node_concurrent", "the same, per node", many.ms / (600 * 12), "ms");
} finally {
  await database.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
