import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemsOf } from "@/bench/curation/items";
import { findPersonal } from "@/core/privacy/detect";
import { PersonalKind, structuredKinds } from "@/core/privacy/kinds";
import { keyed, numbered, redactJson, redactText } from "@/core/privacy/redact";

const all = PersonalKind.options;
const kindsIn = (text: string) => findPersonal(text, all).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

describe("what is found", () => {
  it.each([
    ["Mein Name ist Jürgen Weiß, Gartenweg 12, 10115 Berlin", ["person", "address"]],
    ["NINO AB 12 34 56 C and SSN 212-09-9998", ["nationalId", "nationalId"]],
    ["Mr. O'Connor called from (212) 555-2368", ["person", "phone"]],
    ['{"password": "hunter2hunter2"}', ["secret"]],
    ["postgres://app:s3cretPass@db/x", ["secret"]],
    ["see fe80::1ff:fe23:4567:890a", ["ip"]],
  ])("in “%s”", (text, kinds) => expect(kindsIn(text).map(([kind]) => kind)).toEqual(kinds));

  it.each([
    "ISBN 978-3-86-453781-8",
    "2026-11-25T08:30:00Z",
    "v1.24.3",
    "a::b",
    "order 1234 5678",
    "The Street is long.",
    "10,000,000 users",
  ])("nothing in “%s”", (text) => expect(kindsIn(text)).toEqual([]));

  it("words and patterns of the workspace's own, as whole words and whatever their case", () => {
    const own = { words: ["Projekt Nordwind"], patterns: ["CU-######"] };
    const text = "PROJEKT NORDWIND for CU-204811, not CU-2048111 or xCU-204811";
    expect(findPersonal(text, [], own).map(({ start, end }) => text.slice(start, end))).toEqual(["PROJEKT NORDWIND", "CU-204811"]);
    expect(findPersonal("a.b", [], { words: ["."], patterns: [] })).toEqual([]);
  });

  it("at least 95 of 100 values of a structured kind, in texts made for it", () => {
    const items = itemsOf(2_000, 7);
    for (const kind of structuredKinds) {
      const places = items.flatMap(({ text, places }) =>
        places.filter((place) => place.kind === kind).map((place) => ({ text, ...place })),
      );
      const found = places.filter(({ text, start, end }) =>
        findPersonal(text, all).some((one) => one.kind === kind && one.start <= start && one.end >= end),
      );
      expect(found.length / places.length, kind).toBeGreaterThanOrEqual(0.95);
    }
  });
});

describe("placeholders", () => {
  const redaction = { kinds: all, pseudonym: keyed("key of a workspace") };

  it("are the same for the same value however it is written, and others for others", () => {
    const one = redactText("Write to Ann@Example.org or call +49 30 1234567", redaction);
    const other = redactText("ann@example.org rang from +49-30-1234567", redaction);
    const names = (text: string) => text.match(/<[A-Z_]+_[A-Z2-9]{8}>/g);
    expect(names(one)).toHaveLength(2);
    expect(names(one)).toEqual(names(other));
    expect(redactText("bob@example.org", redaction)).not.toBe(redactText("ann@example.org", redaction));
  });

  it("tell nothing without the key: under another one they are others", () => {
    const elsewhere = { kinds: all, pseudonym: keyed("key of another workspace") };
    expect(redactText("ann@example.org", elsewhere)).not.toBe(redactText("ann@example.org", redaction));
  });

  it("are found as nothing personal themselves, so that taking out twice is taking out once", () => {
    for (const { text } of itemsOf(300, 11)) {
      const once = redactText(text, redaction);
      expect(redactText(once, redaction)).toBe(once);
    }
  });

  it("of one text are numbered as they come", () => {
    expect(redactText("a@x.org b@x.org A@X.org", { kinds: ["email"], pseudonym: numbered() })).toBe("<EMAIL_1> <EMAIL_2> <EMAIL_1>");
  });

  it("stand in every text of a value, and nothing else of it changes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Parameters<typeof redactJson>[0];
        expect(redactJson(json, { kinds: [], pseudonym: numbered() })).toEqual(json);
      }),
    );
    expect(redactJson({ to: ["ann@example.org", 3, null] }, { kinds: ["email"], pseudonym: numbered() })).toEqual({
      to: ["<EMAIL_1>", 3, null],
    });
  });
});
