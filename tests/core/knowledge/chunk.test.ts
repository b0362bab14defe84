import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK_LENGTH, CHUNK_OVERLAP, type Chunk, chunksOf, type Page } from "@/core/knowledge/chunk";

const whole = (text: string): Page[] => [{ page: null, text }];
const bare = (text: string) => text.replaceAll(/\s+/gu, "");
/** What the chunks say together, each thing once. */
const told = (chunks: readonly Chunk[]) => bare(chunks.map(({ text, overlap }) => text.slice(overlap)).join(" "));

const words = fc.array(fc.constantFrom("refund", "within", "30", "days.", "您可以", "退款。", "🐟", "x".repeat(400), "Why?"), {
  maxLength: 60,
});
const paragraph = fc.oneof(
  words.map((list) => list.join(" ")),
  words.map((list) => list.join("")),
  fc.string({ maxLength: 3_000, unit: "grapheme" }),
  fc.constantFrom("# One", "## Two", "### Three ###", "```", "~~~js", "code()\n\nmore()"),
);
const text = fc.array(paragraph, { maxLength: 25 }).map((paragraphs) => paragraphs.join("\n\n"));
const pages = fc.oneof(
  text.map(whole),
  fc.array(text, { maxLength: 5 }).map((list) => list.map((body, index) => ({ page: index + 1, text: body }))),
);

describe("chunks", () => {
  it("together say all that the document says, in its order", () => {
    fc.assert(
      fc.property(pages, fc.boolean(), (document, markdown) => {
        expect(told(chunksOf(document, markdown))).toBe(bare(document.map(({ text: body }) => body).join(" ")));
      }),
    );
  });

  it("are never longer than the limit, never empty and never half a character", () => {
    fc.assert(
      fc.property(pages, fc.boolean(), (document, markdown) => {
        for (const { text: body, overlap } of chunksOf(document, markdown)) {
          expect(body.length).toBeLessThanOrEqual(CHUNK_LENGTH);
          expect(overlap).toBeLessThanOrEqual(CHUNK_OVERLAP + 2);
          expect(body.slice(overlap).trim()).not.toBe("");
          expect(body.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it("start with the end of the one before, where they go on with the same section", () => {
    fc.assert(
      fc.property(pages, (document) => {
        const chunks = chunksOf(document, false);
        for (const [index, { text: body, overlap, ordinal }] of chunks.entries()) {
          expect(ordinal).toBe(index);
          if (overlap > 0) expect(chunks[index - 1]?.text.endsWith(body.slice(0, overlap).trimEnd())).toBe(true);
        }
      }),
    );
  });

  it("know the page they stand on", () => {
    const chunks = chunksOf(
      [
        { page: 1, text: "first" },
        { page: 2, text: "" },
        { page: 3, text: "third" },
      ],
      false,
    );
    expect(chunks.map(({ page, text: body }) => [page, body])).toEqual([
      [1, "first"],
      [3, "third"],
    ]);
  });

  it("know the headings they stand under", () => {
    const markdown = "# Shop\n\n## Returns\nWithin 30 days.\n\n### Sale\nNever.\n\n## Delivery ##\n\nTwo days.\n\n```\n# no heading\n\n```";
    expect(chunksOf(whole(markdown), true).map(({ heading, text: body }) => [heading, body])).toEqual([
      ["Shop › Returns", "# Shop\n\n## Returns\n\nWithin 30 days."],
      ["Shop › Returns › Sale", "### Sale\n\nNever."],
      ["Shop › Delivery", "## Delivery ##\n\nTwo days.\n\n```\n# no heading\n\n```"],
    ]);
  });

  it("end at sentences where a paragraph is too long", () => {
    const long = Array.from({ length: 60 }, (_, index) => `This is sentence number ${index} of it.`).join(" ");
    const chunks = chunksOf(whole(long), false);
    expect(chunks.length).toBeGreaterThan(1);
    for (const { text: body } of chunks) expect(body).toMatch(/of it\.$/);
  });

  it("are read as plain text where the document is plain", () => {
    expect(chunksOf(whole("# one\n\n# two"), false)).toEqual([{ ordinal: 0, heading: "", page: null, text: "# one\n\n# two", overlap: 0 }]);
  });
});
