import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { itemsOf } from "@/bench/curation/items";
import { findPersonal } from "@/core/privacy/detect";
import { type FoundKind, PersonalKind } from "@/core/privacy/kinds";
import { keyed, redactText } from "@/core/privacy/redact";
import { macOf } from "@/core/privacy/standIns/chance";
import { luhnDigit } from "@/core/privacy/standIns/numbers";
import { isStandIn, standInFor } from "@/core/privacy/standIns/standIn";

const mac = macOf("key of a workspace");
const of = (kind: FoundKind, value: string) => standInFor(mac, kind, value) ?? "";
const formOf = (text: string) =>
  text
    .replaceAll(/\p{Lu}/gu, "A")
    .replaceAll(/\p{Ll}/gu, "a")
    .replaceAll(/\d/g, "0");
const items = itemsOf(1_200, 23);
const valuesOf = (kind: PersonalKind) => [
  ...new Set(
    items.flatMap(({ text, places }) => places.flatMap((place) => (place.kind === kind ? [text.slice(place.start, place.end)] : []))),
  ),
];

describe("a stand-in", () => {
  const redaction = { kinds: PersonalKind.options, pseudonym: keyed("key of a workspace", { standIns: "all" }) };

  it("is its own stand-in: what was taken out once stays as it is", () => {
    for (const { text } of items) {
      const once = redactText(text, redaction);
      expect(redactText(once, redaction)).toBe(once);
    }
  });

  it("is the same for the same value under the same key, known again with it, and another one under another key", () => {
    for (const kind of ["email", "person", "address", "card", "iban", "phone", "ip"] as const) {
      const values = valuesOf(kind).filter((value) => of(kind, value) !== value);
      expect(values.length).toBeGreaterThan(20);
      const other = macOf("key of another workspace");
      const differ = values.filter((value) => standInFor(other, kind, value) !== of(kind, value));
      expect(differ.length / values.length, kind).toBeGreaterThan(0.75);
      for (const value of values) {
        expect(of(kind, value)).toBe(of(kind, value));
        expect(isStandIn(mac, kind, of(kind, value))).toBe(true);
      }
    }
  });

  it("is of an e-mail address a valid one that can belong to nobody; one domain stays one domain", () => {
    for (const value of valuesOf("email")) {
      expect(z.email().safeParse(of("email", value)).success).toBe(true);
      expect(of("email", value)).toMatch(/\.test$/);
    }
    const domain = (value: string) => of("email", value).split("@")[1];
    expect(domain("ann@acme.example")).toBe(domain("BOB@Acme.example"));
    expect(of("email", "ann@acme.example")).toBe(of("email", "Ann@ACME.example"));
  });

  it("keeps the form of numbers, and their checksums where they have one", () => {
    for (const value of valuesOf("card")) {
      const digits = of("card", value).replaceAll(/\D/g, "");
      expect(formOf(of("card", value))).toBe(formOf(value));
      expect(luhnDigit(digits.slice(0, -1))).toBe(digits.at(-1));
      expect(digits).toMatch(/^(?:424242|555555|378282|356600|601111|305693|620000)/);
    }
    for (const value of valuesOf("iban")) {
      const made = of("iban", value);
      expect(formOf(made)).toBe(formOf(value));
      expect(made.slice(0, 2)).toBe(value.slice(0, 2));
      expect(findPersonal(made, ["iban"])).toEqual([{ kind: "iban", start: 0, end: made.length }]);
      expect(made.replaceAll(/\W/g, "").slice(4, 8)).toMatch(/^[0TEST]{4}$/i);
    }
    for (const value of valuesOf("nationalId")) {
      expect(formOf(of("nationalId", value))).toBe(formOf(value));
      expect(findPersonal(of("nationalId", value), ["nationalId"])).toEqual([]);
    }
  });

  it("keeps the country and length of a phone number, in a range kept free for films where there is one", () => {
    for (const value of valuesOf("phone")) expect(formOf(of("phone", value))).toBe(formOf(value));
    expect(of("phone", "+1 (415) 734-9921")).toMatch(/^\+1 \(\d{3}\) 555-01\d\d$/);
    expect(of("phone", "+44 7911 123456")).toMatch(/^\+44 \d{4} \d{6}$/);
    expect(of("phone", "+33 6 12 34 56 78")).toMatch(/^\+33 (?:1 99 00|2 61 91|3 53 01|4 65 71|5 36 49|6 39 98) \d\d \d\d$/);
    expect(of("phone", "+86 139 8475 9101")).toMatch(/^\+86 00\d \d{4} \d{4}$/);
    expect(parsePhoneNumberFromString(of("phone", "+86 139 8475 9101"))?.isValid() ?? false).toBe(false);
  });

  it("keeps script and form of names: a Chinese name becomes a Chinese name, a family name alone the same as in the whole", () => {
    for (const value of valuesOf("person")) {
      const made = of("person", value);
      expect(/^\p{Script=Han}+$/u.test(made)).toBe(/^\p{Script=Han}+$/u.test(value));
      expect(made.split(" ").length).toBe(value.split(" ").length);
      expect(made).not.toBe(value);
    }
    expect([...of("person", "王秀英")]).toHaveLength(3);
    expect(of("person", "王")).toMatch(/^某.$/);
    expect(of("person", "Jürgen Weiß")).toMatch(new RegExp(` ${of("person", "Weiß")}$`));
    expect(of("person", "JOHN SMITH")).toMatch(/^[A-ZÄÖÜ]+ [A-ZÄÖÜ]+$/);
    expect(of("person", "Иван Петров")).toMatch(/^\p{Script=Cyrillic}+ \p{Script=Cyrillic}+$/u);
    expect(of("person", "김민수")).toMatch(/^\p{Script=Hangul}{3}$/u);
    expect(standInFor(mac, "person", "محمد علي")).toBeNull();
  });

  it("keeps what an address looks like", () => {
    expect(of("address", "Gartenweg 12, 10115 Berlin")).toMatch(/^\p{Lu}\p{Ll}+weg \d\d, 00\d{3} \p{Lu}\p{Ll}+$/u);
    expect(of("address", "467 Old Church Drive")).toMatch(/^\d{3} \p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+ Drive$/u);
    expect(of("address", "北京市海淀区中关村大街27号")).toMatch(/^\p{Script=Han}{2}市\p{Script=Han}{2}区\p{Script=Han}{2}大街\d\d号$/u);
    for (const value of valuesOf("address")) expect(of("address", value)).not.toBe(value);
  });

  it("isn't made of keys, passwords and own words: they become placeholders", () => {
    expect(standInFor(mac, "secret", "hunter2hunter2")).toBeNull();
    const own = { words: ["Nordwind"], patterns: [] };
    expect(redactText("ask Nordwind", { ...redaction, own })).toMatch(/^ask <OWN_[A-Z2-9]{8}>$/);
  });

  it("is of numbers alone where that is asked", () => {
    const numbers = { kinds: PersonalKind.options, pseudonym: keyed("key", { standIns: "numbers" }) };
    expect(redactText("card 4111 1111 1111 1111, mail a@example.org", numbers)).toMatch(
      /^card 4242 42\d\d \d{4} \d{4}, mail <EMAIL_[A-Z2-9]{8}>$/,
    );
  });
});
