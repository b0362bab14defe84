import { z } from "zod";
import { isJsonObject, Json, JsonObject } from "../../graph/json";
import { contentText, firstIssue, readMessage, readSampling, readSchema, readToolCalls, readTools, readUsage, roleOf } from "../messages";
import { type ObservedCall, type ObservedMessage, type ObservedSpan, type ReadSpan, type SpanKind, unread } from "../observed";
import { momentOf } from "./chat";
import { langGraphNode } from "./langfuse";

const kinds: Record<string, SpanKind> = { llm: "model", tool: "tool", retriever: "retrieval" };

const Moment = z.union([z.number(), z.string()]).nullish();

const Run = z.looseObject({
  id: z.string().min(1),
  trace_id: z.string().nullish(),
  parent_run_id: z.string().nullish(),
  run_type: z.string(),
  name: z.string().nullish(),
  session_name: z.string().nullish(),
  start_time: Moment,
  end_time: Moment,
  first_token_time: Moment,
  error: z.string().nullish(),
  inputs: Json.nullish(),
  outputs: Json.nullish(),
  extra: JsonObject.nullish(),
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
  total_cost: z.union([z.number(), z.string()]).nullish(),
  child_runs: z.array(JsonObject).nullish(),
});
type Run = z.infer<typeof Run>;

/** Reads a run of a LangSmith export, and the runs inside it where it holds them. It is taken whole or not at all. */
export function readLangSmithRun(record: JsonObject, trace: string | null = null): ReadSpan {
  const parsed = Run.safeParse(record);
  if (!parsed.success) return unread(firstIssue(parsed.error));
  const run = parsed.data;
  const startedAt = momentOf(run.start_time);
  if (startedAt === null) return unread("start_time: when the run began is missing");
  const traceId = trace ?? run.trace_id ?? run.id;
  const kind = kinds[run.run_type] ?? "step";
  const call = kind === "model" ? callOf(run, startedAt) : null;
  const error = run.error || null;
  if (kind === "model" && call === null && error === null) return unread("inputs: the run doesn't say which model was asked what");
  const own: ObservedSpan = {
    agent: run.session_name ?? null,
    traceId,
    spanId: run.id,
    parentId: run.parent_run_id || null,
    kind,
    name: run.name ?? "",
    node: langGraphNode(isJsonObject(run.extra?.metadata) ? run.extra.metadata : null),
    startedAt,
    finishedAt: momentOf(run.end_time),
    error,
    input: run.inputs ?? null,
    output: run.outputs ?? null,
    call,
  };
  const spans = [own];
  for (const [index, child] of (run.child_runs ?? []).entries()) {
    const read = readLangSmithRun({ parent_run_id: run.id, ...child }, traceId);
    if (!read.ok) return unread(`child_runs.${index}: ${read.reason}`);
    spans.push(...read.spans);
  }
  return { ok: true, spans };
}

function callOf(run: Run, startedAt: number): ObservedCall | null {
  const parameters = isJsonObject(run.extra?.invocation_params) ? run.extra.invocation_params : {};
  const metadata = isJsonObject(run.extra?.metadata) ? run.extra.metadata : {};
  const model = [metadata.ls_model_name, parameters.model, parameters.model_name].find((name) => typeof name === "string" && name !== "");
  const messages = asked(run.inputs ?? null);
  if (typeof model !== "string" || messages.length === 0) return null;
  const answer = answered(run.outputs ?? null);
  const began = momentOf(run.first_token_time);
  const told = readUsage(answer?.usage);
  const cost = Number(run.total_cost ?? Number.NaN);
  return {
    provider: typeof metadata.ls_provider === "string" ? metadata.ls_provider : null,
    model,
    messages,
    tools: readTools(parameters.tools),
    schema: readSchema(parameters.response_format),
    sampling: readSampling(parameters),
    text: answer?.message.content ?? null,
    toolCalls: answer?.message.toolCalls ?? [],
    ...told,
    inputTokens: told.inputTokens ?? run.prompt_tokens ?? null,
    outputTokens: told.outputTokens ?? run.completion_tokens ?? null,
    cost: run.total_cost == null || !Number.isFinite(cost) || cost < 0 ? null : cost,
    firstTokenMs: began === null ? null : Math.max(0, began - startedAt),
    response: run.outputs ?? null,
  };
}

/** Messages in OpenAI's form, as LangChain serialises them, or plain prompts. */
function asked(inputs: Json): ObservedMessage[] {
  if (!isJsonObject(inputs)) return typeof inputs === "string" && inputs !== "" ? [{ role: "user", content: inputs }] : [];
  const { messages, prompts, prompt, input } = inputs;
  // LangChain asks for several answers at once: one list of messages for each.
  const list = Array.isArray(messages) && Array.isArray(messages[0]) ? messages[0] : messages;
  if (Array.isArray(list)) return list.flatMap((message) => langChainMessage(message) ?? readMessage(message) ?? []);
  const text = Array.isArray(prompts) ? prompts[0] : (prompt ?? input);
  return text === undefined || text === null ? [] : [{ role: "user", content: contentText(text) }];
}

/** A message as LangChain serialises it: its class says the role, its arguments the rest. */
function langChainMessage(message: Json): ObservedMessage | null {
  if (!isJsonObject(message)) return null;
  const name = Array.isArray(message.id) ? message.id.at(-1) : message.type;
  const fields = isJsonObject(message.kwargs) ? message.kwargs : isJsonObject(message.data) ? message.data : message;
  if (typeof message.role === "string" || typeof name !== "string") return null;
  const role = roleOf(name.replace(/Message(?:Chunk)?$/, ""));
  const extra = isJsonObject(fields.additional_kwargs) ? fields.additional_kwargs : {};
  const calls = readToolCalls(Array.isArray(fields.tool_calls) && fields.tool_calls.length > 0 ? fields.tool_calls : extra.tool_calls);
  return {
    role,
    content: contentText(fields.content),
    ...(calls.length > 0 && { toolCalls: calls }),
    ...(typeof fields.tool_call_id === "string" && { callId: fields.tool_call_id }),
  };
}

type Answer = { message: ObservedMessage; usage: Json | undefined };

function answered(outputs: Json): Answer | null {
  if (typeof outputs === "string") return { message: { role: "assistant", content: outputs }, usage: undefined };
  if (!isJsonObject(outputs)) return null;
  const generations = Array.isArray(outputs.generations) ? outputs.generations : null;
  if (generations !== null) {
    const first = Array.isArray(generations[0]) ? generations[0][0] : generations[0];
    if (!isJsonObject(first)) return null;
    const message = first.message === undefined ? null : langChainMessage(first.message);
    return {
      message: message ?? { role: "assistant", content: contentText(first.text) },
      usage: usageIn(first.message) ?? usageIn(outputs.llm_output),
    };
  }
  const choice = Array.isArray(outputs.choices) && isJsonObject(outputs.choices[0]) ? outputs.choices[0].message : undefined;
  const list = Array.isArray(outputs.messages) ? outputs.messages.at(-1) : undefined;
  const given = choice ?? outputs.message ?? list ?? outputs.output ?? outputs;
  if (typeof given === "string") return { message: { role: "assistant", content: given }, usage: usageIn(outputs) };
  const message = langChainMessage(given) ?? readMessage(isJsonObject(given) ? { role: "assistant", ...given } : given);
  return message === null ? null : { message, usage: usageIn(given) ?? usageIn(outputs) };
}

function usageIn(holder: Json | undefined): Json | undefined {
  if (!isJsonObject(holder)) return undefined;
  const fields = isJsonObject(holder.kwargs) ? holder.kwargs : holder;
  return fields.usage_metadata ?? fields.usage ?? fields.token_usage;
}
