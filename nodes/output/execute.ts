import type { Executor } from "../executor";
import { requireTypes } from "../portValues";
import type { output } from "./definition";

/** What arrives at its ports is the run's output, taken there by the engine; nothing leaves it. */
export const execute: Executor<typeof output> = async ({ config, inputs }) => {
  requireTypes(config.fields, inputs);
  return {};
};
