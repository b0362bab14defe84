import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import { patiently } from "@/server/models/tries";
import { manualClock } from "../../../helpers/manualClock";

const cut = () => new MinnowError("provider_stream_cut", { connection: "Test" }, { retryable: true });
const limited = (seconds: string) =>
  new MinnowError(
    "provider_rate_limited",
    { connection: "Test" },
    { retryable: true, cause: { headers: new Headers({ "retry-after": seconds }) } },
  );

/** Tries until the clock has nothing more to wait for. */
async function tried({ retries = 2, random = () => 0.5, errors }: { retries?: number; random?: () => number; errors: MinnowError[] }) {
  const clock = manualClock();
  const times: number[] = [];
  const signal = new AbortController().signal;
  const outcome = patiently({ retries, clock, random, signal, mayRepeat: () => true, waitAfter: () => undefined }, async () => {
    times.push(clock.now());
    const error = errors.shift();
    if (error !== undefined) throw error;
    return "an answer";
  }).catch((error: MinnowError) => error.code);
  await clock.pass(1_000_000);
  return { outcome: await outcome, times };
}

describe("a call that failed for a reason that passes", () => {
  it("is made again after longer and longer", async () => {
    expect(await tried({ errors: [cut(), cut()] })).toEqual({ outcome: "an answer", times: [0, 250, 750] });
  });

  it("is made again as often as wanted, within half a second, a second, two", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 0.999, noNaN: true }), async (retries, chance) => {
        const { outcome, times } = await tried({ retries, random: () => chance, errors: Array.from({ length: 9 }, cut) });
        expect([outcome, times.length]).toEqual(["provider_stream_cut", retries + 1]);
        for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).toBeLessThanOrEqual(500 * 2 ** index);
      }),
    );
  });

  it("is made again when the server says", async () => {
    expect(await tried({ errors: [limited("7")] })).toEqual({ outcome: "an answer", times: [0, 7_000] });
    expect(await tried({ errors: [limited("21")] })).toEqual({ outcome: "provider_rate_limited", times: [0] });
  });
});
