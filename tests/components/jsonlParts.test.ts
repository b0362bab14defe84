import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonlParts } from "@/components/models/jsonlParts";

async function* pieces(texts: readonly string[]) {
  yield* texts;
}

describe("a JSONL file in parts", () => {
  it("has every line once, in order, each with its number", async () => {
    const lines = fc.array(
      fc.string({ minLength: 1 }).map((text) => JSON.stringify(text)),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), async (written, size, step) => {
        const text = written.join("\n");
        const cut = Array.from({ length: Math.ceil(text.length / step) }, (_, index) => text.slice(index * step, (index + 1) * step));
        const numbered: [number, string][] = [];
        for await (const part of jsonlParts(pieces(cut), size))
          numbered.push(...part.text.split("\n").map((line, index): [number, string] => [part.firstLine + index, line]));
        expect(numbered).toEqual(written.map((line, index) => [index + 1, line]));
      }),
    );
  });
});
