import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entered, openBreaker } from "@/server/models/calls/breaker";

const options = { failures: 3, restMs: 1_000, longestRestMs: 4_000 };

function opened() {
  let now = 0;
  const breaker = openBreaker(() => now, options);
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) breaker.enter()?.failed();
  };
  return {
    breaker,
    fail,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe("a model that keeps failing", () => {
  it("rests after so many failures in a row, and not before", () => {
    const { breaker, fail } = opened();
    fail(2);
    breaker.enter()?.answered();
    fail(2);
    expect(breaker.restMs()).toBe(0);
    fail(1);
    expect([breaker.restMs(), breaker.enter()]).toEqual([1_000, null]);
  });

  it("is tried by one call after its rest, whose answer lets all in again", () => {
    const { breaker, fail, pass } = opened();
    fail(3);
    pass(1_000);
    const probe = breaker.enter();
    expect(breaker.enter()).toBeNull();
    probe?.answered();
    fail(2);
    expect(breaker.enter()).not.toBeNull();
  });

  it("rests twice as long each time that call fails too, up to a limit", () => {
    const { breaker, fail, pass } = opened();
    fail(3);
    const rests = [];
    for (let time = 0; time < 4; time++) {
      rests.push(breaker.restMs());
      pass(breaker.restMs());
      breaker.enter()?.failed();
    }
    expect(rests).toEqual([1_000, 2_000, 4_000, 4_000]);
  });

  it("is tried by another call when the one that tried was called off", () => {
    const { breaker, fail, pass } = opened();
    fail(3);
    pass(1_000);
    breaker.enter()?.abandoned();
    expect(breaker.enter()).not.toBeNull();
  });

  it("lets at most one call in between a rest and an answer, and never refuses for longer than its longest rest", () => {
    const step = fc.record({
      do: fc.constantFrom("enter", "answered", "failed", "abandoned", "pass"),
      ms: fc.integer({ min: 0, max: 5_000 }),
      which: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { breaker, pass } = opened();
        const inside: { entered: Entered; whileResting: boolean }[] = [];
        let [row, resting] = [0, false];
        for (const { do: action, ms, which } of steps) {
          if (action === "pass") pass(ms);
          else if (action === "enter") {
            const entered = breaker.enter();
            if (entered !== null) {
              inside.push({ entered, whileResting: resting });
              expect(inside.filter(({ whileResting }) => whileResting).length).toBeLessThanOrEqual(1);
            }
          } else {
            const [ended] = inside.splice(which % Math.max(1, inside.length), 1);
            if (ended === undefined) continue;
            ended.entered[action]();
            if (action === "answered") {
              [row, resting] = [0, false];
              for (const other of inside) other.whileResting = false;
            } else if (action === "failed" && !resting) {
              row += 1;
              resting = row >= options.failures;
            }
          }
          expect(breaker.restMs()).toBeLessThanOrEqual(options.longestRestMs);
          if (!resting) expect(breaker.restMs()).toBe(0);
        }
      }),
    );
  });
});
