import "server-only";
import type { ModelClass } from "@/core/models";
import { type Grouping, MOST_GROUPS, type OverTime, type TimePoint } from "@/core/replacement/overTime";
import { HOUR } from "@/core/tallies/run";
import { type Level, startOf } from "@/core/tallies/spans";
import { countIn, dollarsOf, type Tally, timingOf } from "@/core/tallies/tally";
import type { WorkspaceContext } from "../context";
import { findGraph, parseDocument } from "../graphs/read";
import { classesToday } from "../models/classes";
import { listModels } from "../models/registry";
import { type Counted, firstHour, type Range, readOverTime, together } from "./rollups/read";

const DAY = 24 * HOUR;

/** The finest parts of time of which a chart has not too many. */
const levelOf = (from: number, to: number): Exclude<Level, "all"> =>
  to - from <= 3 * DAY ? "hour" : to - from <= 100 * DAY ? "day" : "month";

/**
 * What a graph's calls added up to over time, by model or by node.
 * @param now milliseconds since 1970
 * @throws MinnowError `not_found`
 */
export async function graphOverTime(
  context: WorkspaceContext,
  graphId: string,
  by: Grouping,
  range: Range = {},
  now = Date.now(),
): Promise<OverTime> {
  const graph = await findGraph(context, graphId);
  const to = range.to?.getTime() ?? now;
  const from = range.from?.getTime() ?? (await firstHour(context, graphId));
  if (from === null) return { level: "hour", from: 0, to: 0, groups: [], points: [] };
  const level = levelOf(from, to);
  const [rows, classToday, models] = await Promise.all([
    readOverTime(context, { graphId, subjects: ["call"] }, level, startOf(level, from), to),
    classesToday(context),
    listModels(context),
  ]);
  const isSmall = ({ model, tally }: Counted) => classToday(model, tally.latest.slmAt === undefined ? "llm" : "slm") === "slm";
  const keyOf = (row: Counted) => (by === "model" ? row.model : row.nodeId);
  const largest = [...Map.groupBy(rows, keyOf)]
    .map(([key, some]) => ({ key, calls: some.reduce((sum, { tally }) => sum + countIn(tally, "calls"), 0) }))
    .sort((a, b) => b.calls - a.calls || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_GROUPS);
  const draft = parseDocument(graph.draft);
  const groups = largest.map(({ key }) => {
    if (by === "node") return { key, label: draft.nodes.find(({ id }) => id === key)?.name ?? key, modelClass: null };
    const recorded: ModelClass = rows.some((row) => row.model === key && isSmall(row)) ? "slm" : "llm";
    return { key, label: models.find((model) => model.key === key)?.label ?? key, modelClass: classToday(key, recorded) };
  });
  const places = new Map(largest.map(({ key }, index) => [key, index]));
  const placeOf = ({ group }: TimePoint) => places.get(group) ?? largest.length;
  const parts = Map.groupBy(rows, (row) => JSON.stringify([row.startsAt, places.has(keyOf(row)) ? keyOf(row) : ""]));
  const points = [...parts.values()].map((some) => {
    const [first] = some;
    const group = first === undefined || !places.has(keyOf(first)) ? "" : keyOf(first);
    return pointOf(first?.startsAt ?? 0, group, together(some), together(some.filter(isSmall)));
  });
  return {
    level,
    from: startOf(level, from),
    to: startOf(level, to),
    groups,
    points: points.sort((a, b) => a.at - b.at || placeOf(a) - placeOf(b)),
  };
}

function pointOf(at: number, group: string, all: Tally, small: Tally): TimePoint {
  return {
    at,
    group,
    calls: countIn(all, "calls"),
    errors: countIn(all, "errors"),
    simulatedCalls: countIn(all, "simulatedCalls"),
    slmCalls: countIn(small, "calls"),
    slmCost: dollarsOf(small),
    cost: dollarsOf(all),
    pricedCalls: countIn(all, "pricedCalls"),
    inputTokens: countIn(all, "inputTokens"),
    outputTokens: countIn(all, "outputTokens"),
    cachedTokens: countIn(all, "cachedTokens"),
    cachedCalls: countIn(all, "cachedCalls"),
    ...timingOf(all.times.latency),
  };
}
