import { type Executor, emit } from "../executor";
import { holds } from "../truth";
import type { router } from "./definition";

export const execute: Executor<typeof router> = async ({ config, inputs, context }) => {
  const value = inputs.value ?? null;
  for (const { name, when } of config.cases) {
    if (holds(await context.sandbox.evaluate(when, value))) return emit(name, value);
  }
  return emit("else", value);
};
