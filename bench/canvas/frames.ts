import type { Stage } from "./browser";

/** What a page needed for a piece of work. Milliseconds; `busy` is the main thread's time per frame of 1/60 s. */
export type Frames = { p50: number; p95: number; busy: number; dropped: number; count: number };

const FRAME = 1_000 / 60;

declare global {
  interface Window {
    frameTimes: number[];
    watchFrames: boolean;
  }
}

const busyMs = async ({ cdp }: Stage): Promise<number> => {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
};

/** Time from frame to frame while something is done with a page. */
export async function framesDuring(stage: Stage, work: () => Promise<unknown>): Promise<Frames> {
  const { page } = stage;
  await page.evaluate(() => {
    window.frameTimes = [];
    window.watchFrames = true;
    const look = (now: number) => {
      window.frameTimes.push(now);
      if (window.watchFrames) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const before = await busyMs(stage);
  await work();
  const busy = (await busyMs(stage)) - before;
  const times = await page.evaluate(() => {
    window.watchFrames = false;
    return window.frameTimes;
  });
  const deltas = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const lasted = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return {
    p50: quantile(deltas, 0.5),
    p95: quantile(deltas, 0.95),
    busy: (busy * FRAME) / lasted,
    dropped: deltas.filter((delta) => delta > 1.5 * FRAME).length,
    count: deltas.length,
  };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
