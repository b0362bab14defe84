import type { JsonSchema } from "../graph/json";
import type { TaskShape } from "../graph/kind";
import { templateVariables } from "../graph/template";

/** Characters of English text that make a token, roughly. */
const CHARACTERS_PER_TOKEN = 4;
/** What a variable and an answer are taken to be long, until one has been seen. Tokens. */
export const ASSUMED_VARIABLE_TOKENS = 100;
export const ASSUMED_ANSWER_TOKENS = 200;
const ASSUMED_FIELD_TOKENS = 12;

/** Tokens of a call as its prompt lets one guess, for tasks nobody has run yet. */
export function promptTokens({ prompts, schema }: Pick<TaskShape, "prompts" | "schema">): { input: number; output: number } {
  const fixed = prompts.reduce((sum, prompt) => sum + prompt.replaceAll(/\{\{[^}]*\}\}/g, "").length, 0);
  const variables = templateVariables(...prompts).length;
  return {
    input: Math.ceil(fixed / CHARACTERS_PER_TOKEN) + variables * ASSUMED_VARIABLE_TOKENS,
    output: schema === null ? ASSUMED_ANSWER_TOKENS : Math.max(1, fieldsOf(schema)) * ASSUMED_FIELD_TOKENS,
  };
}

const fieldsOf = (schema: JsonSchema): number => {
  const { properties } = schema;
  return properties !== null && typeof properties === "object" && !Array.isArray(properties) ? Object.keys(properties).length : 1;
};
