import { type Contender, openers } from "./contenders";
import { Batch, type Taken } from "./figures";

/** Child of the bench: makes calls as it is told, in a process of its own, so that CPU and event loop are its alone. */
const [, , contender = "", baseUrl = "", databaseUrl = ""] = process.argv;
const call = await openers[contender as Contender](baseUrl, databaseUrl);

const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

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
  let [block, before] = [0, threadMs()];
  const look = setInterval(() => {
    const now = threadMs();
    block = Math.max(block, now - before);
    before = now;
  }, 1);
  const used = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, lane));
  const { user, system } = process.cpuUsage(used);
  clearInterval(look);
  return { times, cpu: (user + system) / 1_000 / calls, block };
}

process.on("message", async (message) => process.send?.(await make(Batch.parse(message))));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
