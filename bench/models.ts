import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { type Contender, contenders } from "./models/contenders";
import { type Batch, type Figures, figuresOf, Taken } from "./models/figures";

/**
 * What a model call costs on top of plain `fetch`: ours beside LangChain's `ChatOpenAI` and `node:http`, streamed and not.
 * `npm run bench:models -- [--rounds 15] [--at-once 1,20,200] [--ways whole,streamed] [--json]`; with `--json` the last line is one JSON object.
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    "at-once": { type: "string", default: "1,20,200" },
    ways: { type: "string", default: "whole,streamed" },
    json: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const WARM_ROUNDS = 4;

const names: Record<Contender, string> = { fetch: "fetch", http: "node:http", langchain: "ChatOpenAI", minnow: "Minnow" };
const start = (file: string, given: string[] = []) =>
  fork(fileURLToPath(new URL(`models/${file}`, import.meta.url)), given, { execArgv: process.execArgv });

/** Children answer one batch after the other. */
async function take(child: ChildProcess, batch: Batch): Promise<Taken> {
  const asked = new AbortController();
  child.send(batch);
  try {
    const told = await Promise.race([
      once(child, "message", asked),
      once(child, "exit", asked).then((): never => {
        throw new Error("A contender ended before it had measured.");
      }),
    ]);
    return Taken.parse(told[0]);
  } finally {
    // Whichever didn't come is listened for no longer.
    asked.abort();
  }
}

/** Contenders take turns, so that what else the machine does meets all of them alike. */
async function compare(children: ReadonlyMap<Contender, ChildProcess>, stream: boolean, atOnce: number) {
  const rounds = new Map(contenders.map((contender) => [contender, [] as Taken[]]));
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    for (const [contender, child] of children) {
      const taken = await take(child, { stream, atOnce, calls: Math.max(100, atOnce * 4) });
      if (round >= 0) rounds.get(contender)?.push(taken);
    }
  }
  return contenders.map((contender) => ({
    contender,
    stream,
    atOnce,
    ...figuresOf(rounds.get(contender) ?? [], rounds.get("fetch") ?? []),
  }));
}

const row = (work: string, name: string, cells: readonly string[]) =>
  console.log(`${work.padEnd(25)} ${name.padEnd(11)} ${cells.map((cell) => cell.padStart(10)).join("")}`);
const printed = [
  "median",
  "addedMedian",
  "addedP95",
  "addedP99",
  "cpu",
  "block",
  "blockMax",
  "ownBlockMax",
] as const satisfies readonly (keyof Figures)[];

const folder = await mkdtemp(join(tmpdir(), "minnow-bench-"));
const postgres = await startEmbeddedPostgres(folder);
const server = start("server.ts");
const children = new Map<Contender, ChildProcess>();
try {
  await migrate(postgres.url);
  const [address] = await once(server, "message");
  const baseUrl = `http://127.0.0.1:${z.object({ port: z.number() }).parse(address).port}/v1`;
  for (const contender of contenders) {
    const child = start("measureOf.ts", [contender, baseUrl, postgres.url]);
    await once(child, "message");
    children.set(contender, child);
  }
  console.log(
    "Milliseconds: of a call, added to plain fetch, CPU of a call, CPU of the longest turn of the event loop: usually, at worst, and at worst without the garbage collector.",
  );
  row("", "", ["median", "added", "added p95", "added p99", "CPU", "turn", "worst", "own worst"]);
  const figures: Record<string, unknown> = {};
  for (const way of options.ways.split(","))
    for (const atOnce of options["at-once"].split(",").map(Number))
      for (const { contender, ...told } of await compare(children, way === "streamed", atOnce)) {
        const work = `${way}, ${atOnce} at a time`;
        row(
          work,
          names[contender],
          printed.map((figure) => told[figure].toFixed(2)),
        );
        figures[`${work}, ${names[contender]}`] = told;
      }
  if (options.json) console.log(JSON.stringify(figures));
} finally {
  for (const child of [server, ...children.values()]) if (child.connected) child.disconnect();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
