import "server-only";
import type { Series } from "@/core/replacement/series";
import { quantilesOf } from "@/core/statistics/quantileSketch";
import { topShares, varietyOf } from "@/core/tallies/answers";
import { countIn, dollarsOf, timingOf } from "@/core/tallies/tally";
import type { WorkspaceContext } from "../context";
import { classesToday } from "../models/classes";
import { type Counted, type Range, readCounted } from "./rollups/read";

/**
 * What was recorded of every (node, task fingerprint, model) in runs that have ended, with the model's class of today, the latest first
 * within a node. Quantiles are within 1 %; different answers are counted up to 64 and estimated from there on.
 * @param graphId null for the whole workspace
 */
export async function readSeries(context: WorkspaceContext, graphId: string | null, range: Range): Promise<Series[]> {
  const [counted, classToday] = await Promise.all([
    readCounted(context, { graphId, subjects: ["call"], shapes: true }, range),
    classesToday(context),
  ]);
  return counted
    .map((one) => seriesOf(one, (recorded) => classToday(one.model, recorded)))
    .sort(
      (a, b) =>
        byText(a.graphId, b.graphId) ||
        byText(a.nodeId, b.nodeId) ||
        b.lastAt - a.lastAt ||
        byText(a.fingerprint, b.fingerprint) ||
        byText(a.model, b.model),
    );
}

/** Tokens come whole. */
const rounded = (tokens: number | null): number | null => (tokens === null ? null : Math.round(tokens));

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The class of the last call whose model had one. */
function recordedClass({ slmAt, llmAt }: Counted["tally"]["latest"]): Series["modelClass"] {
  if (slmAt === undefined && llmAt === undefined) return "unknown";
  return (slmAt ?? 0) >= (llmAt ?? 0) ? "slm" : "llm";
}

function seriesOf(
  { graphId, nodeId, fingerprint, model, tally }: Counted,
  classToday: (recorded: Series["modelClass"]) => Series["modelClass"],
): Series {
  const count = (name: Parameters<typeof countIn>[1]) => countIn(tally, name);
  const { shapes, times, answers } = tally;
  const [contextP95 = null] = shapes.context === undefined ? [] : quantilesOf(shapes.context, [0.95]);
  const [outputTokensP50 = null] = shapes.output === undefined ? [] : quantilesOf(shapes.output, [0.5]);
  const variety = answers === null ? null : varietyOf(answers);
  return {
    graphId,
    nodeId,
    fingerprint,
    model,
    modelClass: classToday(recordedClass(tally.latest)),
    calls: count("calls"),
    errors: count("errors"),
    retries: count("retries"),
    schemaAsked: count("schemaAsked"),
    schemaValid: count("schemaValid"),
    toolsOffered: count("toolsOffered"),
    toolsCalled: count("toolsCalled"),
    countedCalls: count("countedCalls"),
    inputTokens: count("inputTokens"),
    outputTokens: count("outputTokens"),
    estimatedCalls: count("estimatedCalls"),
    contextP95: rounded(contextP95),
    outputTokensP50: rounded(outputTokensP50),
    cost: count("pricedCalls") === 0 ? null : dollarsOf(tally),
    pricedCalls: count("pricedCalls"),
    latency: timingOf(times.latency),
    firstToken: timingOf(times.firstToken),
    waited: count("waitedMicros") / 1_000,
    outputs: answers?.total ?? 0,
    distinctOutputs: variety?.distinct ?? 0,
    outputEntropy: variety?.entropy ?? 0,
    labelOutputs: variety?.labels ?? 0,
    topShares: answers === null ? [] : topShares(answers, 5),
    simulatedCalls: count("simulatedCalls"),
    firstAt: tally.firstAt ?? 0,
    lastAt: tally.latest.lastAt ?? 0,
    lastRunId: tally.lastRunId,
  };
}
