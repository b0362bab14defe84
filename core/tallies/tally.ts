import { z } from "zod";
import {
  emptySketch,
  mergeSketch,
  type QuantileSketch,
  quantilesOf,
  readSketch,
  StoredSketch,
  storeSketch,
} from "../statistics/quantileSketch";
import { type Answers, mergeAnswers, noAnswers, readAnswers, StoredAnswers, storeAnswers } from "./answers";

/** What is counted; what a tally doesn't name it has counted none of. Times are whole microseconds, so that their sums are exact. */
export const counts = [
  ...(["calls", "errors", "retries", "schemaAsked", "schemaValid", "countedCalls", "inputTokens", "outputTokens"] as const),
  ...(["cachedTokens", "reasoningTokens", "estimatedCalls", "cachedCalls", "pricedCalls", "unpricedCalls", "simulatedCalls"] as const),
  ...(["toolsOffered", "toolsCalled"] as const),
  ...(["waitedMicros", "fired", "failed", "skipped", "firedWell", "firings", "runs", "runsWell"] as const),
] as const;
export type Count = (typeof counts)[number];

/** Milliseconds of calls, of their first tokens, of activations or runs, and of those in runs that ended well. */
export const times = ["latency", "firstToken", "duration", "durationWell"] as const;
export type Time = (typeof times)[number];

/** Tokens of a call's input and output together, tokens of its output, and what it cost in US dollars. */
export const shapes = ["context", "output", "dollars"] as const;
export type Shape = (typeof shapes)[number];

/** Moments in milliseconds since 1970. */
export const latest = ["lastAt", "slmAt", "llmAt"] as const;
export type Latest = (typeof latest)[number];

/**
 * Everything counted of some calls, activations or runs. Tallies merge: whichever order things come in and however they are
 * parted, the merged tally is the same to the last bit. Money is in whole picodollars (1e-12 US dollars) for that reason.
 */
export type Tally = {
  counts: Partial<Record<Count, number>>;
  cost: bigint;
  times: Partial<Record<Time, QuantileSketch>>;
  shapes: Partial<Record<Shape, QuantileSketch>>;
  latest: Partial<Record<Latest, number>>;
  firstAt: number | null;
  lastRunId: string;
  /** Of a node; empty elsewhere. */
  kind: string;
  answers: Answers | null;
};

export const emptyTally = (): Tally => ({
  counts: {},
  cost: 0n,
  times: {},
  shapes: {},
  latest: {},
  firstAt: null,
  lastRunId: "",
  kind: "",
  answers: null,
});

const PICO = 1e12;
export const picodollars = (dollars: number): bigint => BigInt(Math.round(dollars * PICO));
export const dollarsOf = (tally: Tally): number => Number(tally.cost) / PICO;

export const countIn = (tally: Tally, count: Count): number => tally.counts[count] ?? 0;
export function add(tally: Tally, count: Count, many: number): void {
  if (many !== 0) tally.counts[count] = countIn(tally, count) + many;
}

/** The tally's sketch of that name, made when it isn't there. */
export const timesOf = (tally: Tally, time: Time): QuantileSketch => {
  tally.times[time] ??= emptySketch();
  return tally.times[time];
};
export const shapesOf = (tally: Tally, shape: Shape): QuantileSketch => {
  tally.shapes[shape] ??= emptySketch();
  return tally.shapes[shape];
};
export const answersOf = (tally: Tally): Answers => {
  tally.answers ??= noAnswers();
  return tally.answers;
};

export function sawAt(tally: Tally, name: Latest, at: number): void {
  tally.latest[name] = Math.max(tally.latest[name] ?? at, at);
}

/** Median and 95th percentile; null when nothing was measured. */
export function timingOf(sketch: QuantileSketch | undefined): { p50: number | null; p95: number | null } {
  const [p50 = null, p95 = null] = sketch === undefined ? [] : quantilesOf(sketch, [0.5, 0.95]);
  return { p50, p95 };
}

/** Adds all that `other` counted to `tally`. */
export function mergeTally(tally: Tally, other: Tally): void {
  for (const count of counts) add(tally, count, countIn(other, count));
  tally.cost += other.cost;
  for (const time of times) if (other.times[time] !== undefined) mergeSketch(timesOf(tally, time), other.times[time]);
  for (const shape of shapes) if (other.shapes[shape] !== undefined) mergeSketch(shapesOf(tally, shape), other.shapes[shape]);
  for (const name of latest) if (other.latest[name] !== undefined) sawAt(tally, name, other.latest[name]);
  if (other.firstAt !== null) tally.firstAt = Math.min(tally.firstAt ?? other.firstAt, other.firstAt);
  if (other.lastRunId > tally.lastRunId) tally.lastRunId = other.lastRunId;
  if (other.kind > tally.kind) tally.kind = other.kind;
  if (other.answers !== null) mergeAnswers(answersOf(tally), other.answers);
}

/** What charts need: numbers and times. */
export const StoredCounts = z.object({
  counts: z.partialRecord(z.enum(counts), z.number().int()),
  cost: z.string(),
  times: z.partialRecord(z.enum(times), StoredSketch),
  latest: z.partialRecord(z.enum(latest), z.number()),
  firstAt: z.number().nullable(),
  lastRunId: z.string(),
  kind: z.string(),
});
export type StoredCounts = z.infer<typeof StoredCounts>;

/** What only a series' own figures need, which is the larger part. */
export const StoredShapes = z.object({
  shapes: z.partialRecord(z.enum(shapes), StoredSketch),
  answers: StoredAnswers.nullable(),
});
export type StoredShapes = z.infer<typeof StoredShapes>;

/** The same for equal tallies, to the last character. */
export function storeTally(tally: Tally): { counts: StoredCounts; shapes: StoredShapes } {
  const { cost, firstAt, lastRunId, kind, answers } = tally;
  return {
    counts: {
      counts: picked(counts, (name) => tally.counts[name]),
      cost: String(cost),
      times: picked(times, (name) => tally.times[name] && storeSketch(tally.times[name])),
      latest: picked(latest, (name) => tally.latest[name]),
      firstAt,
      lastRunId,
      kind,
    },
    shapes: {
      shapes: picked(shapes, (name) => tally.shapes[name] && storeSketch(tally.shapes[name])),
      answers: answers === null ? null : storeAnswers(answers),
    },
  };
}

/** @param shapesStored left out where nobody asks for them */
export function readTally(stored: StoredCounts, shapesStored?: StoredShapes): Tally {
  const { counts: counted, cost, times: timed, latest: seen, firstAt, lastRunId, kind } = stored;
  return {
    counts: { ...counted },
    cost: BigInt(cost),
    times: picked(times, (name) => timed[name] && readSketch(timed[name])),
    shapes: picked(shapes, (name) => shapesStored?.shapes[name] && readSketch(shapesStored.shapes[name])),
    latest: { ...seen },
    firstAt,
    lastRunId,
    kind,
    answers: shapesStored?.answers == null ? null : readAnswers(shapesStored.answers),
  };
}

function picked<K extends string, V>(names: readonly K[], named: (name: K) => V | undefined): Partial<Record<K, V>> {
  const found: Partial<Record<K, V>> = {};
  for (const name of names) {
    const value = named(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
