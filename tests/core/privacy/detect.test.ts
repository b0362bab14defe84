import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPersonal } from "@/core/privacy/detect";
import { PersonalKind } from "@/core/privacy/kinds";
import { redact } from "@/core/privacy/redact";

const all = PersonalKind.options;
const found = (text: string) => findPersonal(text, all).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

describe("finding personal data", () => {
  it.each([
    ["write to ann.lee+x@mail.example.co.uk.", ["email", "ann.lee+x@mail.example.co.uk"]],
    ["card 4111-1111-1111-1111 ends", ["card", "4111-1111-1111-1111"]],
    ["pay to DE89 3704 0044 0532 0130 00 please", ["iban", "DE89 3704 0044 0532 0130 00"]],
    ["from 192.168.0.17 today", ["ip", "192.168.0.17"]],
    ["call +49 (30) 1234567 now", ["phone", "+49 (30) 1234567"]],
    ["key sk-abcdefghijklmnop1234 leaked", ["secret", "sk-abcdefghijklmnop1234"]],
  ])("sees it in “%s”", (text, expected) => expect(found(text)).toEqual([expected]));

  it.each(["order #83921 of 2026-11-24", "4111 1111 1111 1112", "DE00 3704 0044 0532 0130 00 ", "999.1.1.1", "a price of 1299"])(
    "sees none in “%s”",
    (text) => expect(found(text).filter(([kind]) => kind !== "phone")).toEqual([]),
  );

  it("gives places that are in order, inside the text and apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."a1+@. -4E:"), maxLength: 80 }), (text) => {
        let last = 0;
        for (const { start, end } of findPersonal(text, all)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it("leaves everything but what was found as it was", () => {
    const text = "Ann a@x.org, Bob b@x.org, again A@x.org.";
    expect(redact(text, findPersonal(text, ["email"]))).toBe("Ann <EMAIL_1>, Bob <EMAIL_2>, again <EMAIL_1>.");
    expect(redact(text, [])).toBe(text);
  });
});
