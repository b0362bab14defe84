import { describe, expect, it } from "vitest";
import { type Begin, hedged } from "@/server/models/calls/hedged";
import { manualClock } from "../../../helpers/manualClock";

type Flight = { signal: AbortSignal; begin: Begin; resolve(text: string): void; reject(error: Error): void };

function started({
  leave = () => () => {},
  signal = new AbortController().signal,
}: {
  leave?: () => (() => void) | null;
  signal?: AbortSignal;
} = {}) {
  const clock = manualClock();
  const flights: Flight[] = [];
  const outcome = hedged<string>({ afterMs: 1_000, clock, signal, leave }, (inner, begin) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    flights.push({ signal: inner, begin, resolve, reject });
    return promise;
  });
  outcome.catch(() => {});
  const flight = (index: number): Flight => {
    const [found] = flights.slice(index);
    if (found === undefined) throw new Error(`There is no call ${index}`);
    return found;
  };
  return { clock, flights, flight, outcome };
}

describe("a call that may be made twice", () => {
  it("is made once when its answer begins in time", async () => {
    const { clock, flights, flight, outcome } = started();
    await clock.pass(999);
    expect(flight(0).begin()).toBe(true);
    await clock.pass(10_000);
    flight(0).resolve("an answer");
    expect(await outcome).toEqual({ answer: "an answer", by: "only" });
    expect(flights).toHaveLength(1);
  });

  it.each([
    [0, "first"],
    [1, "second"],
  ])("takes the answer that begins first, of call %i, and hangs up on the other", async (faster, by) => {
    const { clock, flight, outcome } = started();
    await clock.pass(1_000);
    const [winner, loser] = [flight(faster), flight(1 - faster)];
    expect([winner.begin(), loser.begin(), winner.begin()]).toEqual([true, false, true]);
    expect([winner.signal.aborted, loser.signal.aborted]).toEqual([false, true]);
    loser.reject(new Error("hung up"));
    winner.resolve("an answer");
    expect(await outcome).toEqual({ answer: "an answer", by });
  });

  it("is not made twice when there is no room", async () => {
    const { clock, flights, flight, outcome } = started({ leave: () => null });
    await clock.pass(5_000);
    flight(0).resolve("slow");
    expect(await outcome).toEqual({ answer: "slow", by: "only" });
    expect(flights).toHaveLength(1);
  });

  it("fails at once when it fails alone, and only with the other when there are two", async () => {
    const alone = started();
    alone.flight(0).reject(new Error("broken"));
    await expect(alone.outcome).rejects.toThrow("broken");
    await alone.clock.pass(5_000);
    expect(alone.flights).toHaveLength(1);

    const pair = started();
    await pair.clock.pass(1_000);
    pair.flight(0).reject(new Error("broken"));
    await pair.clock.pass(0);
    pair.flight(1).resolve("saved");
    expect(await pair.outcome).toEqual({ answer: "saved", by: "second" });

    const both = started();
    await both.clock.pass(1_000);
    both.flight(1).reject(new Error("one"));
    both.flight(0).reject(new Error("other"));
    await expect(both.outcome).rejects.toThrow("other");
  });

  it("gives back the room of the second call when that ends", async () => {
    let out = 0;
    const leave = () => {
      out += 1;
      return () => {
        out -= 1;
      };
    };
    const { clock, flight, outcome } = started({ leave });
    await clock.pass(1_000);
    expect(out).toBe(1);
    flight(0).resolve("first");
    await outcome;
    flight(1).reject(new Error("hung up"));
    await clock.pass(0);
    expect(out).toBe(0);
  });

  it("hangs up on both when it is called off", async () => {
    const abort = new AbortController();
    const { clock, flight, outcome } = started({ signal: abort.signal });
    await clock.pass(1_000);
    abort.abort(new Error("enough"));
    await expect(outcome).rejects.toThrow("enough");
    expect([flight(0).signal.aborted, flight(1).signal.aborted]).toEqual([true, true]);
  });
});
