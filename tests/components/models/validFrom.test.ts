import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, startOfDay } from "@/components/models/prices/validFrom";

const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

describe("the day prices are valid from", () => {
  it("begins at once when it is today", () => {
    fc.assert(
      fc.property(moment, (now) => {
        expect(startOfDay(dayOf(now), now)).toBe(now.toISOString());
      }),
    );
  });

  it("is otherwise the day's first moment where the reader is", () => {
    fc.assert(
      fc.property(moment, moment, (day, now) => {
        fc.pre(dayOf(day) !== dayOf(now));
        const start = new Date(startOfDay(dayOf(day), now) ?? Number.NaN);
        expect(dayOf(start)).toBe(dayOf(day));
        expect(start.getTime()).toBeLessThanOrEqual(day.getTime());
        expect(dayOf(new Date(start.getTime() - 1))).not.toBe(dayOf(day));
      }),
    );
  });

  it("is none when it is no day of the calendar", () => {
    for (const other of ["", "2026-02-30", "2026-13-01", "tomorrow", "2026-1-1"]) expect(startOfDay(other, new Date())).toBeNull();
  });
});
