import { type FieldChange, fieldChanges } from "../graph/diff";
import { isJsonObject, type Json, type JsonObject } from "../graph/json";
import type { Verdict } from "./judge";
import type { CaseResult } from "./result";

/** How a case's result stands to an earlier one. `output`: it gave something else, and is as good as it was. */
export type CaseChange = "newly_failing" | "newly_passing" | "output" | "same";

export type Comparison = {
  change: CaseChange;
  /** What differs between the outputs. */
  fields: readonly FieldChange[];
  /** After less before; null when one of them is unknown. US dollars and milliseconds. */
  cost: number | null;
  durationMs: number | null;
};

const good = (verdict: Verdict): boolean => verdict === "passed" || verdict === "ran";

/** Compares two judged results of one case. Null when there is nothing to compare with, or while one of them is under way. */
export function compareResults(before: CaseResult | null, after: CaseResult | null): Comparison | null {
  if (before === null || after === null || before.verdict === null || after.verdict === null) return null;
  const fields = outputChanges(before.output, after.output);
  const [was, is] = [good(before.verdict), good(after.verdict)];
  const change = was && !is ? "newly_failing" : !was && is ? "newly_passing" : fields.length > 0 ? "output" : "same";
  return { change, fields, cost: less(after.cost, before.cost), durationMs: less(after.durationMs, before.durationMs) };
}

const less = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);

/** An output that is no object, or none at all, differs as a whole. The order of an output's own fields tells nothing. */
const outputChanges = (before: Json | null, after: Json | null): FieldChange[] => fieldChanges(fieldsOf(before), fieldsOf(after));

function fieldsOf(output: Json | null): JsonObject {
  if (output === null) return {};
  if (!isJsonObject(output)) return { output };
  return Object.fromEntries(Object.entries(output).sort(([a], [b]) => (a < b ? -1 : 1)));
}
