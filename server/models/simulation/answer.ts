import "server-only";
import type { JsonSchema } from "@/core/graph/json";
import type { ChatMessage } from "@/nodes/executor";
import { pick, unit } from "./chance";
import { nameIn, requestIn, sentencesOf, thingIn, wordsOf } from "./reading";
import { fittingValue } from "./value";

export type Question = { messages: readonly ChatMessage[]; schema: JsonSchema | undefined; seed: string; off: boolean };

/** One in so many answers that are off is no JSON at all. */
const BROKEN_SHARE = 0.1;

/** What the facts in a prompt say of the matter, if they are given as JSON. */
function factIn(text: string): string | undefined {
  const of = (field: string) => new RegExp(`"${field}":\\s*"([^"]+)"`).exec(text)?.[1];
  const [reason, status, number] = [of("reason"), of("status"), of("number")];
  const about = number === undefined ? "your order" : `order #${number}`;
  return reason === undefined && status === undefined ? undefined : `about ${about}: ${reason ?? `it is ${status}.`}`;
}

/** The text of a made-up answer. */
export function answerOf({ messages, schema, seed, off }: Question): string {
  const instructions = messages
    .filter(({ role }) => role === "system")
    .map(({ content }) => content)
    .join("\n");
  const text = messages
    .filter(({ role }) => role === "user" || role === "tool")
    .map(({ content }) => content)
    .join("\n");
  const last = messages.at(-1);
  // What a tool wrote is the answer, where that is what was asked for.
  if (schema === undefined && last?.role === "tool" && !off && /^\p{Lu}/u.test(last.content)) return last.content;
  if (schema === undefined) return freeText(instructions, text, seed, off);
  if (off && unit(`${seed} broken`) < BROKEN_SHARE) return `Here is what I found: ${requestIn(text)}`;
  return JSON.stringify(fittingValue(schema, { instructions, text, seed, off }));
}

const openings = ["thank you for writing to us", "thank you for your message", "thanks for letting us know"];

function freeText(instructions: string, text: string, seed: string, off: boolean): string {
  const letter = /\b(?:repl(?:y|ies)|customer|e-?mail|support)\b/i.test(instructions);
  const topics = [...new Set(wordsOf(text))].slice(0, 4).join(", ");
  if (!letter) {
    const [first = "", second = ""] = sentencesOf(text);
    return off ? `${first}`.trim() || "I am not sure." : `${first} ${second}`.trim() || `This is about ${topics}.`;
  }
  const name = nameIn(text);
  const thing = thingIn(text.slice(text.lastIndexOf("Ticket:")));
  // Rules are usually given first, as "what: sentence. sentence."
  const rules = sentencesOf(text).filter(
    (sentence) => !/^(?:Rules|Facts|Ticket|Urgency|The customer wrote)\b/.test(sentence) && !/[{}"]/.test(sentence),
  );
  const promise = factIn(text) ?? rules[0]?.replace(/^[A-Z]\w+(?: help)?:\s*/, "") ?? "we will look into it";
  const lines = [
    `Dear ${off || name === "" ? "customer" : name},`,
    `${pick(openings, seed)}${thing === "" ? "" : ` about the ${thing}`}. I am sorry for the trouble.`,
    off ? "We will get back to you soon." : `Here is what happens next: ${promise.charAt(0).toLowerCase()}${promise.slice(1)}`,
    "Kind regards,\nThe support team",
  ];
  return lines.join("\n\n");
}
