import type { CallFigures } from "./calls";
import { engines } from "./engines/calls";
import { median } from "./table";
import { RUNS_AT_ONCE } from "./work";

/** Child of the bench: measures the engine that it is told, the first round apart, and tells its parent. */
const [, , engine = "", baseUrl = "", databaseUrl = ""] = process.argv;
const open = engines[engine];
if (open === undefined) throw new Error(`There is no engine ${engine}.`);
const begin = await open(baseUrl, databaseUrl);
await (await begin(RUNS_AT_ONCE)).finished;

let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 20);
const [times, cpu]: [number[], number[]] = [[], []];
for (let round = 0; round < 5; round++) {
  const { finished } = await begin(RUNS_AT_ONCE);
  const before = process.cpuUsage();
  const began = performance.now();
  await finished;
  times.push(performance.now() - began);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1_000);
}
clearInterval(watch);
const figures: CallFigures = {
  runsPerSecond: (RUNS_AT_ONCE * 1_000) / median(times),
  cpuMs: median(cpu) / RUNS_AT_ONCE,
  peakMib: peak / 2 ** 20,
};
process.send?.(figures);
