import { describe, expect, it } from "vitest";
import { measuredLatency } from "@/core/evaluation/latency";

const times = (incumbent: (index: number) => number, candidate: (index: number) => number, count = 101) =>
  Array.from({ length: count }, (_, index) => ({ incumbent: incumbent(index), candidate: candidate(index) }));
const calls = times(
  (index) => 1_000 + index,
  (index) => 500 + index,
);

describe("what a candidate means for latency", () => {
  it("is told by median and 95th percentile, of calls and of runs", () => {
    const runs = times(
      (index) => 2_000 + index,
      (index) => 1_500 + index,
    );
    expect(measuredLatency(calls, { runs, leftOut: 3 })).toEqual({
      call: { incumbent: { p50: 1_050, p95: 1_095 }, candidate: { p50: 550, p95: 595 }, calls: 101 },
      run: { incumbent: { p50: 2_050, p95: 2_095 }, candidate: { p50: 1_550, p95: 1_595 }, runs: 101, effect: "changed" },
      leftOut: 3,
    });
  });

  it("is nothing for runs that don't wait for the node", () => {
    const runs = times(
      () => 2_000,
      () => 1_990,
    );
    expect(measuredLatency(calls, { runs, leftOut: 0 })?.run?.effect).toBe("beside");
  });

  it("counts where only the slowest runs wait for it", () => {
    const runs = times(
      (index) => (index < 80 ? 2_000 : 9_000),
      (index) => (index < 80 ? 2_000 : 4_000),
    );
    expect(measuredLatency(calls, { runs, leftOut: 0 })?.run?.effect).toBe("changed");
  });

  it("doesn't say that runs don't wait for a node whose calls take as long as before", () => {
    const same = calls.map(({ incumbent }) => ({ incumbent, candidate: incumbent }));
    expect(measuredLatency(same, { runs: same, leftOut: 0 })?.run?.effect).toBe("same");
  });

  it("is not guessed from a few calls or runs", () => {
    expect(measuredLatency(calls.slice(0, 9), { runs: calls, leftOut: 0 })).toBeNull();
    expect(measuredLatency(calls, { runs: calls.slice(0, 9), leftOut: 4 })).toMatchObject({ run: null, leftOut: 4 });
  });
});
