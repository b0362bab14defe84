import { z } from "zod";
import { Json } from "../graph/json";

export const Verdict = z.enum(["good", "bad"]);
export type Verdict = z.infer<typeof Verdict>;

/** What somebody says of a run, or of one firing in it: at least one of a verdict, a score, a correction and a comment. */
export const FeedbackGiven = z
  .object({
    /** Of the activation that is meant; left out or null: of the whole run. */
    path: z.string().min(1).max(2_000).nullable().default(null),
    verdict: Verdict.nullable().default(null),
    /** From 0, useless, to 1, perfect. */
    score: z.number().min(0).max(1).nullable().default(null),
    /** What it should have given. */
    correction: Json.optional(),
    comment: z.string().trim().max(5_000).default(""),
  })
  .refine(({ verdict, score, correction, comment }) => verdict !== null || score !== null || correction !== undefined || comment !== "", {
    error: "give a verdict, a score, a correction or a comment",
  });
export type FeedbackGiven = z.infer<typeof FeedbackGiven>;

/** Feedback as people see it. Times are ISO 8601. */
export const FeedbackView = z.object({
  id: z.string(),
  path: z.string().nullable(),
  verdict: Verdict.nullable(),
  score: z.number().nullable(),
  correction: Json.optional(),
  comment: z.string(),
  /** Name of who gave it; null for a program. */
  author: z.string().nullable(),
  /** Given by whoever asks. */
  own: z.boolean(),
  at: z.string(),
});
export type FeedbackView = z.infer<typeof FeedbackView>;
