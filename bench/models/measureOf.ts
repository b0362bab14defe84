import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { type Contender, openers } from "./contenders";
import { Batch, type Taken } from "./figures";

/** Child of the bench: makes calls as it is told, in a process of its own, so that CPU and event loop are its alone. */
const [, , contender = "", baseUrl = "", databaseUrl = ""] = process.argv;
const call = await openers[contender as Contender](baseUrl, databaseUrl);

const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

type Turn = { from: number; to: number; cpu: number };

/** When the garbage collector held the thread. It is told of a little later. */
const collections: { from: number; ms: number }[] = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) collections.push({ from: startTime, ms: duration });
}).observe({ entryTypes: ["gc"] });
/** Long enough for what the collector did to be told. Milliseconds. */
const TOLD = 30;

/** What a turn took without the collector's part. */
const ownOf = ({ from, to, cpu }: Turn): number =>
  collections.reduce((left, { from: began, ms }) => (began >= from && began < to ? left - ms : left), cpu);

/** Lanes of calls, one after another. */
async function make({ stream, atOnce, calls }: Batch): Promise<Taken> {
  const times: number[] = [];
  let left = calls;
  const lane = async () => {
    while (left-- > 0) {
      const began = performance.now();
      const text = await call(stream);
      times.push(performance.now() - began);
      if (!text.startsWith("The sea is deep")) throw new Error(`An answer that nobody gave: ${text}`);
    }
  };
  const turns: Turn[] = [];
  let [from, before] = [performance.now(), threadMs()];
  const look = setInterval(() => {
    const [to, now] = [performance.now(), threadMs()];
    turns.push({ from, to, cpu: now - before });
    [from, before] = [to, now];
  }, 1);
  const used = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, lane));
  const { user, system } = process.cpuUsage(used);
  clearInterval(look);
  await pause(TOLD);
  const taken = {
    times,
    cpu: (user + system) / 1_000 / calls,
    block: Math.max(0, ...turns.map(({ cpu }) => cpu)),
    ownBlock: Math.max(0, ...turns.map(ownOf)),
  };
  collections.length = 0;
  return taken;
}

process.on("message", async (message) => process.send?.(await make(Batch.parse(message))));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
