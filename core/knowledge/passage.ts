import { z } from "zod";
import { Refusal } from "./base";

/** What a knowledge base gives out for a question. */
export const Passage = z.object({
  text: z.string(),
  /** Name of the document it stands in. */
  document: z.string(),
  /** Headings it stands under, joined by ` › `; empty when there are none. */
  heading: z.string(),
  /** From 1; null where the document has no pages. */
  page: z.number().int().nullable(),
  /** From 0 to 1; comparable within one search alone. */
  score: z.number(),
  /** Where it is from, as a person writes it. */
  citation: z.string(),
});
export type Passage = z.infer<typeof Passage>;

/** What a search gives: `wordsOnly` says why a base that is searched by meaning too was searched by words alone. */
export const Findings = z.object({ passages: z.array(Passage), wordsOnly: Refusal.nullable() });
export type Findings = z.infer<typeof Findings>;

/** `handbook.pdf, p. 3`, `faq.md › Returns › Time limits` */
export function citationOf({ document, heading, page }: Pick<Passage, "document" | "heading" | "page">): string {
  const place = page === null ? document : `${document}, p. ${page}`;
  return heading === "" ? place : `${place} › ${heading}`;
}

/** Passages as a prompt takes them: numbered, so that an answer can name [1], each with where it is from. */
export function numbered(passages: readonly Passage[]): string {
  return passages.map(({ text, citation }, index) => `[${index + 1}] ${citation}\n${text}`).join("\n\n");
}
