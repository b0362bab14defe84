import { type Executor, emit } from "../executor";
import type { merge } from "./definition";

/** The values that arrived, in port order; nothing when every branch was skipped. */
export const execute: Executor<typeof merge> = async ({ config, inputs }) => {
  const arrived = config.inputs.flatMap((name) => {
    const value = inputs[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const [first] = arrived;
  if (first === undefined) return {};
  switch (config.mode) {
    case "first":
      return emit("value", first.value);
    case "list":
      return emit(
        "value",
        arrived.map(({ value }) => value),
      );
    case "object":
      return emit("value", Object.fromEntries(arrived.map(({ name, value }) => [name, value])));
  }
};
