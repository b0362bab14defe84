import type { GraphExample } from "@/core/graph/document";
import { isSame, type JsonObject } from "@/core/graph/json";
import { type Comparison, compareResults } from "@/core/testing/compare";
import { isTestCase, type Verdict } from "@/core/testing/judge";
import type { CaseResult } from "@/core/testing/result";

export type CaseState = "never" | "running" | "waiting" | Verdict;

/** A case with what came of it. */
export type CaseRow = {
  id: string;
  /** As it is now; null when it has been deleted since. */
  example: GraphExample | null;
  name: string;
  /** Is anything asked of it? */
  asked: boolean;
  state: CaseState;
  result: CaseResult | null;
  before: CaseResult | null;
  comparison: Comparison | null;
  /** What is asked, or the input, is another now. */
  edited: boolean;
};

export type Compared = { result: CaseResult; before: CaseResult | null };

export function stateOf(result: CaseResult | null): CaseState {
  if (result === null) return "never";
  if (result.verdict !== null) return result.verdict;
  return result.runStatus === "waiting" || result.runStatus === "paused" ? "waiting" : "running";
}

/** What is shown: every case of the draft with its result, or the cases of one test run as they were. */
export function rowsOf(examples: readonly GraphExample[], compared: readonly Compared[], ofTestRun: boolean): CaseRow[] {
  const now = new Map(examples.map((example) => [example.id, example]));
  const came = new Map(compared.map((one) => [one.result.example.id, one]));
  const row = (shown: GraphExample, found: Compared | undefined): CaseRow => {
    const { result = null, before = null } = found ?? {};
    const example = now.get(shown.id) ?? null;
    return {
      id: shown.id,
      example,
      name: shown.name,
      asked: isTestCase(shown),
      state: stateOf(result),
      result,
      before,
      comparison: compareResults(before, result),
      edited: result !== null && example !== null && !isSame(essence(result.example), essence(example)),
    };
  };
  return ofTestRun ? compared.map((one) => row(one.result.example, one)) : examples.map((example) => row(example, came.get(example.id)));
}

/** What matters of a case to its result: not its name. */
const essence = ({ input, expected = {}, checks = [] }: GraphExample): JsonObject =>
  JSON.parse(JSON.stringify({ input, expected, checks })) as JsonObject;

export type Totals = { count: number; judged: number; passed: number; running: number; changed: number; simulated: boolean };

/** Of the cases of which something is asked. */
export function totalsOf(rows: readonly CaseRow[]): Totals {
  const count = (holds: (row: CaseRow) => boolean) => rows.filter(holds).length;
  return {
    count: rows.length,
    judged: count(({ result }) => result !== null && result.verdict !== null),
    passed: count(({ state }) => state === "passed" || state === "ran"),
    running: count(({ state }) => state === "running" || state === "waiting"),
    changed: count(({ comparison }) => comparison !== null && comparison.change !== "same"),
    simulated: rows.some(({ result }) => result?.simulated === true),
  };
}
