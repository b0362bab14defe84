import type { Json } from "@/core/graph/json";
import { type Executor, emit } from "../executor";
import type { router } from "./definition";

/** Truth as JSONata's `$boolean` has it: empty text, empty lists and empty objects, zero, null and nothing don't hold. */
function holds(result: Json | undefined): boolean {
  if (result === undefined || result === null) return false;
  if (Array.isArray(result)) return result.some(holds);
  if (typeof result === "object") return Object.keys(result).length > 0;
  return Boolean(result);
}

export const execute: Executor<typeof router> = async ({ config, inputs, context }) => {
  const value = inputs.value ?? null;
  for (const { name, when } of config.cases) {
    if (holds(await context.sandbox.evaluate(when, value))) return emit(name, value);
  }
  return emit("else", value);
};
