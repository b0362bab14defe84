import { z } from "zod";
import { FoundKind } from "./kinds";

/** harmless: it is nothing personal, and stays. missed: it is, and wasn't found. kind: it was found as something else than it is. */
export const CorrectionVerdict = z.enum(["harmless", "missed", "kind"]);
export type CorrectionVerdict = z.infer<typeof CorrectionVerdict>;

/** value: the text itself, in capitals or not. pattern: `#` is a digit, `@` a letter, everything else itself. */
export const CorrectionForm = z.enum(["value", "pattern"]);
export type CorrectionForm = z.infer<typeof CorrectionForm>;

/** What an analyst says about what is found in texts; it counts from then on wherever anything is taken out. */
export const NewCorrection = z
  .object({
    verdict: CorrectionVerdict,
    form: CorrectionForm.default("value"),
    text: z.string().trim().min(2).max(200),
    /** What it is; null of what is harmless. */
    kind: FoundKind.nullable().default(null),
  })
  .refine(({ verdict, kind }) => (verdict === "harmless") === (kind === null), {
    error: "what is harmless has no kind, everything else has one",
    path: ["kind"],
  })
  .refine(({ form, text }) => form === "value" || (text.length >= 3 && /[^#@\s]/.test(text)), {
    error: "a pattern has at least 3 characters, and not only # and @",
    path: ["text"],
  });
export type NewCorrection = z.infer<typeof NewCorrection>;

/** A correction as it is applied. */
export type Correction = Pick<NewCorrection, "verdict" | "form" | "text" | "kind">;

/** A correction as people see it. Times are ISO 8601; `undone` when it doesn't count any more. */
export const CorrectionView = z.object({
  id: z.string(),
  verdict: CorrectionVerdict,
  form: CorrectionForm,
  text: z.string(),
  kind: FoundKind.nullable(),
  /** Names; null of somebody who is gone. */
  by: z.string().nullable(),
  at: z.string(),
  undone: z.object({ by: z.string().nullable(), at: z.string() }).nullable(),
});
export type CorrectionView = z.infer<typeof CorrectionView>;
