import { MinnowError } from "@/core/errors";
import { type Json, JsonObject } from "@/core/graph/json";
import { asText } from "@/core/graph/template";
import { type ExecutionContext, type Executor, emit, type McpServer } from "../executor";
import { renderWithSecrets } from "../secretText";
import type { McpConfig, mcp } from "./definition";

export const execute: Executor<typeof mcp> = async ({ config, inputs, context }) => {
  const tool = config.tool ?? asText(inputs.tool);
  if (config.allowed.length > 0 && !config.allowed.includes(tool)) throw new MinnowError("mcp_tool_refused", { tool });
  const given = JsonObject.safeParse(inputs.arguments ?? {});
  if (!given.success) throw new MinnowError("value_type", { port: "arguments", type: "json", actual: typeof inputs.arguments });
  return emit("result", await context.mcpCall(await serverOf(config, inputs, context), tool, given.data, context.signal));
};

/** The server with its headers, secrets filled in. */
export async function serverOf(
  { url, headers }: McpConfig,
  inputs: Record<string, Json>,
  context: Pick<ExecutionContext, "secret">,
): Promise<McpServer> {
  const rendered = await Promise.all(
    headers.map(async ({ name, value }) => [name, await renderWithSecrets(value, inputs, context)] as const),
  );
  return { url: await renderWithSecrets(url.trim(), inputs, context), headers: Object.fromEntries(rendered) };
}
