import { z } from "zod";
import { MinnowError } from "@/core/errors";
import type { JsonSchema } from "@/core/graph/json";
import { transcriptOf } from "@/core/graph/task";
import { answerBy, answerValue, majority, type Question, questionOf, standing } from "../answering";
import type { ExecutionContext, Executor, ModelAnswer } from "../executor";
import type { Ballot, vote } from "./definition";

export const execute: Executor<typeof vote> = async ({ config: { task, assignment, samples, ballot }, inputs, context }) => {
  const question = { ...questionOf(task, inputs), silent: true };
  const tries = await Promise.allSettled(
    Array.from({ length: samples }, (_, sample) => answerBy(assignment, { ...question, ...seeded(question, sample) }, { inputs, context })),
  );
  const answers = tries.flatMap((tried) => (tried.status === "fulfilled" ? [tried.value] : []));
  const failed = tries.find((tried) => tried.status === "rejected");
  if (failed !== undefined && (answers.length === 0 || !(failed.reason instanceof MinnowError) || context.signal.aborted))
    throw failed.reason;
  if (failed !== undefined) context.log(`${samples - answers.length} of ${samples} samples failed: ${failed.reason.code}`);
  const { answer, share } = ballot.type === "majority" ? majority(answers) : await judged(ballot, question, answers, context);
  // A sample that failed agrees with nobody.
  return { output: answerValue(answer), agreement: (share * answers.length) / samples, samples: answers.map(answerValue) };
};

/** Each sample gets a seed of its own, where the question has one. */
const seeded = ({ sampling }: Question, sample: number): Pick<Question, "sampling" | "sample"> => ({
  sampling: sampling.seed === undefined ? sampling : { ...sampling, seed: sampling.seed + sample },
  sample,
});

const Choice = z.object({ best: z.number().int() });

const schemaFor = (count: number): JsonSchema => ({
  type: "object",
  properties: { reason: { type: "string" }, best: { type: "integer", minimum: 1, maximum: count } },
  required: ["reason", "best"],
  additionalProperties: false,
});

/** Has a model choose among the distinct answers. */
async function judged(
  { model, criteria }: Extract<Ballot, { type: "judge" }>,
  { messages }: Question,
  answers: readonly ModelAnswer[],
  { callModel }: ExecutionContext,
): Promise<{ answer: ModelAnswer; share: number }> {
  if (model === null) throw new MinnowError("model_unassigned");
  const groups = standing(answers);
  const [only] = groups;
  if (only !== undefined && groups.length === 1) return { answer: only[0], share: 1 };
  const offered = groups.map(([{ text }], index) => `<answer number="${index + 1}">\n${text}\n</answer>`).join("\n\n");
  const wanted = criteria.trim() === "" ? "" : `\n\nCriteria:\n${criteria}`;
  const { json } = await callModel({
    model,
    messages: [
      { role: "system", content: `You compare answers to one task. Choose the best and say why in one sentence.${wanted}` },
      { role: "user", content: `<task>\n${transcriptOf(messages)}\n</task>\n\n${offered}` },
    ],
    sampling: { temperature: 0 },
    outputSchema: schemaFor(groups.length),
    part: "judge",
    silent: true,
  });
  const chosen = groups[Choice.parse(json).best - 1] ?? only;
  if (chosen === undefined) throw new Error("a vote without answers");
  return { answer: chosen[0], share: chosen.length / answers.length };
}
