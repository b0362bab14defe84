import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import type { ModelInfo } from "@/core/models";
import { estimateRun } from "@/core/replacement/estimate";
import { type GraphEvidence, type ModelEvidence, noEvidence } from "@/core/replacement/evidence";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, modelNode, outputNode } from "@/tests/helpers/documents";
import { modelInfo } from "./series";

/** Two models side by side, then one that reads both. */
const diamond = (big = "big", small = "small") =>
  graphOf(
    [
      inputNode("text"),
      modelNode("left", "Left of {{text}}", big),
      modelNode("right", "Right of {{text}}", small),
      modelNode("sum", "{{a}} {{b}}", small),
      outputNode("answer"),
    ],
    ["input.text -> left.text", "input.text -> right.text", "left.output -> sum.a", "right.output -> sum.b", "sum.output -> output.answer"],
  );

const registry = (...models: ModelInfo[]) => new Map(models.map((model) => [model.key, model]));
const big = modelInfo("big", { class: "llm", inputPrice: 2, outputPrice: 8 });
const small = modelInfo("small");

const recorded = (nodeId: string, model: string, ms: number, calls = 10): ModelEvidence => ({
  nodeId,
  fingerprint: nodeFingerprint(diamond().nodes.find(({ id }) => id === nodeId)?.config ?? {}),
  model,
  calls,
  errors: 0,
  schemaAsked: 0,
  schemaValid: 0,
  countedCalls: calls,
  inputTokens: 1_000 * calls,
  outputTokens: 100 * calls,
  contextP95: 1_100,
  latency: { p50: ms, p95: ms },
  firstToken: { p50: null, p95: null },
  simulatedCalls: 0,
});
const measured: GraphEvidence = {
  runs: 10,
  nodes: ["left", "right", "sum"].map((nodeId) => ({ nodeId, fired: 10, p50: 1 })),
  tasks: [],
  models: [recorded("left", "big", 900), recorded("right", "small", 200), recorded("sum", "small", 300)],
};

const estimate = (models: ReadonlyMap<string, ModelInfo>, evidence = measured, document = diamond()) =>
  estimateRun({ document, kinds, models, evidence });

describe("the estimate of a run", () => {
  it("sums cost over recorded tokens and takes the longest path, not the sum, of latencies", () => {
    const run = estimate(registry(big, small));
    expect(run.cost).toBeCloseTo((2 * 1_000 + 8 * 100 + 2 * (0.1 * 1_000 + 0.2 * 100)) / 1e6, 12);
    expect(run.latency).toBe(900 + 300);
    expect(run).toMatchObject({ calls: 3, recordedCalls: 30, guessed: [], unpriced: [], untimed: [], simulated: false });
    expect(run.smallCalls).toBeCloseTo(2 / 3, 12);
  });

  it("counts a node that fires in half of the runs by half, and one that fires five times by five", () => {
    const nodes = measured.nodes.map((node) => ({ ...node, fired: { left: 5, right: 50, sum: 10 }[node.nodeId] ?? 0 }));
    const run = estimate(registry(big, small), { ...measured, nodes });
    expect(run.uses.map(({ calls }) => calls)).toEqual([0.5, 5, 1]);
  });

  it("never takes what is unknown for nothing", () => {
    const run = estimate(registry({ ...big, inputPrice: null }), noEvidence, diamond("big", "gone"));
    expect(run).toMatchObject({ cost: null, latency: null, smallCost: null });
    expect(run.unpriced).toEqual(["left", "right", "sum"]);
    expect(run.untimed).toEqual(["left", "right", "sum"]);
  });

  it("guesses tokens from the prompt while nothing is recorded, and says of which nodes", () => {
    const run = estimate(registry(big, small), noEvidence);
    expect(run.cost).toBeGreaterThan(0);
    expect(run).toMatchObject({ guessed: ["left", "right", "sum"], recordedCalls: 0, latency: null });
  });

  it("knows a simulated model's speed, and says that it is simulated", () => {
    const simulation = { firstTokenMs: 50, tokensPerSecond: 1_000, quality: 1 };
    const played = modelInfo("small", { connectionKind: "simulated", simulation });
    const run = estimate(registry(played), { ...measured, models: [recorded("right", "big", 900)] }, diamond("small", "small"));
    expect(run.simulated).toBe(true);
    expect(run.latency).toBeGreaterThan(100);
  });

  it("never gets cheaper when a price goes up", () => {
    const price = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(price, price, price, (inputPrice, outputPrice, more) => {
        const before = estimate(registry({ ...big, inputPrice, outputPrice }, small)).cost ?? Number.NaN;
        const after = estimate(registry({ ...big, inputPrice: inputPrice + more, outputPrice }, small)).cost ?? Number.NaN;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it("takes at least as long as its slowest node and at most as long as all of them in turn", () => {
    const ms = fc.double({ min: 0, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(ms, ms, ms, (left, right, sum) => {
        const models = [recorded("left", "big", left), recorded("right", "small", right), recorded("sum", "small", sum)];
        const latency = estimate(registry(big, small), { ...measured, models }).latency ?? Number.NaN;
        expect(latency).toBeGreaterThanOrEqual(Math.max(left, right, sum));
        expect(latency).toBeLessThanOrEqual(left + right + sum + 1e-6);
      }),
    );
  });

  it("is the sum of its nodes' costs, whose shares lie within [0, 1]", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true }), (one, other) => {
        const run = estimate(registry({ ...big, inputPrice: one }, { ...small, inputPrice: other }));
        expect(run.cost).toBeCloseTo(
          run.uses.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
          12,
        );
        expect(run.smallCost).toBeGreaterThanOrEqual(0);
        expect(run.smallCost).toBeLessThanOrEqual(1);
      }),
    );
  });
});
