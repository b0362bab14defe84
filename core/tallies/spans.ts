import { HOUR } from "./run";

export const levels = ["hour", "day", "month", "all"] as const;
export type Level = (typeof levels)[number];

const DAY = 24 * HOUR;

/** When the hour, day or month that holds a moment begins, in UTC; 0 for all time. Milliseconds since 1970. */
export function startOf(level: Level, at: number): number {
  if (level === "all") return 0;
  if (level !== "month") return Math.floor(at / (level === "day" ? DAY : HOUR)) * (level === "day" ? DAY : HOUR);
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** The start of the next one. */
export function nextOf(level: Exclude<Level, "all">, at: number): number {
  if (level !== "month") return startOf(level, at) + (level === "day" ? DAY : HOUR);
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** The first start at or after a moment. */
const ceilOf = (level: "day" | "month", at: number): number => (startOf(level, at) === at ? at : nextOf(level, at));

/** Rows of a level that start from `from` up to but without `to`. */
export type Span = { level: Level; from: number; to: number };

const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(3000, 0, 1);

/**
 * The fewest rows that make up a range of time: whole months, then days, then hours at both ends. They follow each other without
 * gap or overlap.
 * @param from milliseconds since 1970, of whose hour the range begins; null for as early as there is anything
 * @param to up to but without the hour of this moment, unless it begins in the middle of an hour, which then belongs to it
 */
export function spansOf(from: number | null, to: number | null): Span[] {
  if (from === null && to === null) return [{ level: "all", from: 0, to: 1 }];
  const begin = from === null ? FIRST : startOf("hour", from);
  const end = to === null ? LAST : startOf("hour", to + HOUR - 1);
  const spans: Span[] = [];
  const add = (level: Level, start: number, stop: number) => {
    if (start < stop) spans.push({ level, from: start, to: stop });
  };
  const [firstDay, lastDay] = [ceilOf("day", begin), startOf("day", end)];
  if (firstDay > lastDay) {
    add("hour", begin, end);
    return spans;
  }
  const [firstMonth, lastMonth] = [ceilOf("month", firstDay), startOf("month", lastDay)];
  add("hour", begin, firstDay);
  if (firstMonth > lastMonth) add("day", firstDay, lastDay);
  else {
    add("day", firstDay, firstMonth);
    add("month", firstMonth, lastMonth);
    add("day", lastMonth, lastDay);
  }
  add("hour", lastDay, end);
  return spans;
}
