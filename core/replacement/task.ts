import { isJsonObject, type JsonObject, type JsonSchema } from "../graph/json";
import { renderTemplate, templateVariables } from "../graph/template";
import { quantile } from "../statistics/quantile";

/**
 * How much of a prompt is the same in every call: characters of the template over characters of a typical filled-in prompt.
 * @param templates contents of the prompt's messages
 * @param samples variables of recorded calls
 * @returns 0 to 1; null when there are variables but no sample says how long they are, or the prompt is empty
 */
export function staticShare(templates: readonly string[], samples: readonly JsonObject[]): number | null {
  const length = (variables: JsonObject) => templates.reduce((sum, template) => sum + renderTemplate(template, variables).length, 0);
  const fixed = length({});
  if (templateVariables(...templates).length === 0) return fixed === 0 ? null : 1;
  const typical = quantile(samples.map(length), 0.5);
  return typical === null || typical === 0 ? null : Math.min(1, fixed / typical);
}

/** Does a schema leave a choice of given values and nothing else? */
export const isClosed = (schema: JsonObject): boolean =>
  schema.enum !== undefined || schema.const !== undefined || schema.type === "boolean";

/** Closed and all leaf fields under a schema. References are counted as open: what they lead to may be anything. */
function countFields(schema: JsonObject, depth: number): { closed: number; all: number } {
  if (isClosed(schema)) return { closed: 1, all: 1 };
  const inner = [
    ...(isJsonObject(schema.properties) ? Object.values(schema.properties) : []),
    ...(isJsonObject(schema.items) ? [schema.items] : []),
  ];
  if (inner.length === 0 || depth === 0) return { closed: 0, all: 1 };
  return inner
    .map((child) => (isJsonObject(child) ? countFields(child, depth - 1) : { closed: 0, all: 1 }))
    .reduce((sum, part) => ({ closed: sum.closed + part.closed, all: sum.all + part.all }));
}

/**
 * Share of an answer's leaf fields whose values come from a closed set (enum, const or boolean): a classification has 1, free text 0.
 * Schemas deeper than 16 levels count as open below that.
 */
export function closedFieldShare(schema: JsonSchema): number {
  const { closed, all } = countFields(schema, 16);
  return closed / all;
}
