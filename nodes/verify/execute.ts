import { MinnowError } from "@/core/errors";
import type { JsonObject } from "@/core/graph/json";
import { answerBy, answerValue, type Question, questionOf } from "../answering";
import { type ExecutionContext, type Executor, emit, type ModelAnswer } from "../executor";
import { holds } from "../truth";
import { type Verdict, verdictOf } from "../verdict";
import type { Verifier, verify } from "./definition";

export const execute: Executor<typeof verify> = async ({ config, inputs, context }) => {
  const { task, assignment, verifier, attempts, escalateTo, onReject } = config;
  // Shown only once it is accepted.
  const question = { ...questionOf(task, inputs), silent: true };
  const accepts = (answer: ModelAnswer) => judge(verifier, question, answer, inputs, context);
  let told = question;
  let last: { answer: ModelAnswer; verdict: Verdict } | null = null;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const answer = await answerBy(assignment, told, { inputs, context });
    const verdict = await accepts(answer);
    if (verdict.accept) return { output: answerValue(answer), attempts: attempt };
    context.log(`try ${attempt} not accepted: ${verdict.reason}`);
    told = withFeedback(question, answer, verdict);
    last = { answer, verdict };
  }
  if (escalateTo !== null) {
    const answer = await context.callModel({ ...told, model: escalateTo });
    const verdict = await accepts(answer);
    if (verdict.accept) return { output: answerValue(answer), attempts: attempts + 1 };
    context.log(`${escalateTo} not accepted: ${verdict.reason}`);
    last = { answer, verdict };
  }
  const reason = last?.verdict.reason ?? "";
  if (onReject === "fail") throw new MinnowError("answer_rejected", { reason });
  return emit("rejected", { answer: last === null ? null : answerValue(last.answer), reason });
};

const withFeedback = (question: Question, { text }: ModelAnswer, { reason }: Verdict): Question & { silent: true } => ({
  ...question,
  silent: true,
  messages: [
    ...question.messages,
    { role: "assistant", content: text },
    {
      role: "user",
      content: `That answer was not accepted: ${reason}\nAnswer again, with that mended. Give the whole answer and nothing else.`,
    },
  ],
});

async function judge(
  verifier: Verifier,
  question: Question,
  answer: ModelAnswer,
  inputs: JsonObject,
  context: ExecutionContext,
): Promise<Verdict> {
  if (verifier.type === "model") {
    if (verifier.model === null) throw new MinnowError("model_unassigned");
    return verdictOf({ model: verifier.model, criteria: verifier.criteria }, question, answer, context);
  }
  const accept = holds(await context.sandbox.evaluate(verifier.when, { answer: answerValue(answer), inputs }));
  return { accept, reason: accept ? "" : verifier.feedback || "it does not meet the condition" };
}
