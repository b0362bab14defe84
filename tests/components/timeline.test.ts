import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisOf, barOf, ticksOf } from "@/components/runs/timeline";
import type { ActivationView } from "@/core/engine/events";

const zero = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number) => new Date(zero + ms).toISOString();
const activation = (startMs: number | null, endMs: number | null, status: ActivationView["status"] = "succeeded"): ActivationView => ({
  path: "a",
  nodeId: "a",
  graphId: "g",
  kind: "model",
  status,
  attempt: 1,
  startedAt: startMs === null ? null : at(startMs),
  finishedAt: endMs === null ? null : at(endMs),
  inputs: null,
  outputs: null,
  error: null,
  logs: [],
  takenFrom: null,
  usage: null,
});

describe("the time axis of a run", () => {
  it("reaches from its start to its end, however long it waited before", () => {
    const axis = axisOf({ createdAt: at(-5_000), startedAt: at(0), finishedAt: at(400), activations: [] }, zero + 9_000);
    expect(axis).toMatchObject({ startMs: zero, lengthMs: 400, ticks: [0, 100, 200, 300, 400] });
  });

  it("reaches until now while it runs", () => {
    const axis = axisOf({ createdAt: at(0), startedAt: at(0), finishedAt: null, activations: [activation(0, null, "running")] }, zero + 50);
    expect(barOf(activation(25, null, "running"), axis)).toEqual({ left: 0.5, width: 0.5, ms: 25 });
  });

  it("has no bar for what never started", () => {
    const axis = axisOf({ createdAt: at(0), startedAt: at(0), finishedAt: at(100), activations: [] }, zero);
    expect(barOf(activation(null, 50), axis)).toBeNull();
    expect(barOf(activation(10, 10, "skipped"), axis)).toBeNull();
  });

  it("has a few round ticks within it, for any length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 3_600_000 }), (length) => {
        const ticks = ticksOf(length);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.at(-1)).toBeLessThanOrEqual(length);
      }),
    );
  });

  it("keeps every bar on it", () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 500 }), fc.nat(500), fc.integer({ min: 1, max: 600 }), (start, ms, end) => {
        const one = activation(start, start + ms);
        const axis = axisOf({ createdAt: at(0), startedAt: at(0), finishedAt: at(end), activations: [one] }, zero);
        const bar = barOf(one, axis);
        expect(bar).not.toBeNull();
        if (bar === null) return;
        expect(bar.left).toBeGreaterThanOrEqual(0);
        expect(bar.left + bar.width).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});
