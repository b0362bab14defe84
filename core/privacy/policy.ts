import { z } from "zod";
import { PersonalKind } from "./kinds";

const Words = z.array(z.string().trim().min(2).max(200)).max(1_000);
/** `#` is a digit, `@` a letter; a pattern of nothing else would find every number or word. */
const Patterns = z.array(z.string().trim().min(3).max(100)).max(100);

/** What a workspace has taken out of texts, and when. */
export const CurationPolicy = z.object({
  /** Out of logs of agents elsewhere, before anything of them is stored. */
  imports: z.boolean(),
  /** Out of the model calls of runs made here, before they are recorded. The runs' own values stay: they go on from them. */
  calls: z.boolean().default(false),
  /** Out of exported runs. */
  exports: z.boolean(),
  kinds: z.array(PersonalKind),
  /** Phone, card, account and identity numbers become other numbers of the same form instead of placeholders. */
  lookalikes: z.boolean(),
  /** Taken out wherever they stand, in capitals or not. */
  words: Words,
  patterns: Patterns,
  /** Runs are deleted with everything of them when they are so old. Days; null: never. */
  keepDays: z.number().int().min(1).max(3_650).nullable().default(null),
});
export type CurationPolicy = z.infer<typeof CurationPolicy>;

export const defaultCuration: CurationPolicy = {
  imports: false,
  calls: false,
  exports: false,
  kinds: ["email", "phone", "card", "iban", "nationalId", "ip", "secret", "address", "person"],
  lookalikes: false,
  words: [],
  patterns: [],
  keepDays: null,
};

/** A text with what a policy takes out of it, as somebody tries it. */
export const CurationTrial = z.object({
  text: z.string(),
  found: z.array(z.object({ kind: z.union([PersonalKind, z.literal("own")]), text: z.string() })),
});
export type CurationTrial = z.infer<typeof CurationTrial>;
