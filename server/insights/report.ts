import "server-only";
import type { ModelInfo } from "@/core/models";
import type { SeriesReport } from "@/core/replacement/report";
import { projectSaving } from "@/core/replacement/savings";
import { scoreCard } from "@/core/replacement/scoreCard";
import type { Findings, Series, TaskFacts } from "@/core/replacement/series";
import { effectiveNumber } from "@/core/statistics/entropy";
import { proportion } from "@/core/statistics/proportion";
import { seriesKey } from "./tasks";

/** Everything a series' figures are read against. */
export type Surroundings = {
  tasks: ReadonlyMap<string, TaskFacts>;
  findingsOf: (series: Series) => Findings;
  models: readonly ModelInfo[];
  /** All series looked at: a candidate's own latency and the cost shares come from them. */
  series: readonly Series[];
  /** End of what was looked at, in milliseconds since 1970. */
  until: number;
};

export const totalCost = (series: readonly Series[]): number | null =>
  series.every(({ cost }) => cost === null) ? null : series.reduce((sum, { cost }) => sum + (cost ?? 0), 0);

/** Works out what follows from a series. */
export function reportSeries(one: Series, { tasks, findingsOf, models, series, until }: Surroundings): SeriesReport {
  const known = models.find(({ key }) => key === one.model);
  const task = tasks.get(seriesKey(one)) ?? null;
  const sameTask = (model: string) => series.find((other) => seriesKey(other) === seriesKey(one) && other.model === model);
  const total = totalCost(series.filter(({ graphId }) => graphId === one.graphId));
  return {
    ...one,
    modelLabel: known?.label ?? one.model,
    errorShare: proportion(one.errors, one.calls),
    schemaValidShare: proportion(one.schemaValid, one.schemaAsked),
    costShare: total === null || total === 0 || one.cost === null ? null : one.cost / total,
    outputVariety: one.outputs === 0 ? null : one.distinctOutputs / one.outputs,
    effectiveOutputs: one.outputs === 0 ? null : effectiveNumber(one.outputEntropy),
    simulated: one.simulatedCalls > 0,
    card: scoreCard(one, task, findingsOf(one)),
    saving: one.modelClass === "slm" ? null : projectSaving(one, task, models, (model) => sameTask(model)?.latency ?? null, until),
  };
}
