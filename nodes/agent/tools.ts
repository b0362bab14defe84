import type { Json, JsonObject, JsonSchema } from "@/core/graph/json";
import { portsOf } from "@/core/graph/kind";
import type { Port, PortType } from "@/core/graph/ports";
import type { ToolOffer } from "@/core/graph/task";
import { kinds } from "../definitions";
import type { AgentTool, ExecutionContext } from "../executor";
import { mcp } from "../mcp/definition";
import { serverOf } from "../mcp/execute";
import type { AgentConfig } from "./definition";

/** A tool as the model is told of it, and what runs when it is called. */
export type OfferedTool = { offer: ToolOffer; node: string; inputsOf(given: JsonObject): JsonObject };

type Config = Pick<AgentConfig, "tools">;
type Context = Pick<ExecutionContext, "tools" | "mcpTools" | "secret" | "signal">;

/** The nodes inside an agent as tools; an MCP server among them is as many as it has. */
export async function offeredTools({ tools: rules }: Config, inputs: Record<string, Json>, context: Context): Promise<OfferedTool[]> {
  const found = await Promise.all(
    context.tools.map(async (tool): Promise<OfferedTool[]> => {
      const description = rules[tool.node.id]?.description ?? "";
      return tool.node.kind === mcp.kind ? serverTools(tool, inputs, context) : [nodeTool(tool, description)];
    }),
  );
  return withUniqueNames(found.flat());
}

function nodeTool({ node, arguments: open }: AgentTool, description: string): OfferedTool {
  const definition = kinds(node.kind);
  const ports = portsOf(node, kinds).inputs.filter(({ name }) => open.includes(name));
  const about = description.trim() || `${node.name}. ${definition?.text.en.summary ?? ""}`.trim();
  return {
    offer: { name: toolName(node.name, node.id), description: about, parameters: parametersOf(ports) },
    node: node.id,
    inputsOf: (given) => given,
  };
}

async function serverTools({ node }: AgentTool, inputs: Record<string, Json>, context: Context): Promise<OfferedTool[]> {
  const config = mcp.config.parse(node.config);
  const tools = await context.mcpTools(await serverOf(config, inputs, context), context.signal);
  const wanted = tools.filter(
    ({ name }) => (config.tool === null || config.tool === name) && (config.allowed.length === 0 || config.allowed.includes(name)),
  );
  return wanted.map(({ name, description, parameters }) => ({
    offer: { name: toolName(name, name), description, parameters },
    node: node.id,
    inputsOf: (given): JsonObject => (config.tool === null ? { tool: name, arguments: given } : { arguments: given }),
  }));
}

/** What OpenAI's wire takes as a name: letters, digits, - and _, at most 64. */
function toolName(name: string, id: string): string {
  const plain = name.replaceAll(/[^\w-]+/g, "_").replaceAll(/^_+|_+$/g, "");
  return (plain === "" ? `tool_${id.replaceAll(/[^\w-]+/g, "_")}` : plain).slice(0, 60);
}

function withUniqueNames(tools: readonly OfferedTool[]): OfferedTool[] {
  const taken = new Set<string>();
  return tools.map((tool) => {
    let { name } = tool.offer;
    for (let number = 2; taken.has(name); number++) name = `${tool.offer.name.slice(0, 58)}_${number}`;
    taken.add(name);
    return { ...tool, offer: { ...tool.offer, name } };
  });
}

const parametersOf = (ports: readonly Port[]): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(ports.map(({ name, type }) => [name, schemaOf(type)])),
  required: ports.filter(({ required }) => required).map(({ name }) => name),
  additionalProperties: false,
});

function schemaOf(type: PortType): JsonSchema {
  switch (type.type) {
    case "text":
      return { type: "string" };
    case "number":
    case "boolean":
      return { type: type.type };
    case "list":
      return { type: "array", items: schemaOf(type.of) };
    case "messages":
      return { type: "array", items: { type: "object" } };
    case "json":
      return type.schema ?? {};
    case "any":
      return {};
  }
}
