import { z } from "zod";
import { contentHash } from "../graph/fingerprint";
import { type JsonObject, JsonSchema } from "../graph/json";
import { PromptMessage, Sampling, type Task, ToolOffer } from "../graph/task";
import type { ObservedCall, ObservedMessage } from "./observed";
import { fixedLength, gapNames, inferPattern, matchPattern, templateOf } from "./pattern";

const TaskMessage = z.object({ role: PromptMessage.shape.role, parts: z.array(z.string()).min(1), names: z.array(z.string()) });

/** What a node of an agent elsewhere asks its models, as its calls tell it. */
export const ObservedTask = z.object({
  /** prompt: messages of one template each. conversation: a fixed beginning, and whatever was said and done since. */
  form: z.enum(["prompt", "conversation"]),
  messages: z.array(TaskMessage),
  schema: JsonSchema.nullable(),
  tools: z.array(ToolOffer),
  sampling: Sampling,
});
export type ObservedTask = z.infer<typeof ObservedTask>;
type TaskMessage = z.infer<typeof TaskMessage>;

/** The variable that a conversation is, from its first message that isn't fixed. */
const CONVERSATION = "conversation";
/** Longer prompts are taken as conversations. */
const MOST_MESSAGES = 12;
/** Of a single message of a template, in characters. */
const LONGEST = 200_000;
/** Of two texts' shorter one, what they must have in common to be of one template. */
const ALIKE = 0.4;

const rolesOf = ({ messages }: Pick<ObservedCall, "messages">): string => messages.map(({ role }) => role).join(" ");
const leading = (messages: readonly ObservedMessage[]): number => {
  const other = messages.findIndex(({ role }) => role !== "system");
  return other < 0 ? messages.length : other;
};
const offersOf = ({ tools, schema }: Pick<ObservedCall, "tools" | "schema">): string =>
  tools.length === 0 && schema === null ? "" : contentHash([tools as unknown as JsonObject[], schema]);

const known = new WeakMap<object, string>();
/** Equal for calls that offer the same tools and want an answer of the same schema. */
function offers(one: Pick<ObservedCall, "tools" | "schema">): string {
  const found = known.get(one) ?? offersOf(one);
  known.set(one, found);
  return found;
}

const isPlain = ({ role, toolCalls }: ObservedMessage): boolean => role !== "tool" && toolCalls === undefined;

/** The variables of a call that was made for a task; null when it was made for another. */
export function matchTask(task: ObservedTask, call: Pick<ObservedCall, "messages" | "tools" | "schema">): JsonObject | null {
  if (offers(task) !== offers(call)) return null;
  const fixed = task.messages.length;
  const { messages } = call;
  if (task.form === "prompt" ? messages.length !== fixed || !messages.every(isPlain) : leading(messages) !== fixed) return null;
  const variables: JsonObject = {};
  for (const [index, { role, parts, names }] of task.messages.entries()) {
    const message = messages[index];
    if (message?.role !== role) return null;
    const values = matchPattern(parts, message.content);
    if (values === null) return null;
    for (const [gap, name] of names.entries()) variables[name] = values[gap] ?? "";
  }
  return task.form === "prompt" ? variables : { ...variables, [CONVERSATION]: transcript(messages.slice(fixed)) };
}

/** What was said and done, as text. */
function transcript(messages: readonly ObservedMessage[]): string {
  const [only] = messages;
  if (only !== undefined && messages.length === 1 && only.role === "user") return only.content;
  return messages
    .map(({ role, content, toolCalls = [] }) => {
      const called = toolCalls.map(({ name, arguments: given }) => `${name}(${JSON.stringify(given)})`).join("\n");
      return `${role}: ${[content, called].filter((part) => part !== "").join("\n")}`;
    })
    .join("\n\n");
}

/** The task that calls of one kind were made for. @param calls at least one, all offering the same */
export function inferTask(calls: readonly ObservedCall[]): ObservedTask {
  const [first] = calls;
  if (first === undefined) throw new Error("a task is inferred from at least one call");
  const { schema, tools, sampling } = first;
  const about = { schema, tools, sampling };
  const prompt = promptOf(calls);
  if (prompt !== null) return { form: "prompt", messages: prompt, ...about };
  const fixed = Math.min(...calls.map(({ messages }) => leading(messages)));
  return { form: "conversation", messages: patternsOf(calls, fixed), ...about };
}

/** The messages of a prompt; null when calls are turns of conversations. */
function promptOf(calls: readonly ObservedCall[]): TaskMessage[] | null {
  const [first] = calls;
  if (first === undefined || first.messages.length > MOST_MESSAGES) return null;
  if (calls.some((call) => rolesOf(call) !== rolesOf(first) || !call.messages.every(isPlain))) return null;
  const fixed = leading(first.messages);
  const messages = patternsOf(calls, first.messages.length);
  if (messages.some(({ parts }) => fixedLength(parts) > LONGEST)) return null;
  // Examples before the question are the same every time; a conversation's earlier turns are not, and of one call nobody knows.
  const examples = messages.slice(fixed, -1);
  const isConversation = examples.length > 0 && (calls.length < 3 || examples.some(({ parts }) => parts.length > 1));
  return isConversation ? null : messages;
}

/** The patterns of the first messages. A question that was seen once may be anything. */
function patternsOf(calls: readonly ObservedCall[], count: number): TaskMessage[] {
  const taken = new Set<string>([CONVERSATION]);
  const lastIndex = count - 1;
  return Array.from({ length: count }, (_, index): TaskMessage => {
    const role = calls[0]?.messages[index]?.role ?? "user";
    const texts = calls.map(({ messages }) => messages[index]?.content ?? "");
    const asked = index === lastIndex && role === "user";
    const parts = asked && new Set(texts).size < 3 ? ["", ""] : [...inferPattern(texts)];
    const names = gapNames(parts, role === "user" ? "input" : "context", taken);
    for (const name of names) taken.add(name);
    return { role: role === "tool" ? "user" : role, parts, names };
  });
}

/**
 * A task that calls of before and these were made for, when they have enough in common; null when these were made for another one.
 * @param before some calls that the task was found in
 */
export function widenTask(task: ObservedTask, before: readonly ObservedCall[], calls: readonly ObservedCall[]): ObservedTask | null {
  const [first] = calls;
  if (first === undefined || offers(task) !== offers(first)) return null;
  const wide = inferTask([...before, ...calls]);
  if (wide.messages.length === 0 && task.messages.length > 0 && task.form === "conversation") return null;
  const fixed = (one: ObservedTask) => one.messages.reduce((sum, { role, parts }) => sum + (role === "system" ? fixedLength(parts) : 0), 0);
  return fixed(wide) >= fixed(task) * ALIKE ? { ...wide, sampling: task.sampling } : null;
}

/** Calls of a node that no task of it fits, put together by what they seem to be made for. */
export function groupCalls(calls: readonly ObservedCall[]): ObservedCall[][] {
  const groups: ObservedCall[][] = [];
  for (const call of calls) {
    const group = groups.find(([seed]) => seed !== undefined && areAlike(seed, call));
    if (group === undefined) groups.push([call]);
    else group.push(call);
  }
  return groups;
}

function areAlike(a: ObservedCall, b: ObservedCall): boolean {
  if (offers(a) !== offers(b)) return false;
  const [one, other] = [a, b].map(({ messages }) =>
    messages
      .slice(0, leading(messages))
      .map(({ content }) => content)
      .join("\n"),
  );
  if (one === undefined || other === undefined || (one === "") !== (other === "")) return false;
  if (one !== "") return one === other || fixedLength(inferPattern([one, other])) >= ALIKE * Math.min(one.length, other.length);
  // Without instructions of its own a prompt begins or ends with them, or is just what somebody said.
  const [left = "", right = ""] = [a, b].map(({ messages }) => messages[0]?.content ?? "");
  return instructs(left, right) || (!hasInstructions(left) && !hasInstructions(right));
}

const instructs = (left: string, right: string): boolean => {
  const [start = "", end = ""] = [inferPattern([left, right])].flatMap((parts) => [parts[0] ?? "", parts.at(-1) ?? ""]);
  return start.length + end.length >= 24;
};

/** Several lines, the first of which ends like a heading or a sentence, read as a prompt rather than as a question. */
const hasInstructions = (text: string): boolean => /^[^\n]{12,}[:.]\s*\n/.test(text);

/** The task as a node has it. */
export function taskOf({ form, messages, schema, tools, sampling }: ObservedTask): Task {
  const fixed = messages.map(({ role, parts, names }) => ({ role, content: templateOf(parts, names) }));
  return {
    messages: form === "prompt" ? fixed : [...fixed, { role: "user", content: `{{${CONVERSATION}}}` }],
    output: schema === null ? { type: "text" } : { type: "json", schema },
    sampling,
    ...(tools.length > 0 && { tools }),
  };
}
