import type { OverTime, TimePoint } from "@/core/replacement/overTime";
import { nextOf } from "@/core/tallies/spans";

/** One hour, day or month with what each model or node did in it; those without calls have none. */
export type Part = { at: number; until: number; points: ReadonlyMap<string, TimePoint> };

/** All parts of the time that a chart shows, also those in which nothing happened. */
export function partsOf({ level, from, to, points }: OverTime): Part[] {
  const byPart = Map.groupBy(points, ({ at }) => at);
  const parts: Part[] = [];
  for (let at = from; at <= to && points.length > 0; at = nextOf(level, at))
    parts.push({ at, until: nextOf(level, at), points: new Map((byPart.get(at) ?? []).map((point) => [point.group, point])) });
  return parts;
}

export const sumOf = ({ points }: Part, pick: (point: TimePoint) => number): number =>
  [...points.values()].reduce((sum, point) => sum + pick(point), 0);

/** A share; null of nothing, which leaves a gap in a line. */
export const shareOf = (some: number, all: number): number | null => (all === 0 ? null : some / all);

/** The runs whose calls a part of a chart is about. */
export function runsBehind(
  graphId: string,
  { at, until }: Pick<Part, "at" | "until">,
  only: { model: string } | { nodeId: string } | null,
) {
  const query = new URLSearchParams({
    graphId,
    from: new Date(at).toISOString(),
    to: new Date(until).toISOString(),
    ...only,
  });
  return `/runs?${query}`;
}
