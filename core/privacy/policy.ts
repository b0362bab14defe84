import { z } from "zod";
import { FoundKind, PersonalKind } from "./kinds";

const Words = z.array(z.string().trim().min(2).max(200)).max(1_000);
/** `#` is a digit, `@` a letter; a pattern of nothing else would find every number or word. */
const Patterns = z.array(z.string().trim().min(3).max(100)).max(100);

export const StandIns = z.enum(["none", "numbers", "all"]);

const Policy = z.object({
  /** Out of logs of agents elsewhere, before anything of them is stored. */
  imports: z.boolean(),
  /** Out of the model calls of runs made here, before they are recorded. */
  calls: z.boolean().default(false),
  /** Out of what runs and their nodes took and gave, so long after a run has ended, since until then it goes on from them. Minutes. */
  values: z.boolean().default(false),
  valuesAfter: z.number().int().min(0).max(1_440).default(15),
  /** Out of exported runs. */
  exports: z.boolean(),
  kinds: z.array(PersonalKind),
  /** What is invented in place of placeholders: nothing; other numbers of the same form; look-alikes of names, addresses and the like too. */
  standIns: StandIns.default("none"),
  /** Taken out wherever they stand, in capitals or not. */
  words: Words,
  patterns: Patterns,
  /** Runs are deleted with everything of them when they are so old. Days; null: never. */
  keepDays: z.number().int().min(1).max(3_650).nullable().default(null),
});

/** What a workspace has taken out of texts, and when. Policies of before had numbers keep their form, or not. */
export const CurationPolicy = z.preprocess((stored) => {
  if (typeof stored !== "object" || stored === null || !("lookalikes" in stored)) return stored;
  const { lookalikes, ...policy } = stored;
  return { ...policy, standIns: lookalikes === true ? "numbers" : "none" };
}, Policy);
export type CurationPolicy = z.infer<typeof Policy>;
export const { words: OwnWords, patterns: OwnPatterns } = Policy.shape;

export const defaultCuration: CurationPolicy = {
  imports: false,
  calls: false,
  values: false,
  valuesAfter: 15,
  exports: false,
  kinds: ["email", "phone", "card", "iban", "nationalId", "ip", "secret", "address", "person"],
  standIns: "none",
  words: [],
  patterns: [],
  keepDays: null,
};

/** A text with what a policy takes out of it, as somebody tries it. */
export const CurationTrial = z.object({
  text: z.string(),
  found: z.array(z.object({ kind: FoundKind, text: z.string() })),
});
export type CurationTrial = z.infer<typeof CurationTrial>;
