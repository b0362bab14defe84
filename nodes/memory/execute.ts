import { MinnowError } from "@/core/errors";
import { asText } from "@/core/graph/template";
import { lastThatFit } from "@/core/memory";
import { type Executor, emit } from "../executor";
import type { memory } from "./definition";

export const execute: Executor<typeof memory> = async ({ config, inputs, context }) => {
  const { action, store, role, maxMessages, maxCharacters } = config;
  const key = asText(inputs.key).trim();
  if (key === "" || key.length > 500) throw new MinnowError("memory_key");
  switch (action) {
    case "add":
      await context.remember({
        store,
        key,
        message: { role, content: asText(inputs.message) },
        origin: `${context.runId}/${context.activation}`,
      });
      return emit("done", true);
    case "forget":
      await context.forget({ store, key });
      return emit("done", true);
    case "read": {
      const messages = lastThatFit(await context.recall({ store, key, limit: maxMessages }), {
        messages: maxMessages,
        characters: maxCharacters,
      });
      return { messages, text: messages.map((message) => `${message.role}: ${message.content}`).join("\n\n"), count: messages.length };
    }
  }
};
