import { describe, expect, it } from "vitest";
import { type CallerState, connectionStateOf, MINUTE_MS } from "@/core/connectionState";

const now = new Date("2026-05-04T12:30:00.000Z");
const minute = Math.floor(now.getTime() / MINUTE_MS);
const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const state = (more: Partial<CallerState> = {}): CallerState => ({
  ...{ inFlight: 0, waiting: 0, limitedUntil: null, resting: [], tallies: [] },
  ...more,
});
const tally = (ago: number, more: object = {}) => ({
  ...{ minute: minute - ago, calls: 10, retries: 0, hedged: 0, wonBySecond: 0 },
  ...more,
});

describe("what a connection's calls are doing", () => {
  it("adds up over processes, without those that have gone silent", () => {
    const told = [
      { state: state({ inFlight: 3, waiting: 5 }), toldAt: at(-2) },
      { state: state({ inFlight: 2 }), toldAt: at(-14) },
      { state: state({ inFlight: 50, waiting: 50 }), toldAt: at(-60) },
    ];
    expect(connectionStateOf("c", told, now)).toMatchObject({ connectionId: "c", inFlight: 5, waiting: 5 });
  });

  it("counts the last hour, also of a process that has ended", () => {
    const told = [
      { state: state({ tallies: [tally(60), tally(59, { retries: 2 }), tally(0, { hedged: 4, wonBySecond: 1 })] }), toldAt: at(-1) },
      { state: state({ tallies: [tally(30)] }), toldAt: at(-1_800) },
    ];
    expect(connectionStateOf("c", told, now).lastHour).toEqual({ calls: 30, retries: 2, hedged: 4, wonBySecond: 1 });
  });

  it("knows a rest or a limit to be over by the clock, whenever it was told", () => {
    const rest = (model: string, seconds: number, trying = false) => ({ model, until: at(seconds).toISOString(), trying });
    const told = [
      { state: state({ limitedUntil: at(20).toISOString(), resting: [rest("a", 30), rest("b", -1)] }), toldAt: at(-100) },
      { state: state({ limitedUntil: at(-20).toISOString(), resting: [rest("a", 10), rest("c", -5, true)] }), toldAt: at(-1) },
      { state: state({ resting: [rest("d", -5, true)] }), toldAt: at(-100) },
    ];
    expect(connectionStateOf("c", told, now)).toMatchObject({
      limitedUntil: at(20).toISOString(),
      resting: [rest("a", 30), rest("c", -5, true)],
    });
  });
});
