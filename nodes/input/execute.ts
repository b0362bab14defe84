import type { Executor, Outputs } from "../executor";
import type { input } from "./definition";

/** Gives out the fields of the run's input; an optional field that was left out is skipped. */
export const execute: Executor<typeof input> = async ({ config, context }) => {
  const outputs: Outputs = {};
  for (const { name } of config.fields) {
    const value = context.runInput[name];
    if (value !== undefined) outputs[name] = value;
  }
  return outputs;
};
