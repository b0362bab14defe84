import { describe, expect, it } from "vitest";
import { retimedActivation } from "@/core/replacement/activationTime";

describe("an activation with other durations of its calls", () => {
  it("keeps what it took beside them", () => {
    expect(retimedActivation(1_050, [{ startedAt: 20, took: 1_000, would: 300 }])).toBe(350);
    expect(retimedActivation(1_050, [])).toBe(1_050);
  });

  it("adds up calls that were made one after the other, starts being recorded to the millisecond", () => {
    const calls = [
      { startedAt: 400, took: 500, would: 900 },
      { startedAt: 0, took: 400.7, would: 100.7 },
    ];
    expect(retimedActivation(1_000, calls)).toBeCloseTo(1_100, 9);
  });

  it("waits for the last of calls that were made at once", () => {
    const votes = [300, 900, 500].map((took) => ({ startedAt: 0, took, would: took }));
    expect(retimedActivation(1_000, votes)).toBe(1_000);
    expect(retimedActivation(1_000, [{ startedAt: 0, took: 300, would: 100 }, ...votes.slice(1)])).toBe(1_000);
    expect(
      retimedActivation(
        1_000,
        votes.map((vote) => ({ ...vote, would: vote.took / 2 })),
      ),
    ).toBe(550);
  });

  it("never takes less than no time", () => {
    expect(retimedActivation(100, [{ startedAt: 0, took: 400, would: 10 }])).toBe(0);
  });
});
