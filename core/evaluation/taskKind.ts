import { z } from "zod";
import { LONGEST_LABEL } from "../clustering/signature";
import { plainText } from "../graph/equal";
import { isJsonObject, type Json, type JsonSchema } from "../graph/json";
import type { Task, ToolOffer } from "../graph/task";
import { asText } from "../graph/template";
import { ObservedCallRecord } from "../ingest/observed";
import { isClosed } from "../replacement/task";
import { MIN_ANSWERS, weights } from "../replacement/weights";
import { LABEL_TIMES } from "../tallies/answers";
import type { Answer } from "./answer";

/** How two answers to a task are compared. */
export const taskKinds = ["label", "json", "tool_call", "text"] as const;
export const TaskKind = z.enum(taskKinds);
export type TaskKind = z.infer<typeof TaskKind>;

/** What of a request says how its answers are compared. A schema of null: any text will do. */
export type Asked = { schema: JsonSchema | null; tools: readonly ToolOffer[] };

/** What a node's task asks for. */
export const askedBy = ({ output, tools = [] }: Task): Asked => ({ schema: output.type === "json" ? output.schema : null, tools });

/** What a recorded request asked for; null when it isn't in the form in which calls are recorded. */
export function askedIn(request: Json): Asked | null {
  const read = ObservedCallRecord.safeParse(request);
  return read.success ? { schema: read.data.schema, tools: read.data.tools } : null;
}

/**
 * How the answers to a task are compared. The first that holds:
 * - tool_call: tools were offered, and one of the answers calls one. (Those that don't are compared by their words; see `wordKindOf`.)
 * - label: the schema leaves a choice of given values and nothing else, or no schema was asked and `labelsIn` finds a closed set.
 * - json: any other schema was asked.
 * - text: everything else.
 * Of a recorded call it is the kind of its task: whether outputs are a closed set, one of them can't tell.
 * @param answers that were recorded of the task
 */
export const taskKindOf = (asked: Asked, answers: readonly Answer[]): TaskKind =>
  asked.tools.length > 0 && answers.some(({ toolCalls }) => toolCalls.length > 0) ? "tool_call" : wordKindOf(asked, labelsIn(answers));

/** How answers are compared that call no tools. @param labels the closed set they are from, where the schema doesn't say it */
export function wordKindOf({ schema }: Asked, labels: readonly string[] | null): Exclude<TaskKind, "tool_call"> {
  if (schema === null) return labels === null ? "text" : "label";
  return choicesIn(schema) === null ? "json" : "label";
}

/** The values that a schema leaves to choose from, as text; null when it isn't for a single value from a list. */
export function choicesIn(schema: JsonSchema): string[] | null {
  if (!isClosed(schema)) return null;
  const values = Array.isArray(schema.enum) ? schema.enum : schema.const !== undefined ? [schema.const] : [true, false];
  return values.some((value) => Array.isArray(value) || isJsonObject(value)) ? null : values.map(choiceText);
}

/** A single value as a label. */
export const choiceText = (value: Json): string => (value === null ? "null" : asText(value));

/**
 * The closed set of short outputs that a task's answers are from: those of one line and at most 40 characters that were given three
 * times or more, as they were given most often. Null unless there are enough answers to tell, and nine in ten are in the set.
 */
export function labelsIn(answers: readonly Answer[]): string[] | null {
  const texts = answers.filter(({ toolCalls }) => toolCalls.length === 0).map(({ text }) => text.trim());
  if (texts.length < MIN_ANSWERS) return null;
  const short = texts.filter((text) => text !== "" && text.length <= LONGEST_LABEL && !text.includes("\n"));
  const often = [...Map.groupBy(short, plainText).values()].filter(({ length }) => length >= LABEL_TIMES);
  const covered = often.reduce((sum, { length }) => sum + length, 0);
  return covered / texts.length < weights.closed_answers.full ? null : often.map(mostFrequent).sort();
}

const mostFrequent = (texts: readonly string[]): string =>
  [...Map.groupBy(texts, (text) => text).entries()].reduce((best, next) =>
    next[1].length > best[1].length || (next[1].length === best[1].length && next[0] < best[0]) ? next : best,
  )[0];
