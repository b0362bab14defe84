import { z } from "zod";
import type { JsonSchema } from "@/core/graph/json";
import { transcriptOf } from "@/core/graph/task";
import type { ExecutionContext, ModelAnswer, ModelRequest } from "./executor";

export const Verdict = z.object({ accept: z.boolean(), reason: z.string() });
export type Verdict = z.infer<typeof Verdict>;

const schema: JsonSchema = {
  type: "object",
  properties: { reason: { type: "string" }, accept: { type: "boolean" } },
  required: ["reason", "accept"],
  additionalProperties: false,
};

const told = (criteria: string): string =>
  [
    "You check an answer that another model gave. Accept it only if it fulfils the task and every criterion; otherwise say in one or two sentences what is wrong, so that it can be mended.",
    ...(criteria.trim() === "" ? [] : [`Criteria:\n${criteria}`]),
  ].join("\n\n");

/** Asks a model whether an answer does what was asked for. */
export async function verdictOf(
  { model, criteria }: { model: string; criteria: string },
  { messages }: Pick<ModelRequest, "messages">,
  { text }: ModelAnswer,
  { callModel }: ExecutionContext,
): Promise<Verdict> {
  const { json } = await callModel({
    model,
    messages: [
      { role: "system", content: told(criteria) },
      { role: "user", content: `<task>\n${transcriptOf(messages)}\n</task>\n\n<answer>\n${text}\n</answer>` },
    ],
    sampling: { temperature: 0 },
    outputSchema: schema,
    part: "verifier",
    silent: true,
  });
  return Verdict.parse(json);
}
