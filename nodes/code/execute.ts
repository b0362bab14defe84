import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { type Executor, emit } from "../executor";
import { requireTypes } from "../portValues";
import type { code } from "./definition";

const Logged = z.object({ logs: z.array(z.string()) });

export const execute: Executor<typeof code> = async ({ config, inputs, context }) => {
  requireTypes(config.inputs, inputs);
  try {
    const { value, logs } = await context.sandbox.runCode(config.source, inputs);
    for (const line of logs) context.log(line);
    requireTypes([{ name: "result", type: config.result }], { result: value });
    return emit("result", value);
  } catch (error) {
    // What was logged on the way to the failure is how a person finds it.
    const logged = Logged.safeParse(error instanceof MinnowError ? error.details : null);
    if (logged.success) for (const line of logged.data.logs) context.log(line);
    throw error;
  }
};
