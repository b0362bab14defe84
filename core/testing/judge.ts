import { z } from "zod";
import type { GraphExample } from "../graph/document";
import { isEqual } from "../graph/equal";
import { Json, type JsonObject } from "../graph/json";
import { misfit } from "../graph/schemaCheck";
import { asText } from "../graph/template";
import { Check } from "./check";
import { fieldOf } from "./outputField";

/**
 * Why a check failed or couldn't be made, where what was found doesn't say it: a code of `testing.note` or of `errors` in core/messages.
 */
export const Note = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Note = z.infer<typeof Note>;

export const CheckResult = z.object({
  check: Check,
  /** Does it stand in the case itself, or for a field of its expected output? */
  expected: z.boolean(),
  /** unchecked: it couldn't be told. */
  outcome: z.enum(["passed", "failed", "unchecked"]),
  /** What was there; absent where there was nothing. */
  found: Json.optional(),
  note: Note.nullable(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** ran: it ended well, and nothing was asked of it. error: its run failed or was stopped, or something couldn't be told. */
export const verdicts = ["passed", "failed", "error", "ran"] as const;
export const Verdict = z.enum(verdicts);
export type Verdict = z.infer<typeof Verdict>;

/** What a run of a case gave. Cost in US dollars, null when a price is unknown; duration in milliseconds. */
export type CaseRun = { succeeded: boolean; input: JsonObject; output: Json | null; cost: number | null; durationMs: number | null };

/** What runs text that people wrote: in a sandbox, with limits. Both throw a `MinnowError` or whatever the caller of `judge` can tell of. */
export type Evaluators = {
  matches(pattern: string, text: string): Promise<boolean>;
  evaluate(expression: string, value: Json): Promise<Json | undefined>;
  /** What a thrown thing means; rethrows what is a bug. */
  noteOf(thrown: unknown): Note;
};

/** Is it more than an input to try? */
export const isTestCase = ({ expected, checks = [] }: GraphExample): boolean =>
  checks.length > 0 || (expected !== undefined && Object.keys(expected).length > 0);

/** All that a case asks: its expected output field by field, then its checks. */
export const checksOf = ({ expected = {}, checks = [] }: GraphExample): { check: Check; expected: boolean }[] => [
  ...Object.entries(expected).map(([field, value]) => ({ check: { type: "equals", field, value } as const, expected: true })),
  ...checks.map((check) => ({ check, expected: false })),
];

/** Holds what a run gave to what its case asks. */
export async function judge(
  example: GraphExample,
  run: CaseRun,
  evaluators: Evaluators,
): Promise<{ verdict: Verdict; checks: CheckResult[] }> {
  const checks: CheckResult[] = [];
  for (const { check, expected } of checksOf(example)) checks.push({ check, expected, ...(await examine(check, run, evaluators)) });
  return { verdict: verdictOf(run, checks), checks };
}

function verdictOf({ succeeded }: CaseRun, checks: readonly CheckResult[]): Verdict {
  if (!succeeded) return "error";
  if (checks.some(({ outcome }) => outcome === "failed")) return "failed";
  if (checks.some(({ outcome }) => outcome === "unchecked")) return "error";
  return checks.length === 0 ? "ran" : "passed";
}

type Finding = Omit<CheckResult, "check" | "expected">;

const note = (code: string, params: Note["params"] = {}): Note => ({ code, params });
const told = (holds: boolean, found: Json, why: Note | null = null): Finding => ({
  outcome: holds ? "passed" : "failed",
  found,
  note: why,
});

async function examine(check: Check, run: CaseRun, evaluators: Evaluators): Promise<Finding> {
  switch (check.type) {
    case "costAtMost":
      return run.cost === null ? unchecked(note("no_price")) : told(run.cost <= check.usd, run.cost);
    case "durationAtMost":
      return run.durationMs === null ? unchecked(note("no_duration")) : told(run.durationMs <= check.ms, run.durationMs);
  }
  if (!run.succeeded) return unchecked(note("no_output"));
  if (check.type === "expression") return examineExpression(check.expression, run, evaluators);
  const found = fieldOf(run.output, check.field);
  if (found === undefined) return { outcome: "failed", note: note("missing", { field: check.field }) };
  switch (check.type) {
    case "equals":
      return told(isEqual(found, check.value, check), found);
    case "contains":
      return told(holdsText(asText(found), check), found);
    case "schema": {
      const reason = misfit(found, check.schema);
      return told(reason === null, found, reason === null ? null : note("misfit", { reason }));
    }
    case "matches":
      return attempt(evaluators, async () => told(await evaluators.matches(check.pattern, asText(found)), found));
  }
}

const unchecked = (why: Note): Finding => ({ outcome: "unchecked", note: why });

const examineExpression = (expression: string, { input, output }: CaseRun, evaluators: Evaluators): Promise<Finding> =>
  attempt(evaluators, async () => {
    const value = await evaluators.evaluate(expression, { input, output });
    if (value === undefined) return { outcome: "failed", note: note("nothing") };
    // Anything but true is not what was asked for; what it was instead helps to see why.
    return told(value === true, value);
  });

async function attempt({ noteOf }: Evaluators, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (thrown) {
    return unchecked(noteOf(thrown));
  }
}

function holdsText(text: string, { text: part, caseSensitive = false }: { text: string; caseSensitive?: boolean | undefined }): boolean {
  return caseSensitive ? text.includes(part) : text.toLowerCase().includes(part.toLowerCase());
}
