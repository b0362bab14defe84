import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { type CallFigures, measureCalls, openModelServer } from "./calls";
import { durableRuns, durableWorker } from "./durable";
import { compileDag, compileLoop, compileMap, openSaver } from "./engines/langgraph";
import { mastraLadder, mastraLattice, mastraLoop, mastraMap, runMastra } from "./engines/mastra";
import { documentOf, loopDocument, mapDocument, planOf, runInMemory } from "./engines/minnow";
import { rivetDag, rivetMap, runRivet } from "./engines/rivet";
import { type Engine, type Figure, head, median, peers, print } from "./table";
import { CALLS_A_RUN, criticalPath, type Dag, heterogeneousDag, ladder, lattice, RUNS_AT_ONCE } from "./work";

/**
 * What the engine itself costs, beside LangGraph JS, Rivet and Mastra on the same work.
 * `npm run bench:engine -- [--seeds 1-12] [--rounds 5] [--json]`; with `--json` the last line is one JSON object.
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "1-12" },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const [firstSeed = 1, lastSeed = firstSeed] = options.seeds.split("-").map(Number);
const NO_LIMIT = { recursionLimit: 1_000_000 };

const figures: Figure[] = [];
const tell = (figure: Figure) => {
  figures.push(figure);
  print(figure);
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function rounds(work: () => Promise<unknown>, count = ROUNDS): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < count; round++) times.push(await timed(work));
  return median(times);
}

const everyEngine = ["minnow", ...peers] as const;
type Measured<Key extends string> = Record<"minnow" | Key, number>;

/** How many times the critical path a run takes. */
async function makespan(dag: Dag): Promise<Measured<"langgraph" | "rivet">> {
  const path = criticalPath(dag);
  const [plan, graph, project] = [planOf(documentOf(dag)), compileDag(dag), rivetDag(dag)];
  return {
    minnow: (await rounds(() => runInMemory(plan), 3)) / path,
    langgraph: (await rounds(() => graph.invoke({ value: "" }, NO_LIMIT), 3)) / path,
    rivet: (await rounds(() => runRivet(project), 3)) / path,
  };
}

/** Microseconds per node that does nothing. */
async function perNode(levels: number, width: number): Promise<void> {
  const dag = lattice(levels, width);
  const plan = planOf(documentOf(dag));
  const [graph, project, workflow] = [compileDag(dag), rivetDag(dag), mastraLattice(levels, width)];
  const us = (ms: number) => (ms * 1_000) / dag.nodes.length;
  const few = dag.nodes.length > 2_000 ? 1 : ROUNDS;
  tell({
    work: `no-op node in memory, ${dag.nodes.length} nodes`,
    unit: "µs",
    minnow: us(await rounds(() => runInMemory(plan))),
    langgraph: us(await rounds(() => graph.invoke({ value: "" }, NO_LIMIT), few)),
    rivet: us(await rounds(() => runRivet(project), few)),
    mastra: us(await rounds(() => runMastra(workflow), few)),
    aim: "≤ 25",
  });
}

head();
const climbed = mastraLadder(ladder());
tell({
  work: "makespan / critical path, ladder",
  unit: "",
  ...(await makespan(ladder())),
  mastra: (await rounds(() => runMastra(climbed), 3)) / criticalPath(ladder()),
  aim: "≤ 1.03",
});
const spans: Awaited<ReturnType<typeof makespan>>[] = [];
for (let seed = firstSeed; seed <= lastSeed; seed++) spans.push(await makespan(heterogeneousDag(seed)));
const over = (of: (values: number[]) => number) => ({
  minnow: of(spans.map(({ minnow }) => minnow)),
  langgraph: of(spans.map(({ langgraph }) => langgraph)),
  rivet: of(spans.map(({ rivet }) => rivet)),
});
const about = `random graphs, seeds ${firstSeed}-${lastSeed}`;
tell({ work: `makespan / critical path, ${about}, median`, unit: "", ...over(median) });
tell({ work: `makespan / critical path, ${about}, worst`, unit: "", ...over((values) => Math.max(...values)), aim: "≤ 1.03" });
for (const [levels, width] of [
  [5, 2],
  [25, 4],
  [100, 10],
  [400, 25],
] as const)
  await perNode(levels, width);

const items = Array.from({ length: 100 }, (_, index) => index);
const mapPlan = planOf(mapDocument(40));
const [mapGraph, mapProject, mapWorkflow] = [compileMap(items.length, 40), rivetMap(items.length, 40), mastraMap(items.length, 40)];
tell({
  work: "map of 100 items of 40 ms",
  unit: "ms",
  minnow: await rounds(() => runInMemory(mapPlan, items)),
  langgraph: await rounds(() => mapGraph.invoke({ value: "" }, NO_LIMIT)),
  rivet: await rounds(() => runRivet(mapProject)),
  mastra: await rounds(() => runMastra(mapWorkflow)),
  aim: "≤ 90",
});
const loopPlan = planOf(loopDocument(1_000));
const [loopGraph, loopWorkflow] = [compileLoop(1_000), mastraLoop(1_000)];
tell({
  work: "loop of 1,000 rounds of one no-op node",
  unit: "ms",
  minnow: await rounds(() => runInMemory(loopPlan)),
  langgraph: await rounds(() => loopGraph.invoke({ count: 0 }, NO_LIMIT)),
  mastra: await rounds(() => runMastra(loopWorkflow, { count: 0 })),
});

const folder = await mkdtemp(join(tmpdir(), "minnow-bench-"));
const server = await startEmbeddedPostgres(folder);
await migrate(server.url);
const database = openDatabase(server.url, { name: "minnow-bench" });
const saver = await openSaver(server.url);
try {
  const worker = await durableWorker(database);
  const chain = lattice(50, 2);
  const graph = compileDag(chain, saver);
  let thread = 0;
  const invoke = (of: typeof graph, durability: "sync" | "async") =>
    of.invoke({ value: "" }, { ...NO_LIMIT, durability, configurable: { thread_id: `thread-${thread++}` } });
  const one = await durableRuns(database, documentOf(chain), { count: 1, rounds: ROUNDS });
  tell({
    work: "no-op node, durable in PostgreSQL, 2 KB of state",
    unit: "ms",
    minnow: one.ms / chain.nodes.length,
    langgraph: (await rounds(() => invoke(graph, "async"), 3)) / chain.nodes.length,
    aim: "≤ 0.3",
  });
  const small = lattice(6, 2);
  const twelve = compileDag(small, saver);
  const many = await durableRuns(database, documentOf(small), { count: 600, rounds: ROUNDS });
  const RUNS = 60;
  const twenty = async () => {
    let left = RUNS;
    const lane = async () => {
      while (left-- > 0) await invoke(twelve, "async");
    };
    await Promise.all(Array.from({ length: 20 }, lane));
  };
  tell({
    work: "runs of 12 no-op nodes, durable, 20 at a time",
    unit: "runs/s",
    minnow: (600 * 1_000) / many.ms,
    langgraph: (RUNS * 1_000) / (await rounds(twenty, 3)),
    aim: "≥ 600",
  });
  tell({ work: "the same, CPU of the worker process per run", unit: "ms", minnow: many.cpuMs / 600 });
  const wide = await durableRuns(database, documentOf(lattice(400, 25)), { count: 1, rounds: 1 });
  tell({
    work: "memory above idle, one durable run of 10,000 activations",
    unit: "MiB",
    minnow: wide.peakMib,
    aim: "≤ 150",
  });
  await worker.close();

  const answering = await openModelServer(40);
  const calls = new Map<Engine, CallFigures>();
  for (const engine of everyEngine) calls.set(engine, await measureCalls(engine, answering.baseUrl, server.url));
  answering.close();
  const each = (of: (figures: CallFigures) => number) =>
    Object.fromEntries([...calls].map(([engine, told]) => [engine, of(told)])) as Record<Engine, number>;
  const atOnce = `${RUNS_AT_ONCE} runs at once of ${CALLS_A_RUN} model calls of 40 ms`;
  tell({ work: atOnce, unit: "runs/s", ...each(({ runsPerSecond }) => runsPerSecond), aim: "≥ 200" });
  tell({ work: "the same, CPU of the process per run", unit: "ms", ...each(({ cpuMs }) => cpuMs) });
  tell({ work: "the same, peak memory of the process", unit: "MiB", ...each(({ peakMib }) => peakMib), aim: "≤ 400" });
} finally {
  await saver.end();
  await database.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(Object.fromEntries(figures.map(({ work, aim, ...figure }) => [work, figure]))));
process.exit(0);
