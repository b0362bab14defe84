import { Assignment } from "./assignment";
import type { JsonObject } from "./json";

/** Who answers a node's task; null when the node asks no model, or can't be read. */
export function assignmentOf(config: JsonObject): Assignment | null {
  const parsed = Assignment.safeParse(config.assignment);
  return parsed.success ? parsed.data : null;
}

/** The models that an assignment asks for the task itself: neither who stands in for them nor who judges them. */
export const answerersOf = (assignment: Assignment): string[] =>
  (assignment.type === "single" ? [assignment.model] : [assignment.first, assignment.escalateTo]).filter((key) => key !== null);

/** A config whose task one model serves from now on; who stands in for it stays. Null when the node asks no model. */
export function servedBy(config: JsonObject, model: string): JsonObject | null {
  const assignment = assignmentOf(config);
  if (assignment === null) return null;
  const { fallback, reuse } = assignment;
  return { ...config, assignment: { type: "single", model, fallback: fallback.filter((key) => key !== model), reuse } };
}

/** A config whose task one model serves by itself: nobody stands in for it, and nothing comes from the record. */
export function servedAlone(config: JsonObject, model: string): JsonObject | null {
  return assignmentOf(config) === null ? null : { ...config, assignment: { type: "single", model, fallback: [], reuse: false } };
}
