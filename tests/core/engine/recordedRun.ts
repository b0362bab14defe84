import fc from "fast-check";
import type { ActivationView, RunView, Usage } from "@/core/engine/events";

/** Runs as they are on record, for properties. */

const start = Date.UTC(2026, 0, 1);
export const iso = (ms: number): string => new Date(start + ms).toISOString();
export const time = (ms: number): number => start + ms;

export const firing = (path: string, change: Partial<ActivationView> = {}): ActivationView => ({
  path,
  graphId: "g",
  nodeId: path.replace(/.*\//, "").replace(/[#[].*$/, ""),
  kind: "model",
  status: "succeeded",
  attempt: 1,
  startedAt: iso(10),
  finishedAt: iso(20),
  inputs: { question: "why?" },
  outputs: { output: "so" },
  error: null,
  logs: [],
  takenFrom: null,
  usage: null,
  ...change,
});

export const usage = (change: Partial<Usage> = {}): Usage => ({
  calls: 1,
  inputTokens: 10,
  outputTokens: 5,
  cost: 0.25,
  models: ["m/small"],
  simulated: false,
  ...change,
});

export const runOf = (activations: readonly ActivationView[], change: Partial<RunView> = {}): RunView => ({
  id: "r",
  graphId: "g",
  graphName: "Triage",
  nodeNames: {},
  version: 1,
  trigger: "editor",
  status: "succeeded",
  pauseRequested: false,
  againOf: null,
  valuesTakenOut: null,
  input: {},
  output: { answer: "so" },
  error: null,
  simulated: false,
  createdAt: iso(0),
  startedAt: iso(5),
  finishedAt: iso(100),
  activations: [...activations],
  streamed: {},
  lastEventId: 1,
  ...change,
});

const anyUsage = fc.record({
  calls: fc.integer({ min: 1, max: 3 }),
  inputTokens: fc.nat(100),
  outputTokens: fc.nat(100),
  // Whole, so that sums are exact in any order.
  cost: fc.nat(5),
  models: fc.constant<string[]>(["m/small"]),
  simulated: fc.boolean(),
});

const ids = ["a", "b", "c", "d", "e", "f"];

const anyFiring = (path: string): fc.Arbitrary<ActivationView> =>
  fc
    .record({
      began: fc.integer({ min: 0, max: 110 }),
      took: fc.nat(40),
      status: fc.constantFrom("succeeded" as const, "failed" as const, "skipped" as const, "cancelled" as const),
      outputs: fc.constantFrom({ output: "so" }, { output: "no" }, { output: { a: 1, b: 2 } }, { output: { b: 2, a: 1 } }),
      takenFrom: fc.constantFrom(null, "record" as const, "pin" as const),
      usage: fc.option(anyUsage),
    })
    .map(({ began, took, status, outputs, takenFrom, usage }) =>
      firing(path, {
        status,
        startedAt: status === "skipped" ? null : iso(began),
        finishedAt: iso(began + took),
        outputs: status === "succeeded" ? outputs : null,
        error: status === "failed" ? { code: "model_refused", params: {} } : null,
        takenFrom,
        usage: status === "skipped" ? null : usage,
      }),
    );

/** A run that has ended, of up to six nodes, one of which may have fired for several items. */
export const anyRun: fc.Arbitrary<RunView> = fc
  .tuple(fc.subarray([...ids, "m[0]/x", "m[1]/x", "m[2]/x"]), fc.constantFrom("succeeded" as const, "failed" as const))
  .chain(([paths, status]) => fc.tuple(...paths.map(anyFiring)).map((activations) => runOf(activations, { status })));

export const anyMoment = fc.integer({ min: -10, max: 170 }).map(time);
