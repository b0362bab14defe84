import { z } from "zod";

const Count = z.number().int().nonnegative();

/** A line that could not be taken, by its number in the file, and why. */
export const LineProblem = z.object({ line: Count, reason: z.string() });
export type LineProblem = z.infer<typeof LineProblem>;

/** Problems that are told one by one; of further ones only how many there are. */
export const MOST_PROBLEMS = 100;

/** What became of a log. */
export const IngestReport = z.object({
  /** Lines that were read; in a file that is one JSON document, its records. */
  lines: Count,
  /** Lines that could not be taken. */
  rejected: Count,
  problems: z.array(LineProblem).max(MOST_PROBLEMS),
  /** Runs that are new, and those that were there already. */
  runs: Count,
  known: Count,
  calls: Count,
  /** Spans whose runs are not complete: they wait for the rest, and are stored without it after a while. */
  waiting: Count,
  graphs: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type IngestReport = z.infer<typeof IngestReport>;
