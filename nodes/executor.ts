import { z } from "zod";
import type { ApprovalOutcome, ApprovalRequest } from "@/core/engine/approval";
import type { GraphNode, Token } from "@/core/graph/document";
import type { TaskPart } from "@/core/graph/fingerprint";
import { type Json, JsonObject, type JsonSchema } from "@/core/graph/json";
import type { NodeDefinition } from "@/core/graph/kind";
import type { Sampling, ToolOffer } from "@/core/graph/task";
import type { Findings } from "@/core/knowledge/passage";
import type { Remembered } from "@/core/memory";

/** A call of a tool that a model asks for; `unreadable` is what it wrote in place of arguments when that is no JSON. */
export const ToolCall = z.object({ id: z.string(), name: z.string(), arguments: JsonObject, unreadable: z.string().optional() });
export type ToolCall = z.infer<typeof ToolCall>;

export const ChatMessage = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "user"]), content: z.string() }),
  z.object({ role: z.literal("assistant"), content: z.string(), toolCalls: z.array(ToolCall).optional() }),
  /** What came of a tool's call. */
  z.object({ role: z.literal("tool"), content: z.string(), callId: z.string() }),
]);
export type ChatMessage = z.infer<typeof ChatMessage>;

/** One call of a model, as asked for by a node. */
export type ModelRequest = {
  /** Key in the workspace's registry, such as `simulated/guppy-3b`. */
  model: string;
  messages: ChatMessage[];
  sampling: Sampling;
  /** When given, the answer must be JSON that obeys it. */
  outputSchema?: JsonSchema | undefined;
  /** What the model may call instead of answering. */
  tools?: readonly ToolOffer[] | undefined;
  /** Are the probabilities of the answer's tokens wanted? */
  logprobs?: boolean | undefined;
  /** May it be answered from the record of an equal call? Only at temperature 0. */
  reuse?: boolean | undefined;
  /** Which of several samples of one question it is. */
  sample?: number | undefined;
  /** The part of the node's work it is for, when that is a task of its own with its own statistics. */
  part?: TaskPart | undefined;
  /** Is there another model to ask when this one fails? Then one that is known to fail is not waited for. */
  elsewhere?: boolean | undefined;
  /** Don't show its text to whoever watches the run. */
  silent?: boolean | undefined;
  /** Called with each piece of streamed text, in order. */
  onText?: ((delta: string) => void) | undefined;
};

export type ModelAnswer = {
  text: string;
  /** The parsed answer when an output schema was given. */
  json?: Json;
  /** What the model wants called before it goes on. */
  toolCalls?: ToolCall[] | undefined;
  /** Geometric mean of the probabilities of its tokens, where the server tells them. */
  probability?: number | undefined;
};

/** The caller's side of a model call: journaling, limits, prices and streaming to whoever watches the run are behind it. */
export type ModelCaller = (request: ModelRequest) => Promise<ModelAnswer>;

export type Sandbox = {
  /**
   * Runs a function body of JavaScript with one variable `inputs` in an isolated interpreter.
   * @throws MinnowError `code_failed`, `code_timeout`, `code_memory`, `code_output`
   */
  runCode(source: string, inputs: JsonObject): Promise<{ value: Json; logs: string[] }>;
  /**
   * Evaluates a JSONata expression.
   * @throws MinnowError `expression_failed`, `expression_timeout`
   */
  evaluate(expression: string, value: Json): Promise<Json | undefined>;
};

/** A call of an address outside. Redirects are followed, each checked like the first address. */
export type OutboundRequest = { method: string; url: string; headers: Record<string, string>; body?: string | undefined };
export type OutboundResponse = { status: number; headers: Record<string, string>; text: string };

export type McpTool = { name: string; description: string; parameters: JsonSchema };
export type McpServer = { url: string; headers: Record<string, string> };

/** Where a conversation's messages are kept. */
export type MemoryPlace = { store: string; key: string };

/** What an executor may do in its workspace beyond asking models and running code. */
export type WorkspaceCapabilities = {
  /**
   * The guarded way out: private addresses only where the workspace allows them, limits on size and time.
   * @throws MinnowError `connection_blocked`, `http_unreachable`, `http_too_large`
   */
  send(request: OutboundRequest, signal: AbortSignal): Promise<OutboundResponse>;
  /** @throws MinnowError `secret_missing` */
  secret(name: string): Promise<string>;
  /** The passages of a knowledge base that fit a question best. @throws MinnowError `base_missing` */
  searchKnowledge(search: { baseId: string; query: string; limit: number }, signal: AbortSignal): Promise<Findings>;
  /** The latest messages that were remembered, oldest first. */
  recall(place: MemoryPlace & { limit: number }): Promise<Remembered[]>;
  /** Adds a message; one from the same origin is added once. */
  remember(what: MemoryPlace & { message: Remembered; origin: string }): Promise<void>;
  forget(place: MemoryPlace): Promise<void>;
  /** The tools of an MCP server, by the guarded way out. @throws MinnowError `mcp_failed` */
  mcpTools(server: McpServer, signal: AbortSignal): Promise<McpTool[]>;
  /** What a tool gave: its structured result where it has one, else its text. @throws MinnowError `mcp_failed`, `mcp_tool_failed` */
  mcpCall(server: McpServer, tool: string, args: JsonObject, signal: AbortSignal): Promise<Json>;
};

/** A node that an agent may run, and the input ports that its call's arguments feed. */
export type AgentTool = { node: GraphNode; arguments: readonly string[] };

/** Capabilities of one activation. Executors have no others: no clock, network or database of their own. */
export type ExecutionContext = WorkspaceCapabilities & {
  runId: string;
  /** Path of the activation, such as `review[3]/critic`. */
  activation: string;
  attempt: number;
  /** Aborted on cancellation and time-out. */
  signal: AbortSignal;
  /** What the run was started with. */
  runInput: JsonObject;
  callModel: ModelCaller;
  /** Of an agent: the nodes inside it. */
  tools: readonly AgentTool[];
  sandbox: Sandbox;
  /** Waits for a person, however long it takes: meanwhile the run may be put aside and taken up by another process. */
  askPerson(request: ApprovalRequest): Promise<ApprovalOutcome>;
  /** A line for the node's log. */
  log(line: string): void;
};

/** Values by output port; a port left out gives `skipped`. */
export type Outputs = Record<string, Token>;

// biome-ignore lint/suspicious/noExplicitAny: the constraint of a generic whose precise form is inferred at each use
type SomeDefinition = NodeDefinition<string, z.ZodType<any>>;

export type ExecutionRequest<D extends SomeDefinition> = {
  config: z.output<D["config"]>;
  /** Values by input port; optional ports that got no value are absent. */
  inputs: Record<string, Token>;
  context: ExecutionContext;
};

export type Executor<D extends SomeDefinition> = (request: ExecutionRequest<D>) => Promise<Outputs>;

export const emit = (port: string, value: Token): Outputs => ({ [port]: value });
