import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonSlip } from "@/core/graph/jsonSlip";

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("a slip in JSON", () => {
  it("is there exactly when it can't be parsed", () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", '"', ",", "{", "}", "[", "]", ":", "0", "-", "\\", " ", "\n", "\t", "e", "."),
        (json, place, extra) => {
          const at = place % (json.length + 1);
          for (const text of [
            json,
            JSON.stringify(JSON.parse(json), null, 2),
            json.slice(0, at) + extra + json.slice(at),
            json.slice(0, at) + json.slice(at + 1),
          ])
            expect(jsonSlip(text) === null, text).toBe(isJson(text));
        },
      ),
    );
  });

  it("is where a person would look for it", () => {
    expect(jsonSlip("{ broken")).toEqual({ line: 1, column: 3, found: "b" });
    expect(jsonSlip('{\n  "a": 1,\n  "b": tru\n}')).toEqual({ line: 3, column: 8, found: "t" });
    expect(jsonSlip('{ "a": 1, }')).toEqual({ line: 1, column: 11, found: "}" });
    expect(jsonSlip('["open')).toEqual({ line: 1, column: 7, found: "" });
    expect(jsonSlip("")).toEqual({ line: 1, column: 1, found: "" });
    expect(jsonSlip("[".repeat(100_000))?.column).toBe(100_001);
  });
});
