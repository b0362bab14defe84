import { type Executor, emit } from "../executor";
import { requireTypes } from "../portValues";
import type { transform } from "./definition";

export const execute: Executor<typeof transform> = async ({ config, inputs, context }) => {
  requireTypes(config.inputs, inputs);
  const value = (await context.sandbox.evaluate(config.expression, inputs)) ?? null;
  requireTypes([{ name: "result", type: config.result }], { result: value });
  return emit("result", value);
};
