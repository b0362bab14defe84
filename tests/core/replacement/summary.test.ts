import { describe, expect, it } from "vitest";
import type { NodeReport, SeriesReport } from "@/core/replacement/report";
import { projectSaving } from "@/core/replacement/savings";
import { scoreCard } from "@/core/replacement/scoreCard";
import { summariseNode } from "@/core/replacement/summary";
import { proportion } from "@/core/statistics/proportion";
import { classification, labels, nothingFound } from "./series";

const report = (more: Partial<SeriesReport> = {}): SeriesReport => ({
  ...labels,
  modelLabel: "Big",
  errorShare: proportion(0, 100),
  schemaValidShare: proportion(100, 100),
  costShare: 0.25,
  outputVariety: 0.04,
  effectiveOutputs: 4,
  simulated: false,
  card: scoreCard(labels, classification, nothingFound),
  saving: projectSaving(labels, classification, [], () => null, labels.lastAt),
  ...more,
});

const node = (more: Partial<NodeReport>): NodeReport => ({
  nodeId: "classify",
  name: "Classify",
  kind: "model",
  deleted: false,
  activations: { fired: 110, failed: 11, skipped: 0, timing: { p50: 700, p95: 1_400 } },
  errorShare: proportion(11, 110),
  current: [],
  older: [],
  ...more,
});

describe("a node on the canvas", () => {
  it("shows the sums over its models, and the score of the one that serves it", () => {
    const small = report({ calls: 10, cost: null, costShare: null, card: { state: "already_small" }, simulated: true });
    const served = summariseNode(node({ current: [report(), small] }));
    expect(served).toMatchObject({ calls: 110, errorShare: 0.1, p50: 700, p95: 1_400, cost: 0.3, costShare: 0.25, simulated: true });
    expect(served.score).toBeGreaterThan(80);
    expect(summariseNode(node({ current: [small, report()] })).score).toBeNull();
  });

  it("leaves unknown what was never recorded", () => {
    expect(summariseNode(node({ errorShare: proportion(0, 0) }))).toMatchObject({
      calls: 0,
      errorShare: null,
      cost: null,
      costShare: null,
      score: null,
    });
  });
});
