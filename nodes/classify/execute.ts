import { z } from "zod";
import { renderTemplate } from "@/core/graph/template";
import { answerBy } from "../answering";
import type { Executor } from "../executor";
import { type ClassifyTask, type classify, labelSchema } from "./definition";

const Answer = z.object({ label: z.string() });

const told = ({ instructions, labels }: ClassifyTask, variables: Parameters<typeof renderTemplate>[1]): string => {
  const lines = labels.map(({ name, description }) => (description === "" ? `- ${name}` : `- ${name}: ${description}`));
  const more = renderTemplate(instructions, variables).trim();
  return [`Classify the text. Choose the one label that fits best:\n${lines.join("\n")}`, ...(more === "" ? [] : [more])].join("\n\n");
};

export const execute: Executor<typeof classify> = async ({ config: { task, assignment }, inputs, context }) => {
  const text = renderTemplate(task.text, inputs);
  const { json } = await answerBy(
    assignment,
    {
      messages: [
        { role: "system", content: told(task, inputs) },
        { role: "user", content: text },
      ],
      sampling: task.sampling,
      outputSchema: labelSchema(task.labels),
    },
    { inputs, context },
  );
  const { label } = Answer.parse(json);
  return { label, [label]: text };
};
