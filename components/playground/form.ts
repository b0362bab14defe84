import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "@/core/graph/json";
import type { Prompt } from "@/core/graph/playground";
import { firstTask, Task } from "@/core/graph/task";
import { renderTemplate, templateVariables, variablesLookedInto } from "@/core/graph/template";
import type { ModelInfo } from "@/core/models";
import { InputField } from "@/nodes/input/definition";
import { type FormValues, formValues, readForm } from "../editor/runInput";
import { MOST } from "../sideBySide/compare";

/** What is written in the playground: a task, and what is typed for each of its variables. */
export const PromptDraft = z.object({ task: Task, values: z.record(z.string(), z.string()) });
export type PromptDraft = z.infer<typeof PromptDraft>;

export const firstDraft = (question: string): PromptDraft => ({ task: Task.parse(firstTask), values: { question } });

/** A form's field for each variable: text, or JSON where the prompt mentions a part of it. */
export function promptFields({ messages }: Task): InputField[] {
  const contents = messages.map(({ content }) => content);
  const lookedInto = variablesLookedInto(...contents);
  return templateVariables(...contents).map((name) => InputField.parse({ name, type: lookedInto.has(name) ? "json" : "longText" }));
}

/** A prompt that was run, as it is written. */
export function draftOf({ task, inputs }: Prompt): PromptDraft {
  const values = formValues(promptFields(task), inputs);
  return { task, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) };
}

/** What the prompt is about, in a line: the start of its last message with its variables filled in. */
export function glimpse({ task, inputs }: Prompt, length = 90): string {
  const written = task.messages.findLast(({ role }) => role === "user")?.content ?? task.messages.at(-1)?.content ?? "";
  const line = renderTemplate(written, inputs).replaceAll(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** Whom to ask at first: a small model beside a large one. A simulated one is proposed only where there is no other. */
export function firstModels(models: readonly ModelInfo[]): string[] {
  const real = models.filter(({ connectionKind }) => connectionKind !== "simulated" && connectionKind !== "recorded");
  const among = real.length > 0 ? real : models;
  const small = among.find((model) => model.class === "slm");
  const large = among.find((model) => model.class === "llm");
  return [small ?? among[0], large].flatMap((model) => model?.key ?? []).slice(0, MOST);
}

/**
 * The input that a graph would be started with, from the values of a prompt's variables; null when its fields are others, or of types
 * that the values don't have.
 */
export function inputFor(fields: readonly InputField[] | null, inputs: JsonObject): JsonObject | null {
  if (fields === null) return null;
  const names = new Set(fields.map(({ name }) => name));
  if (!Object.keys(inputs).every((name) => names.has(name))) return null;
  const given = fields.filter(({ name }) => Object.hasOwn(inputs, name));
  if (fields.some(({ name, required }) => required && !Object.hasOwn(inputs, name))) return null;
  const read = readForm(given, formValues(given, inputs));
  const fits = given.every(({ name, type, options }) => type !== "choice" || options.includes(String(inputs[name])));
  return read.ok && fits ? read.input : null;
}

/** Fields for what a graph is expected to give: JSON only where the answer has some for it. */
export function expectationFields(outputs: readonly string[], answer: Json): InputField[] {
  const values = expectation(outputs, answer);
  const isJson = (name: string) => Object.hasOwn(values, name) && typeof values[name] !== "string";
  return outputs.map((name) => InputField.parse({ name, type: isJson(name) ? "json" : "longText", required: false }));
}

/** Where an answer goes among the outputs of a graph: field by field where names are the same, else whole into the first. */
export function expectation(outputs: readonly string[], answer: Json): JsonObject {
  const [first] = outputs;
  const same = isJsonObject(answer) ? outputs.filter((name) => Object.hasOwn(answer, name)) : [];
  if (isJsonObject(answer) && same.length > 0) return Object.fromEntries(same.map((name) => [name, answer[name] as Json]));
  return first === undefined ? {} : { [first]: answer };
}

export const expectationValues = (outputs: readonly string[], answer: Json): FormValues =>
  formValues(expectationFields(outputs, answer), expectation(outputs, answer));
