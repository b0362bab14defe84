import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rateLimit } from "@/server/auth/rateLimit";

describe("a rate limit", () => {
  it("lets a burst through, then says how long to wait", () => {
    const limit = rateLimit({ burst: 3, perMinute: 6 });
    expect([0, 0, 0, 0].map(() => limit.take("a", 1000))).toEqual([0, 0, 0, 10]);
    expect(limit.take("a", 11_000)).toBe(0);
  });

  it("counts each name by itself", () => {
    const limit = rateLimit({ burst: 1, perMinute: 1 });
    expect([limit.take("a", 0), limit.take("b", 0), limit.take("a", 0)]).toEqual([0, 0, 60]);
  });

  it("never lets more through than burst and rate allow, and never refuses a steady caller below the rate", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 200 }), (gaps) => {
        const limit = rateLimit({ burst: 5, perMinute: 60 });
        let now = 0;
        let passed = 0;
        for (const gap of gaps) {
          now += gap;
          if (limit.take("a", now) === 0) passed++;
        }
        return passed <= 5 + now / 1000 + 1e-6;
      }),
    );
    const limit = rateLimit({ burst: 1, perMinute: 60 });
    for (let second = 0; second < 1000; second++) expect(limit.take("a", second * 1000)).toBe(0);
  });
});
