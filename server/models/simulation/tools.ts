import "server-only";
import type { ToolOffer } from "@/core/graph/task";
import type { ChatMessage, ToolCall } from "@/nodes/executor";
import { pick } from "./chance";
import { stem, wordsOf } from "./reading";
import { fittingValue } from "./value";

type Question = { messages: readonly ChatMessage[]; tools: readonly ToolOffer[]; seed: string; off: boolean };

/** Called at once at most. */
const AT_ONCE = 2;

/**
 * Which tools a made-up answer calls: those that share words with the request and haven't been called yet. Once none is left it answers.
 * One that is off calls a tool that doesn't fit, or none.
 */
export function callsOf({ messages, tools, seed, off }: Question): ToolCall[] {
  const called = new Set(
    messages.flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : [])).map(({ name }) => name),
  );
  const left = tools.filter(({ name }) => !called.has(name));
  const text = messages
    .filter(({ role }) => role === "user" || role === "tool")
    .map(({ content }) => content)
    .join("\n");
  const instructions = messages
    .filter(({ role }) => role === "system")
    .map(({ content }) => content)
    .join("\n");
  const said = new Set(wordsOf(`${instructions}\n${text}`).map(stem));
  const fitting = left.filter(({ name, description }) =>
    wordsOf(`${name.replaceAll("_", " ")} ${description}`).some((word) => said.has(stem(word))),
  );
  const first = called.size === 0 ? left : [];
  const wanted = off ? first.filter((tool) => tool === pick(first, seed)) : fitting.length > 0 ? fitting : first.slice(0, 1);
  return wanted.slice(0, AT_ONCE).map((tool, index) => ({
    id: `simulated-${called.size + index}`,
    name: tool.name,
    arguments: argumentsOf(tool, { instructions, text, seed: `${seed} ${tool.name}`, off }),
  }));
}

function argumentsOf(
  { parameters }: ToolOffer,
  about: { instructions: string; text: string; seed: string; off: boolean },
): ToolCall["arguments"] {
  const value = fittingValue(parameters, about);
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}
