import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limiter } from "@/server/models/limiter";

const never = new AbortController().signal;

describe("a limiter", () => {
  it("gives slots first come, first served", async () => {
    const { acquire } = limiter(1);
    const order: number[] = [];
    const release = await acquire(never);
    const waiting = [1, 2, 3].map(async (number) => {
      const done = await acquire(never);
      order.push(number);
      done();
    });
    release();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  it("lets go of who gives up waiting, and keeps no slot for them", async () => {
    const { acquire } = limiter(1);
    const release = await acquire(never);
    const abort = new AbortController();
    const impatient = acquire(abort.signal);
    const patient = acquire(never);
    abort.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    release();
    (await patient)();
    await expect(acquire(abort.signal)).rejects.toThrow("enough");
    (await acquire(never))();
  });

  it("never has more out than it has, whatever is released twice or abandoned", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean(), { maxLength: 30 }), async (slots, abandons) => {
        const { acquire } = limiter(slots);
        let [out, most] = [0, 0];
        await Promise.all(
          abandons.map(async (abandoned) => {
            const abort = new AbortController();
            const slot = acquire(abort.signal);
            if (abandoned) abort.abort();
            const release = await slot.catch(() => null);
            if (release === null) return;
            out += 1;
            most = Math.max(most, out);
            await Promise.resolve();
            out -= 1;
            release();
            release();
          }),
        );
        expect(most).toBeLessThanOrEqual(slots);
        for (let i = 0; i < slots; i++) await acquire(never);
      }),
    );
  });
});
