import { type Executor, emit } from "../executor";
import { holds } from "../truth";
import type { loop } from "./definition";

/** Says after a round whether the loop is done; the inputs are its state then. */
export const execute: Executor<typeof loop> = async ({ config, inputs, context }) =>
  emit("done", holds(await context.sandbox.evaluate(config.until, inputs)));
