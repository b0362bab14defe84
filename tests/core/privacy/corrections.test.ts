import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Correction, NewCorrection } from "@/core/privacy/corrections";
import { findPersonal } from "@/core/privacy/detect";
import { PersonalKind } from "@/core/privacy/kinds";
import { keyed, redactText } from "@/core/privacy/redact";

const harmless = (text: string, form: Correction["form"] = "value"): Correction => ({ verdict: "harmless", form, text, kind: null });
const missed = (text: string, kind: Correction["kind"], form: Correction["form"] = "value"): Correction => ({
  verdict: "missed",
  form,
  text,
  kind,
});
const found = (text: string, ...corrections: Correction[]) =>
  findPersonal(text, PersonalKind.options, { words: [], patterns: [], corrections }).map(({ kind, start, end }) => [
    kind,
    text.slice(start, end),
  ]);

describe("a correction", () => {
  it("keeps what is harmless, however it is written, and nothing beside it", () => {
    const text = "Write to Support@Acme.example or ann@acme.example";
    expect(found(text, harmless("support@acme.example"))).toEqual([["email", "ann@acme.example"]]);
    expect(found("Call +49-30-1234567 or 030 7654321", harmless("+49 30 1234567"))).toEqual([["phone", "030 7654321"]]);
    expect(found("Dear Mr Smith Jones,", harmless("Smith"))).toEqual([["person", "Smith Jones"]]);
  });

  it("keeps whatever a harmless pattern covers", () => {
    expect(found("Order 030 1234567 of 030 7654321.", harmless("030 #######", "pattern"))).toEqual([]);
  });

  it("finds what was missed, in scripts without spaces too, as what it is said to be", () => {
    expect(found("ask Wanda Quill about it", missed("wanda quill", "person"))).toEqual([["person", "Wanda Quill"]]);
    expect(found("请转告欧阳娜娜尽快回复", missed("欧阳娜娜", "person"))).toEqual([["person", "欧阳娜娜"]]);
    expect(found("Wandas quilling", missed("Wanda", "person"))).toEqual([]);
    expect(found("PT-20-XK7 is theirs", missed("PT-##-@@#", "nationalId", "pattern"))).toEqual([["nationalId", "PT-20-XK7"]]);
  });

  it("tells another kind than was found", () => {
    expect(found("id 4111 1111 1111 1111", { verdict: "kind", form: "value", text: "4111 1111 1111 1111", kind: "own" })).toEqual([
      ["own", "4111 1111 1111 1111"],
    ]);
  });

  it("never breaks a placeholder", () => {
    const own = { words: [], patterns: [], corrections: [missed("EMAIL", "own"), missed("@@@@@_", "own", "pattern")] };
    const redaction = { kinds: PersonalKind.options, own, pseudonym: keyed("key") };
    const once = redactText("ann@example.org", redaction);
    expect(redactText(once, redaction)).toBe(once);
  });

  it("is found in a text of whatever length letters get in small ones", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, after) => {
        const text = `${before} Wanda Quill ${after}`;
        const places = findPersonal(text, [], { words: [], patterns: [], corrections: [missed("WANDA quill", "person")] });
        expect(places.map(({ start, end }) => text.slice(start, end))).toContain("Wanda Quill");
      }),
    );
  });

  it("says of what is harmless no kind, and of everything else one", () => {
    expect(NewCorrection.safeParse({ verdict: "harmless", text: "Berlin" }).success).toBe(true);
    expect(NewCorrection.safeParse({ verdict: "missed", text: "Berlin" }).success).toBe(false);
    expect(NewCorrection.safeParse({ verdict: "missed", text: "##@@", form: "pattern", kind: "own" }).success).toBe(false);
  });
});
