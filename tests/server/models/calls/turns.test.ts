import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Limits, openTurns } from "@/server/models/calls/turns";
import { manualClock } from "../../../helpers/manualClock";

const never = new AbortController().signal;
const MINUTE = 60_000;

function opened(limits: Partial<Limits> = {}) {
  const clock = manualClock();
  const turns = openTurns({
    clock,
    limits: { concurrent: 1_000, requestsPerMinute: null, tokensPerMinute: null, ...limits },
    patienceMs: 20_000,
    refusal: (leftMs) => new Error(`another ${leftMs / 1_000} s`),
  });
  return { clock, turns };
}

const limit = fc.option(fc.integer({ min: 1, max: 6 }), { nil: null });
const calls = fc.array(
  fc.record({
    owner: fc.constantFrom("a", "b", "c"),
    afterMs: fc.constantFrom(0, 1, 500, 20_000, 59_999, 60_000, 61_000),
    tokens: fc.integer({ min: 0, max: 40 }),
    lastsMs: fc.constantFrom(0, 10, 30_000, 90_000),
    givesUp: fc.boolean(),
  }),
  { maxLength: 25 },
);

describe("turns at a connection", () => {
  it("are never more than its limits, at any moment and in any minute, and everybody who waits gets one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), limit, limit, calls, async (concurrent, requestsPerMinute, tens, all) => {
        const tokensPerMinute = tens === null ? null : tens * 10;
        const { clock, turns } = opened({ concurrent, requestsPerMinute, tokensPerMinute });
        const admitted: { at: number; tokens: number }[] = [];
        let [out, most, waiting] = [0, 0, 0];
        for (const { owner, afterMs, tokens, lastsMs, givesUp } of all) {
          await clock.pass(afterMs);
          const abort = new AbortController();
          waiting += 1;
          void turns.take(owner, tokens, abort.signal).then(
            (turn) => {
              waiting -= 1;
              admitted.push({ at: clock.now(), tokens: Math.min(tokens, tokensPerMinute ?? tokens) });
              out += 1;
              most = Math.max(most, out);
              clock.after(lastsMs, () => {
                out -= 1;
                turn.end();
                turn.end();
              });
            },
            () => {
              waiting -= 1;
            },
          );
          if (givesUp) clock.after(100, () => abort.abort());
        }
        await clock.pass(all.length * 3 * MINUTE);
        expect([waiting, out]).toEqual([0, 0]);
        expect(most).toBeLessThanOrEqual(concurrent);
        for (const { at } of admitted) {
          const minute = admitted.filter((other) => other.at > at - MINUTE && other.at <= at);
          if (requestsPerMinute !== null) expect(minute.length).toBeLessThanOrEqual(requestsPerMinute);
          const tokens = minute.reduce((sum, other) => sum + other.tokens, 0);
          if (tokensPerMinute !== null) expect(tokens).toBeLessThanOrEqual(tokensPerMinute);
        }
      }),
    );
  });

  it("go round among those who wait, and keep the order of each", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 40 }), async (owners) => {
        const { turns } = opened({ concurrent: 1 });
        const first = await turns.take("before", 0, never);
        const order: { owner: string; index: number }[] = [];
        const taken = owners.map(async (owner, index) => {
          const turn = await turns.take(owner, 0, never);
          order.push({ owner, index });
          turn.end();
        });
        first.end();
        await Promise.all(taken);
        for (const owner of new Set(owners)) {
          const own = order.filter((turn) => turn.owner === owner).map(({ index }) => index);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
        // Nobody has had two turns more than somebody who still waits for one.
        const had = new Map<string, number>();
        for (const [place, { owner }] of order.entries()) {
          had.set(owner, (had.get(owner) ?? 0) + 1);
          for (const { owner: other } of order.slice(place + 1))
            expect((had.get(owner) ?? 0) - (had.get(other) ?? 0)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("count what was really used as soon as that is known", async () => {
    const { clock, turns } = opened({ tokensPerMinute: 100 });
    const cheap = await turns.take("a", 90, never);
    expect(turns.takeNow("a", 50)).toBeNull();
    cheap.used(20);
    const dear = turns.takeNow("a", 50);
    dear?.used(500);
    let gone = false;
    void turns.take("a", 1, never).then(() => {
      gone = true;
    });
    await clock.pass(MINUTE - 1);
    expect(gone).toBe(false);
    await clock.pass(1);
    expect(gone).toBe(true);
  });

  it("let a call through that is larger than the whole limit, when the minute is empty", async () => {
    const { clock, turns } = opened({ tokensPerMinute: 100 });
    (await turns.take("a", 5_000, never)).end();
    const small = turns.take("a", 1, never);
    await clock.pass(MINUTE);
    await small;
  });

  it("wait for a pause that is short, and are refused during one that is long", async () => {
    const { clock, turns } = opened();
    turns.pause(2_000);
    const patient = turns.take("a", 0, never);
    expect(turns.takeNow("a", 0)).toBeNull();
    await clock.pass(2_000);
    (await patient).end();

    turns.pause(1_000);
    const caught = turns.take("a", 0, never);
    turns.pause(60_000);
    await expect(caught).rejects.toThrow("another 60 s");
    await expect(turns.take("a", 0, never)).rejects.toThrow("another 60 s");
    turns.resume();
    (await turns.take("a", 0, never)).end();
  });

  it("follow limits that are changed, also for those who wait already", async () => {
    const { turns } = opened({ concurrent: 1 });
    const first = await turns.take("a", 0, never);
    const second = turns.take("a", 0, never);
    turns.limit({ concurrent: 2, requestsPerMinute: null, tokensPerMinute: null });
    await second;
    turns.limit({ concurrent: 1, requestsPerMinute: null, tokensPerMinute: null });
    first.end();
    expect(turns.takeNow("a", 0)).toBeNull();
  });
});
