import { z } from "zod";
import { type AgentResult, AgentTurn, REJECTED_PORT, TURN_PORT } from "@/core/engine/agent";
import { MinnowError } from "@/core/errors";
import type { Json, JsonObject } from "@/core/graph/json";
import { misfit } from "@/core/graph/schemaCheck";
import { asText, renderTemplate } from "@/core/graph/template";
import { answerBy, answerValue } from "../answering";
import { ChatMessage, type ExecutionContext, type Executor, type Outputs, type ToolCall } from "../executor";
import type { AgentConfig, agent } from "./definition";
import { type OfferedTool, offeredTools } from "./tools";

/** Answers a model may give in one turn that call nothing that can be called. */
const SLIPS = 3;
/** A tool's result is cut here. Characters. */
const MAX_RESULT = 50_000;

/** One turn: what came of the last calls goes to the model, which answers or calls again. */
export const execute: Executor<typeof agent> = async ({ config, inputs, context }): Promise<Outputs> => {
  const turn = AgentTurn.parse(inputs[TURN_PORT]);
  const tools = turn.last ? [] : await offeredTools(config, inputs, context);
  let messages =
    turn.transcript === null
      ? opening(config, inputs)
      : [...z.array(ChatMessage).parse(turn.transcript), ...turn.results.map(resultMessage)];
  if (turn.last && turn.number > 0)
    messages = [...messages, { role: "user", content: "No more tools can be called. Answer now, with what you have." }];
  for (let slip = 0; ; slip++) {
    const answer = await ask(config, messages, tools, inputs, context);
    const calls = answer.toolCalls ?? [];
    if (calls.length === 0) return { outputs: { output: answerValue(answer), turns: turn.number + 1 } };
    const read = calls.map((call) => readCall(call, tools));
    const good = read.flatMap((one) => ("call" in one ? [one.call] : []));
    const told = read.flatMap((one) => ("reply" in one ? [one.reply] : []));
    messages = [...messages, { role: "assistant", content: answer.text, toolCalls: calls }, ...told];
    for (const { name, arguments: given } of calls) context.log(`calls ${name} ${JSON.stringify(given)}`.slice(0, 500));
    if (good.length > 0) return { calls: good, transcript: z.array(z.json()).parse(messages) as Json };
    if (slip + 1 >= SLIPS) throw new MinnowError("agent_slips", { reason: told[0]?.content ?? "" });
  }
};

function opening({ task }: AgentConfig, inputs: Record<string, Json>): ChatMessage[] {
  const instructions = renderTemplate(task.instructions, inputs);
  const prompt: ChatMessage = { role: "user", content: renderTemplate(task.prompt, inputs) };
  return instructions.trim() === "" ? [prompt] : [{ role: "system", content: instructions }, prompt];
}

function ask(
  { task, assignment }: AgentConfig,
  messages: ChatMessage[],
  tools: readonly OfferedTool[],
  inputs: JsonObject,
  context: ExecutionContext,
) {
  const question = {
    messages,
    sampling: task.sampling,
    ...(tools.length > 0 && { tools: tools.map(({ offer }) => offer) }),
    ...(task.output.type === "json" && { outputSchema: task.output.schema }),
  };
  return answerBy(assignment, question, { inputs, context });
}

type Read = { call: { id: string; node: string; inputs: JsonObject } } | { reply: ChatMessage & { role: "tool" } };

/** A call as the engine takes it, or what to tell a model that called something that can't be. */
function readCall({ id, name, arguments: given, unreadable }: ToolCall, tools: readonly OfferedTool[]): Read {
  const reply = (content: string): Read => ({ reply: { role: "tool", callId: id, content } });
  const tool = tools.find(({ offer }) => offer.name === name);
  if (tool === undefined) return reply(`There is no tool “${name}”. There are: ${tools.map(({ offer }) => offer.name).join(", ")}.`);
  if (unreadable !== undefined) return reply("The arguments are not JSON.");
  const reason = misfit(given, tool.offer.parameters);
  return reason === null ? { call: { id, node: tool.node, inputs: tool.inputsOf(given) } } : reply(`The arguments do not fit: ${reason}`);
}

function resultMessage({ id, outputs, error }: AgentResult): ChatMessage {
  return { role: "tool", callId: id, content: error === undefined ? resultText(outputs ?? {}) : `It failed: ${error.message}` };
}

const Refusal = z.object({ reason: z.string().default("") });

function resultText(outputs: Outputs): string {
  const refusal = Refusal.safeParse(outputs[REJECTED_PORT]);
  if (outputs[REJECTED_PORT] !== undefined) return `A person refused this call. ${refusal.success ? refusal.data.reason : ""}`.trim();
  const values = Object.values(outputs);
  const text = values.length === 1 ? asText(values[0]) : values.length === 0 ? "It gave nothing." : asText(outputs);
  return text.length > MAX_RESULT ? `${text.slice(0, MAX_RESULT)}\n[cut: ${text.length - MAX_RESULT} characters more]` : text;
}
