import type { ActivationView, RunView } from "@/core/engine/events";

/** A time axis from the run's start: milliseconds all through. */
export type Axis = { startMs: number; lengthMs: number; endMs: number; ticks: number[] };

/** At least this long, so that a run of a few milliseconds still has an axis. */
const MIN_LENGTH_MS = 10;

/** @param now end of what still runs, in milliseconds since 1970 */
export function axisOf(run: Pick<RunView, "startedAt" | "createdAt" | "finishedAt" | "activations">, now: number): Axis {
  const startMs = Date.parse(run.startedAt ?? run.createdAt);
  const ends = run.activations.map(({ finishedAt }) => (finishedAt === null ? startMs : Date.parse(finishedAt)));
  const endMs = Math.max(run.finishedAt === null ? now : Date.parse(run.finishedAt), ...ends);
  const lengthMs = Math.max(endMs - startMs, MIN_LENGTH_MS);
  return { startMs, endMs, lengthMs, ticks: ticksOf(lengthMs) };
}

const MINUTE_MS = 60_000;

/** Three to six round times within the axis: multiples of 1, 2 or 5 times a power of ten, in milliseconds or minutes. */
export function ticksOf(lengthMs: number): number[] {
  if (lengthMs > 2 * MINUTE_MS) return roundSteps(lengthMs / MINUTE_MS).map((minutes) => minutes * MINUTE_MS);
  return roundSteps(lengthMs);
}

function roundSteps(length: number): number[] {
  const rough = length / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

export type Bar = { left: number; width: number; ms: number };

/** Where a span of time lies on the axis. `lengthMs` of what nobody timed is null: it is a mark at its moment. */
export function barAt(startedAt: string, lengthMs: number | null, axis: Axis): Bar {
  const start = Date.parse(startedAt);
  const left = Math.min(Math.max((start - axis.startMs) / axis.lengthMs, 0), 1);
  return { left, width: Math.min((lengthMs ?? 0) / axis.lengthMs, 1 - left), ms: lengthMs ?? 0 };
}

/** Where an activation lies on the axis, as shares of its length; null when it never started. */
export function barOf({ startedAt, finishedAt, status }: ActivationView, axis: Axis): Bar | null {
  if (startedAt === null || status === "skipped") return null;
  const start = Date.parse(startedAt);
  const end = finishedAt === null ? Math.max(axis.endMs, start) : Date.parse(finishedAt);
  return barAt(startedAt, end - start, axis);
}
