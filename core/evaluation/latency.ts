import { z } from "zod";
import { quantile } from "../statistics/quantile";

/** Milliseconds. */
export const Quantiles = z.object({ p50: z.number(), p95: z.number() });
export type Quantiles = z.infer<typeof Quantiles>;

/**
 * What becomes of whole runs. beside: calls take another time, runs don't, as they don't wait for the node. same: neither do calls.
 */
export const RunEffect = z.enum(["changed", "beside", "same"]);
export type RunEffect = z.infer<typeof RunEffect>;

/** Of the same calls, or runs, with the model that serves the node now and with the candidate. */
export const Retimed = z.object({ incumbent: Quantiles, candidate: Quantiles });
export type Retimed = z.infer<typeof Retimed>;

export const MeasuredLatency = z.object({
  /** Of the calls that the candidate was sent: as recorded, and as measured. */
  call: Retimed.extend({ calls: z.number().int() }),
  /** Whole runs, as recorded and replayed; null when too few could be replayed. */
  run: Retimed.extend({ runs: z.number().int(), effect: RunEffect }).nullable(),
  /** Runs that couldn't be replayed. */
  leftOut: z.number().int(),
});
export type MeasuredLatency = z.infer<typeof MeasuredLatency>;

export type Times = { incumbent: number; candidate: number };

/** Quantiles of fewer say little. */
const FEWEST = 10;
/** Of the median, or of what 95 % take at most: a change that counts as one. Share. */
const LEAST_CHANGE = 0.01;

/**
 * What a candidate means for how long a call, and a whole run, takes.
 * @param calls milliseconds of the same calls
 * @param runs milliseconds of the same runs
 * @returns null when there are too few calls
 */
export function measuredLatency(
  calls: readonly Times[],
  { runs, leftOut }: { runs: readonly Times[]; leftOut: number },
): MeasuredLatency | null {
  const [call, run] = [retimed(calls), retimed(runs)];
  if (call === null) return null;
  const effect = run === null || isChanged(run) ? "changed" : isChanged(call) ? "beside" : "same";
  return { call: { ...call, calls: calls.length }, run: run && { ...run, runs: runs.length, effect }, leftOut };
}

const isChanged = ({ incumbent, candidate }: Retimed): boolean =>
  Math.abs(candidate.p50 - incumbent.p50) >= LEAST_CHANGE * incumbent.p50 ||
  Math.abs(candidate.p95 - incumbent.p95) >= LEAST_CHANGE * incumbent.p95;

function retimed(times: readonly Times[]): Retimed | null {
  if (times.length < FEWEST) return null;
  const incumbent = quantilesOf(times.map((one) => one.incumbent));
  const candidate = quantilesOf(times.map((one) => one.candidate));
  return incumbent === null || candidate === null ? null : { incumbent, candidate };
}

function quantilesOf(values: readonly number[]): Quantiles | null {
  const [p50, p95] = [quantile(values, 0.5), quantile(values, 0.95)];
  return p50 === null || p95 === null ? null : { p50, p95 };
}
