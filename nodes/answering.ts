import { MinnowError } from "@/core/errors";
import type { Assignment, Gate } from "@/core/graph/assignment";
import { canonicalJson, type Json, type JsonObject } from "@/core/graph/json";
import type { Task } from "@/core/graph/task";
import { renderTemplate } from "@/core/graph/template";
import type { ExecutionContext, ModelAnswer, ModelRequest } from "./executor";
import { holds } from "./truth";
import { verdictOf } from "./verdict";

/** What is asked, whoever answers. */
export type Question = Omit<ModelRequest, "model">;

export const questionOf = ({ messages, sampling, output, tools }: Task, variables: Record<string, Json>): Question => ({
  messages: messages.map(({ role, content }) => ({ role, content: renderTemplate(content, variables) })),
  sampling,
  ...(output.type === "json" && { outputSchema: output.schema }),
  ...(tools !== undefined && { tools }),
});

/** The answer as a value: JSON where a schema was asked for, else text; of an answer that only calls tools, those calls as JSON text. */
export const answerValue = ({ text, json, toolCalls = [] }: ModelAnswer): Json => {
  if (json !== undefined) return json;
  return text === "" && toolCalls.length > 0
    ? JSON.stringify(toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given })))
    : text;
};

/** What the gate of a cascade sees. */
type Situation = { inputs: JsonObject; context: ExecutionContext };

/** Has a question answered by whom the assignment names. */
export async function answerBy(assignment: Assignment, question: Question, situation: Situation): Promise<ModelAnswer> {
  const { context } = situation;
  const asked = { ...question, reuse: assignment.reuse };
  if (assignment.type === "single") return firstAnswer([assignment.model, ...assignment.fallback], asked, context);
  const { first, escalateTo, gate, fallback } = assignment;
  const tried = await attempt(first, gate, asked, situation);
  if ("answer" in tried) return tried.answer;
  context.log(`${first}: ${tried.reason}; asking ${escalateTo} instead`);
  return firstAnswer([escalateTo, ...fallback], asked, context);
}

const chosen = (model: string | null): string => {
  if (model === null) throw new MinnowError("model_unassigned");
  return model;
};

/** Asks the models in turn until one answers. The last one's failure is the node's. */
async function firstAnswer(models: readonly (string | null)[], question: Question, context: ExecutionContext): Promise<ModelAnswer> {
  const [model = null, ...others] = models;
  try {
    return await context.callModel({ ...question, model: chosen(model), elsewhere: others.length > 0 });
  } catch (error) {
    if (others.length === 0 || context.signal.aborted || !(error instanceof MinnowError)) throw error;
    context.log(`${model}: ${error.code}; asking ${others[0]} instead`);
    return firstAnswer(others, question, context);
  }
}

type Tried = { answer: ModelAnswer } | { reason: string };

/** The small model's answer if the gate lets it through, else why not. It isn't streamed: it may yet be thrown away. */
async function attempt(model: string | null, gate: Gate, question: Question, { inputs, context }: Situation): Promise<Tried> {
  const asked = { ...question, model: chosen(model), silent: true, elsewhere: true };
  try {
    switch (gate.type) {
      case "schema":
        return { answer: await context.callModel(asked) };
      case "probability": {
        const answer = await context.callModel({ ...asked, logprobs: true });
        const { probability } = answer;
        if (probability === undefined) return { reason: "the server tells no probabilities" };
        return probability >= gate.atLeast ? { answer } : { reason: `it was ${percent(probability)} sure of its answer` };
      }
      case "agreement": {
        const { answer, share } = majority(await samples(gate.samples, asked, context));
        return share >= gate.atLeast ? { answer } : { reason: `${percent(share)} of its samples agreed` };
      }
      case "verifier": {
        const answer = await context.callModel(asked);
        const verdict = await verdictOf({ model: chosen(gate.model), criteria: gate.criteria }, question, answer, context);
        return verdict.accept ? { answer } : { reason: `not accepted: ${verdict.reason}` };
      }
      case "expression": {
        const answer = await context.callModel(asked);
        const result = await context.sandbox.evaluate(gate.when, { answer: answerValue(answer), inputs });
        return holds(result) ? { answer } : { reason: "the condition did not hold" };
      }
    }
  } catch (error) {
    if (context.signal.aborted || !(error instanceof MinnowError)) throw error;
    return { reason: error.code };
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Several answers to one question at once. Each gets a seed of its own, where the question has one. */
export function samples(count: number, request: ModelRequest, { callModel }: ExecutionContext): Promise<ModelAnswer[]> {
  const { sampling } = request;
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const seed = sampling.seed === undefined ? undefined : sampling.seed + index;
      return callModel({ ...request, sampling: { ...sampling, seed }, sample: index, silent: true });
    }),
  );
}

/** Answers that say the same, together, in order of first appearance. White space around text and the order of keys don't count. */
export function standing(answers: readonly ModelAnswer[]): [ModelAnswer, ...ModelAnswer[]][] {
  const groups = Map.groupBy(answers, ({ text, json }) => (json === undefined ? text.trim() : canonicalJson(json)));
  return [...groups.values()] as [ModelAnswer, ...ModelAnswer[]][];
}

/** The most frequent answer, the first of them among equals, and the share of all that give it. */
export function majority(answers: readonly ModelAnswer[]): { answer: ModelAnswer; share: number } {
  const largest = standing(answers).reduce((best, group) => (group.length > best.length ? group : best));
  return { answer: largest[0], share: largest.length / answers.length };
}
