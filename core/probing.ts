import { Json, type JsonObject, type JsonSchema } from "./graph/json";
import { misfit } from "./graph/schemaCheck";
import type { ProbeName, ProbeResult } from "./probes";

export type Finding = Pick<ProbeResult, "verdict" | "reason">;

/** What an answer to a probe was. */
export type Observation = {
  text: string;
  toolCalls: readonly { name: string; arguments: JsonObject; unreadable?: string | undefined }[];
  /** Pieces of the answer that said something. */
  pieces: number;
  /** Did the server count the tokens? */
  counted: boolean;
  probability: number | undefined;
  /** Was it cut off at the most tokens allowed? */
  ranOut: boolean;
};

export type Question = { prompt: string; tool?: { name: string; description: string; parameters: JsonSchema }; schema?: JsonSchema };

const TOOL = "write_down_number";
const arguments_: JsonSchema = {
  type: "object",
  properties: { number: { type: "integer", description: "The number to write down" } },
  required: ["number"],
  additionalProperties: false,
};

/** Nobody answers this by chance, and the prompt says nothing of it: only who is held to the schema does. */
export const oddSchema: JsonSchema = {
  type: "object",
  properties: { marmalade_code: { type: "string", enum: ["qx-17-lantern"] } },
  required: ["marmalade_code"],
  additionalProperties: false,
};

export const questions = {
  streaming: { prompt: "Count from 1 to 12. Write only the numbers, with a space between them." },
  tools: {
    prompt: "Write down the number 7 with the tool you have. Call the tool; do not answer in words.",
    tool: { name: TOOL, description: "Writes down a number.", parameters: arguments_ },
  },
  jsonSchema: { prompt: "Which colour is the sky by day?", schema: oddSchema },
  logprobs: { prompt: "Say hello in one word." },
} as const satisfies Record<Exclude<ProbeName, "usage">, Question>;

const cutOff: Finding = { verdict: "unclear", reason: "ranOut" };

/** A single piece is a stream of one: whoever collects an answer before sending it does not stream. */
export function judgeStreaming({ pieces, counted }: Observation): { streaming: Finding; usage: Finding } {
  return {
    streaming: pieces > 1 ? { verdict: "yes", reason: "pieces" } : { verdict: "no", reason: "onePiece" },
    usage: counted ? { verdict: "yes", reason: "counted" } : { verdict: "no", reason: "notCounted" },
  };
}

/** Did the one tool get called, with arguments that fit it? */
export function judgeTools({ toolCalls, text, ranOut }: Observation): Finding {
  const [call] = toolCalls;
  if (call !== undefined) {
    const fits = call.unreadable === undefined && call.name === TOOL && misfit(call.arguments, arguments_) === null;
    return fits ? { verdict: "yes", reason: "called" } : ranOut ? cutOff : { verdict: "no", reason: "calledWrongly" };
  }
  // The model meant a call, and the server passed it on as text: it was started without what reads calls.
  if (text.includes(TOOL)) return { verdict: "no", reason: "calledInText" };
  return ranOut ? cutOff : { verdict: "no", reason: "answeredInWords" };
}

export function judgeSchema({ text, ranOut }: Observation): Finding {
  const answer = jsonOf(text);
  if (answer !== undefined && misfit(answer, oddSchema) === null) return { verdict: "yes", reason: "obeyed" };
  return ranOut ? cutOff : { verdict: "no", reason: "ignored" };
}

export const judgeLogprobs = ({ probability }: Observation): Finding =>
  probability === undefined ? { verdict: "no", reason: "notSent" } : { verdict: "yes", reason: "sent" };

function jsonOf(text: string): Json | undefined {
  try {
    return Json.parse(JSON.parse(text.trim()));
  } catch {
    return undefined;
  }
}

/** Words by which a server shows that a failure of its own is about what was asked for; llama.cpp answers some refusals with a 500. */
const ABOUT: Readonly<Record<keyof typeof questions, RegExp>> = {
  streaming: /stream/i,
  tools: /tool|function|jinja/i,
  jsonSchema: /response_format|schema|json|grammar|structured/i,
  logprobs: /log_?prob/i,
};

/** What a failure of the server says of the question it was asked; a refusal counts, a mishap does not. */
export function judgeFailure(question: keyof typeof questions, status: number, said: string): Finding {
  const refused = (status >= 400 && status < 500) || ABOUT[question].test(said);
  return refused ? { verdict: "no", reason: "refused" } : { verdict: "unclear", reason: "failed" };
}
