import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunView } from "@/core/engine/events";
import { momentsOf, runAt, spanOf } from "@/core/engine/replay";
import { anyMoment, anyRun, firing, iso, runOf, time, usage } from "./recordedRun";

const stateOf = (run: RunView) => Object.fromEntries(run.activations.map(({ path, status }) => [path, status]));
const last = (run: RunView): number => Math.max(...momentsOf(run));

describe("a run at a moment", () => {
  const run = runOf([
    firing("input", { startedAt: iso(5), finishedAt: iso(5) }),
    firing("ask", { startedAt: iso(10), finishedAt: iso(60), usage: usage(), logs: ["asked"] }),
    firing("other", { status: "skipped", startedAt: null, finishedAt: iso(60), outputs: null }),
    firing("wrap", { startedAt: iso(61), finishedAt: iso(90), status: "failed", error: { code: "code_threw", params: {} } }),
  ]);

  it("has nothing of what had not begun, and runs what had not ended", () => {
    expect(stateOf(runAt(run, time(5)))).toEqual({ input: "succeeded" });
    expect(stateOf(runAt(run, time(59)))).toEqual({ input: "succeeded", ask: "running" });
    expect(stateOf(runAt(run, time(60)))).toEqual({ input: "succeeded", ask: "succeeded", other: "skipped" });
    expect(stateOf(runAt(run, time(61)))).toMatchObject({ wrap: "running" });
  });

  it("tells nothing that came out later", () => {
    const [, asking] = runAt(run, time(30)).activations;
    expect(asking).toMatchObject({ inputs: { question: "why?" }, outputs: null, usage: null, error: null, logs: [], finishedAt: null });
    expect(runAt(run, time(95))).toMatchObject({ status: "running", output: null, finishedAt: null });
    expect(runAt(run, time(4))).toMatchObject({ status: "queued", startedAt: null, activations: [] });
  });

  it("waits where a person was asked", () => {
    expect(stateOf(runAt(run, time(30), (kind) => kind === "model"))).toMatchObject({ ask: "waiting" });
  });

  it("of one that still goes on has what it is doing now only at the end, which is never reached", () => {
    const live = runOf([firing("ask", { status: "running", finishedAt: null, outputs: null })], {
      status: "running",
      finishedAt: null,
      streamed: { ask: "Well" },
    });
    expect(runAt(live, Number.POSITIVE_INFINITY)).toBe(live);
    expect(runAt(live, time(10_000)).streamed).toEqual({});
    expect(spanOf(live, time(40))).toEqual({ startMs: time(5), endMs: time(40) });
  });

  it("is the run itself from its end on", () => {
    fc.assert(
      fc.property(anyRun, fc.nat(50), (run, later) => {
        expect(runAt(run, last(run) + later)).toBe(run);
        expect(spanOf(run, 0).endMs).toBe(last(run));
      }),
    );
  });

  it("only ever gets more: what is there stays, and what has ended stays as it ended", () => {
    fc.assert(
      fc.property(anyRun, anyMoment, anyMoment, (run, one, other) => {
        const [before, after] = [runAt(run, Math.min(one, other)), runAt(run, Math.max(one, other))];
        const there = new Map(after.activations.map((activation) => [activation.path, activation]));
        for (const activation of before.activations) {
          expect(there.has(activation.path)).toBe(true);
          if (activation.status !== "running") expect(there.get(activation.path)).toBe(activation);
        }
        const order = run.activations.map(({ path }) => path);
        const places = before.activations.map(({ path }) => order.indexOf(path));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
    );
  });

  it("is the same whether it is seen from the end or from a later moment", () => {
    fc.assert(
      fc.property(anyRun, anyMoment, anyMoment, (run, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        fc.pre(late < last(run));
        expect(runAt(runAt(run, late), early)).toEqual(runAt(run, early));
      }),
    );
  });
});

describe("the moments of a run", () => {
  it("rise, from its start to its end", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const moments = momentsOf(run);
        expect(moments).toEqual([...new Set(moments)].toSorted((a, b) => a - b));
        expect(moments[0]).toBe(spanOf(run, 0).startMs);
        expect(moments.at(-1)).toBe(spanOf(run, 0).endMs);
      }),
    );
  });

  it("are all at which something changed, and nothing changed between them", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const moments = momentsOf(run);
        for (const [index, moment] of moments.entries()) {
          const next = moments[index + 1];
          if (next !== undefined) expect(runAt(run, next - 1)).toEqual(runAt(run, moment));
          if (index > 0) expect(runAt(run, moment - 1)).not.toEqual(runAt(run, moment));
        }
      }),
    );
  });
});
