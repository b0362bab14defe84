import { answerBy, answerValue, questionOf } from "../answering";
import { type Executor, emit } from "../executor";
import type { model } from "./definition";

export const execute: Executor<typeof model> = async ({ config: { task, assignment }, inputs, context }) =>
  emit("output", answerValue(await answerBy(assignment, questionOf(task, inputs), { inputs, context })));
