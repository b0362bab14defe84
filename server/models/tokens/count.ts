import "server-only";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { estimateTokens } from "../adapter";

export type Wanted = { id: number; texts: readonly string[] };
export type Counted = { id: number; counts: number[] };

/** From the root of the project, where every process starts: bundlers would put a copy elsewhere. */
const THREAD = join(process.cwd(), "server", "models", "tokens", "thread.ts");
/** The vocabulary takes some 100 MB, given back when nobody counts any more. */
const IDLE_MS = 60_000;
/** Loading it takes a second; a machine that needs much longer than that gets the rough figure. */
const LIMIT_MS = 10_000;
/** Above this it isn't worth it. */
const MAX_CHARACTERS = 2_000_000;

type Thread = { worker: Worker; waiting: Map<number, (counts: number[] | null) => void>; idle: NodeJS.Timeout | undefined };
let thread: Thread | null = null;
let lastId = 0;

/**
 * How many tokens texts have in the vocabulary of OpenAI's newer models. Those of others differ by some tenths, so it is an estimate
 * for them too. Counted in a thread, which keeps no process alive and nobody else waiting; by length where that doesn't work.
 */
export async function countTokens(texts: readonly string[]): Promise<number[]> {
  const rough = () => texts.map(estimateTokens);
  if (texts.reduce((sum, { length }) => sum + length, 0) > MAX_CHARACTERS) return rough();
  const { worker, waiting, idle } = threadNow();
  clearTimeout(idle);
  lastId += 1;
  const id = lastId;
  const { promise, resolve } = Promise.withResolvers<number[] | null>();
  waiting.set(id, resolve);
  const late = setTimeout(() => resolve(null), LIMIT_MS);
  worker.ref();
  worker.postMessage({ id, texts } satisfies Wanted);
  const counts = await promise;
  clearTimeout(late);
  waiting.delete(id);
  restWhenDone();
  return counts ?? rough();
}

function threadNow(): Thread {
  if (thread !== null) return thread;
  // Neither the host's flags and loaders nor its environment, where the secrets are.
  const worker = new Worker(THREAD, { execArgv: [], env: {} });
  const made: Thread = { worker, waiting: new Map(), idle: undefined };
  const lost = () => {
    if (thread === made) thread = null;
    for (const resolve of made.waiting.values()) resolve(null);
  };
  worker.on("message", ({ id, counts }: Counted) => made.waiting.get(id)?.(counts));
  worker.on("error", lost);
  worker.on("exit", lost);
  thread = made;
  return made;
}

function restWhenDone(): void {
  const resting = thread;
  if (resting === null || resting.waiting.size > 0) return;
  resting.worker.unref();
  resting.idle = setTimeout(() => void closeCounting(), IDLE_MS).unref();
}

export async function closeCounting(): Promise<void> {
  const closing = thread;
  thread = null;
  clearTimeout(closing?.idle);
  await closing?.worker.terminate();
}
