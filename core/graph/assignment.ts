import { z } from "zod";
import { Expression } from "./expression";
import type { JsonObject } from "./json";

/** Key of a model in the workspace's registry; null until somebody has chosen. */
const ModelKey = z.string().min(1).nullable();

/** What tells that the small model's answer is good enough. An answer that breaks the task's JSON Schema never is. */
export const Gate = z.discriminatedUnion("type", [
  z.object({ type: z.literal("schema") }),
  /** Geometric mean of the probabilities the model gave its own tokens, in (0, 1]; needs a server that tells them. */
  z.object({ type: z.literal("probability"), atLeast: z.number().min(0).max(1) }),
  /** Share of samples that give the most frequent answer. */
  z.object({ type: z.literal("agreement"), samples: z.number().int().min(2).max(15), atLeast: z.number().min(0).max(1) }),
  /** Another model is asked whether the answer fulfils the task. */
  z.object({ type: z.literal("verifier"), model: ModelKey, criteria: z.string().max(20_000) }),
  /** Over `{ answer, inputs }`; the answer stays when it holds. */
  z.object({ type: z.literal("expression"), when: Expression }),
]);
export type Gate = z.infer<typeof Gate>;

const common = {
  /** Asked in order when a provider fails. */
  fallback: z.array(z.string().min(1)).max(5).default([]),
  /** May a call at temperature 0 be answered from the record of an equal one? */
  reuse: z.boolean().default(false),
};

export const SingleAssignment = z.object({ type: z.literal("single"), model: ModelKey, ...common });

/** Who answers a task. Replacing an LLM by an SLM changes this and nothing else. */
export const Assignment = z.discriminatedUnion("type", [
  SingleAssignment,
  z.object({ type: z.literal("cascade"), first: ModelKey, escalateTo: ModelKey, gate: Gate, ...common }),
]);
export type Assignment = z.infer<typeof Assignment>;

export const unassignedSingle: z.input<typeof SingleAssignment> = { type: "single", model: null };
export const unassigned: z.input<typeof Assignment> = unassignedSingle;

/** Every model an assignment may ask, the one that serves it first; null where none is chosen yet. */
export function assignedModels(assignment: Assignment): (string | null)[] {
  const { fallback } = assignment;
  if (assignment.type === "single") return [assignment.model, ...fallback];
  const { first, escalateTo, gate } = assignment;
  return [first, escalateTo, ...fallback, ...(gate.type === "verifier" ? [gate.model] : [])];
}

/** @param schema does the task ask for JSON of a schema? */
export function assignmentProblems(assignment: Assignment, schema: boolean): { code: string }[] {
  const unchosen = assignedModels(assignment).includes(null);
  const ungated = assignment.type === "cascade" && assignment.gate.type === "schema" && !schema;
  return [...(unchosen ? [{ code: "model_unassigned" }] : []), ...(ungated ? [{ code: "gate_without_schema" }] : [])];
}

const WithAssignment = z.looseObject({ assignment: Assignment });

/** The model that serves a node by itself; null where several do, or none is chosen. */
export function servedBy(config: JsonObject): string | null {
  const read = WithAssignment.safeParse(config);
  return read.success && read.data.assignment.type === "single" ? read.data.assignment.model : null;
}

/** A node's config with another model in the place of the one that serves it; null where `from` doesn't serve it by itself. */
export function exchanged(config: JsonObject, from: string, to: string): JsonObject | null {
  if (servedBy(config) !== from) return null;
  const { assignment } = WithAssignment.parse(config);
  return { ...config, assignment: { ...assignment, model: to } };
}
