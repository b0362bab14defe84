import type { Executor, Outputs } from "../executor";
import type { race } from "./definition";

/** Where two arrive in the same moment, the first in port order. */
export const execute: Executor<typeof race> = async ({ config, inputs }): Promise<Outputs> => {
  for (const winner of config.inputs) {
    const value = inputs[winner];
    if (value !== undefined) return { value, winner };
  }
  return {};
};
