import type { JsonObject } from "@/core/graph/json";

/** Logs of a made-up agent that runs elsewhere: it reads a message, answers it and checks the answer. */

const topics = ["a refund", "the delivery", "an invoice", "a broken lamp", "the password", "a discount", "the contract", "a return"];
const labels = ["billing", "shipping", "billing", "quality", "account", "sales", "legal", "shipping"];
export const triagePrompt = "You sort messages of customers. Answer with one word: billing, shipping, quality, account, sales or legal.";
export const answerPrompt = "You answer customers of a lamp shop in two friendly sentences.";

const at = (number: number): number => Date.UTC(2026, 9, 1, 8) + number * 60_000;
const greetings = ["Hello", "Good morning", "Hi"];
const question = (number: number): string =>
  `${greetings[number % greetings.length]}, this is customer ${number}. I have a question about ${topics[number % topics.length]}.`;
const label = (number: number): string => labels[number % labels.length] ?? "";
const reply = (number: number): string =>
  `Thank you for writing about ${topics[number % topics.length]}, customer ${number}. We look into it today.`;

function pair(model: string, messages: { role: string; content: string }[], content: string, extra: JsonObject = {}): JsonObject {
  const usage = { prompt_tokens: 40 + messages.length, completion_tokens: 12, total_tokens: 52 + messages.length };
  const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
  return {
    request: { model, messages, temperature: 0, ...extra },
    response: { id: "chatcmpl-1", object: "chat.completion", model, choices, usage },
  };
}

/** Two calls of one run: what kind of message it is, and the answer. */
export function flywheelRecords(number: number, names: JsonObject = {}): JsonObject[] {
  const about = { client_id: "lamp-shop", ...names };
  const ask = (system: string, user: string) => [
    { role: "system", content: system },
    { role: "user", content: user },
  ];
  return [
    {
      timestamp: at(number) / 1_000,
      workload_id: "triage",
      ...about,
      ...pair("Qwen/Qwen3-4B", ask(triagePrompt, question(number)), label(number)),
    },
    {
      timestamp: at(number) / 1_000 + 2,
      workload_id: "answer",
      ...about,
      ...pair("gpt-4o", ask(answerPrompt, `Kind: ${label(number)}\n\nMessage: ${question(number)}`), reply(number)),
    },
  ];
}

type Value = string | number;
const attribute = (key: string, value: Value) => ({
  key,
  value:
    typeof value === "string" ? { stringValue: value } : Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value },
});
export type OtlpSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: ReturnType<typeof attribute>[];
  status?: { code: number; message: string };
};

const nano = (ms: number): string => `${BigInt(ms) * 1_000_000n}`;

/** The same run as spans of OpenInference: the agent around triage, a search, and the answer, each naming its node. The root comes last. */
export function openInferenceSpans(number: number): OtlpSpan[] {
  const traceId = (number + 0x1000).toString(16).padStart(32, "0");
  const id = (part: number) => (number * 10 + part + 0x1000).toString(16).padStart(16, "0");
  const span = (part: number, name: string, from: number, to: number, attributes: Record<string, Value>): OtlpSpan => ({
    traceId,
    spanId: id(part),
    ...(part > 0 && { parentSpanId: id(0) }),
    name,
    startTimeUnixNano: nano(at(number) + from),
    endTimeUnixNano: nano(at(number) + to),
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  });
  const node = (id: string, name: string, parent?: string) => ({
    "graph.node.id": id,
    "graph.node.name": name,
    ...(parent !== undefined && { "graph.node.parent_id": parent }),
  });
  const call = (model: string, system: string, user: string, output: string): Record<string, Value> => ({
    "openinference.span.kind": "LLM",
    "llm.model_name": model,
    "llm.provider": "openai",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": system,
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.content": user,
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": output,
    "llm.token_count.prompt": 44,
    "llm.token_count.completion": 9,
  });
  const found = `Paragraph ${number % 4}: lamps are looked at within two days.`;
  return [
    span(1, "ChatOpenAI", 10, 400, { ...node("triage", "Triage"), ...call("gpt-4o-mini", triagePrompt, question(number), label(number)) }),
    span(2, "search", 410, 500, {
      ...node("search", "Search the handbook", "triage"),
      "openinference.span.kind": "RETRIEVER",
      "input.value": label(number),
      "output.value": found,
    }),
    span(3, "ChatOpenAI", 510, 1_700, {
      ...node("answer", "Answer", "search"),
      ...call("gpt-4o", answerPrompt, `Handbook: ${found}\n\nMessage: ${question(number)}`, reply(number)),
    }),
    span(0, "lamp shop", 0, 1_710, { "openinference.span.kind": "CHAIN", "input.value": question(number), "output.value": reply(number) }),
  ];
}

export const otlpExport = (spans: readonly OtlpSpan[], service = "lamp-desk") => ({
  resourceSpans: [{ resource: { attributes: [attribute("service.name", service)] }, scopeSpans: [{ scope: { name: "test" }, spans }] }],
});

export const linesOf = (records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join("");
