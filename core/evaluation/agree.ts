import type { Json } from "../graph/json";
import { parseAnswer } from "../graph/jsonAnswer";
import { misfit } from "../graph/schemaCheck";
import { type Agreement, agreement, type Flaw, worthless } from "./agreement";
import type { Answer } from "./answer";
import { chrF } from "./chrF";
import { compareFields } from "./fields";
import { labelReader } from "./label";
import { wholeSchema } from "./schemaParts";
import { type Asked, choicesIn, choiceText, type TaskKind, wordKindOf } from "./taskKind";
import { areReadable, compareCalls } from "./toolCalls";

export type Comparing = {
  asked: Asked;
  /** The task's closed set of outputs, where the schema doesn't say it; see `labelsIn`. */
  labels?: readonly string[] | null;
  /** How far numbers in JSON may be off, beyond rounding. */
  tolerance?: number;
  /** Does the order of tool calls in one answer count? */
  ordered?: boolean;
};

/**
 * How far an answer agrees with a reference, by the kind of their task (`taskKindOf`):
 * - label: the same label or not, as `labelReader` reads them
 * - json: share of leaf fields that are the same (`compareFields`), exact when all are; 0 when the answer is no JSON or not of the schema
 * - tool_call: mean over calls of the share that is the same (`compareCalls`); 0 when one calls and the other answers; when neither calls,
 *   by their words, as the kind that the task has without tools
 * - text: chrF, marked as weak; exact when nothing but white space differs
 *
 * A reference that isn't usable itself (`isUsable`) agrees with nothing but its like and measures nobody: leave its call out.
 */
export function agreementOf(kind: TaskKind, reference: Answer, answer: Answer, comparing: Comparing): Agreement {
  switch (kind) {
    case "tool_call":
      return callAgreement(reference, answer, comparing);
    case "label":
      return labelAgreement(reference.text, answer.text, comparing);
    case "json":
      return jsonAgreement(reference.text, answer.text, comparing);
    case "text":
      return textAgreement(reference.text, answer.text);
  }
}

/** Can answers be measured by this one? Not when it breaks the rules that hold for them. */
export function isUsable(kind: TaskKind, reference: Answer, comparing: Comparing): boolean {
  const { asked, labels = null } = comparing;
  if (kind === "tool_call" && reference.toolCalls.length > 0) return areReadable(reference.toolCalls);
  const words = kind === "tool_call" ? wordKindOf(asked, labels) : kind;
  if (words === "json") return "value" in read(reference.text, asked);
  return reference.text.trim() !== "" && (words === "text" || asked.schema === null || readerOf(comparing)(reference.text).known);
}

function callAgreement(reference: Answer, answer: Answer, comparing: Comparing): Agreement {
  const { asked, labels = null, ...options } = comparing;
  const [wanted, given] = [reference.toolCalls, answer.toolCalls];
  if (wanted.length === 0 && given.length === 0) return agreementOf(wordKindOf(asked, labels), reference, answer, comparing);
  if (given.length === 0) return worthless("tool_call", { code: "no_call" }, wanted, answer.text);
  if (wanted.length === 0) return worthless("tool_call", { code: "needless_call" }, reference.text, given);
  const { score, exact, parts } = compareCalls(wanted, given, asked.tools, options);
  return agreement("tool_call", score, exact, { parts });
}

function labelAgreement(reference: string, answer: string, comparing: Comparing): Agreement {
  const reader = readerOf(comparing);
  const [wanted, given] = [reader(reference), reader(answer)];
  const exact = wanted.label === given.label;
  const isSetKnown = comparing.asked.schema !== null || (comparing.labels ?? null) !== null;
  if (!exact && isSetKnown && !given.known) return worthless("label", { code: "no_label" }, wanted.label, given.label);
  return agreement("label", exact ? 1 : 0, exact, { parts: exact ? [] : [{ path: [], reference: wanted.label, answer: given.label }] });
}

function readerOf({ asked: { schema }, labels = null }: Comparing): ReturnType<typeof labelReader> {
  if (schema === null) return labelReader(labels);
  const reader = labelReader(choicesIn(schema));
  return (text) => reader(unwrapped(text));
}

/** A single value that was written as JSON, as text. */
function unwrapped(text: string): string {
  try {
    const value = parseAnswer(text);
    return value !== null && typeof value === "object" ? text : choiceText(value);
  } catch {
    return text;
  }
}

function jsonAgreement(reference: string, answer: string, { asked, tolerance = 0 }: Comparing): Agreement {
  const [wanted, given] = [read(reference, asked), read(answer, asked)];
  if ("flaw" in given) return worthless("json", given.flaw, "value" in wanted ? wanted.value : reference, answer);
  if ("flaw" in wanted) return agreement("json", 0, false, { parts: [{ path: [], reference, answer: given.value }] });
  const { same, of, parts } = compareFields(wanted.value, given.value, wholeSchema(asked.schema ?? {}), tolerance);
  return agreement("json", same / of, same === of, { parts });
}

function read(text: string, { schema }: Asked): { value: Json } | { flaw: Flaw } {
  let value: Json;
  try {
    value = parseAnswer(text);
  } catch {
    return { flaw: { code: "not_json" } };
  }
  const reason = misfit(value, schema ?? {});
  return reason === null ? { value } : { flaw: { code: "misfit", reason } };
}

function textAgreement(reference: string, answer: string): Agreement {
  const exact = spaced(reference) === spaced(answer);
  return agreement("text", exact ? 1 : chrF(reference, answer), exact, {
    weak: true,
    parts: exact ? [] : [{ path: [], reference, answer }],
  });
}

const spaced = (text: string): string => text.normalize("NFC").trim().replaceAll(/\s+/g, " ");
