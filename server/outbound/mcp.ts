import "server-only";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { MinnowError } from "@/core/errors";
import { Json, type JsonObject, JsonObject as JsonObjectShape } from "@/core/graph/json";
import type { McpServer, McpTool } from "@/nodes/executor";
import { guardedFetch, type OutboundPolicy } from "./guard";

const CONNECT_MS = 15_000;
const MAX_TOOLS = 500;

type Way = { server: McpServer; policy: OutboundPolicy; signal: AbortSignal };

/** Talks to an MCP server over streamable HTTP: a session of its own for each exchange, so that nothing is left open when a run stops. */
async function withClient<T>({ server, policy, signal }: Way, work: (client: Client) => Promise<T>): Promise<T> {
  const [{ Client }, { StreamableHTTPClientTransport }] = await Promise.all([
    import("@modelcontextprotocol/sdk/client/index.js"),
    import("@modelcontextprotocol/sdk/client/streamableHttp.js"),
  ]);
  if (!URL.canParse(server.url)) throw new MinnowError("http_address", { address: server.url.slice(0, 200) });
  const url = new URL(server.url);
  const client = new Client({ name: "minnow", version: "1" });
  const transport = new StreamableHTTPClientTransport(url, {
    fetch: guardedFetch(policy),
    requestInit: { headers: server.headers },
  });
  try {
    await client.connect(transport, { signal, timeout: CONNECT_MS });
    return await work(client);
  } catch (error) {
    signal.throwIfAborted();
    throw refusalOf(error, url.host);
  } finally {
    await transport.terminateSession().catch(() => {});
    await client.close();
  }
}

function refusalOf(error: unknown, host: string): MinnowError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof MinnowError) return at;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MinnowError("mcp_failed", { host, reason: reason.slice(0, 300) }, { cause: error, retryable: true });
}

export function listMcpTools(way: Way): Promise<McpTool[]> {
  return withClient(way, async (client) => {
    const found: McpTool[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor }, { signal: way.signal });
      for (const { name, description, inputSchema } of page.tools) {
        found.push({ name, description: description ?? "", parameters: JsonObjectShape.parse(inputSchema) });
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined && found.length < MAX_TOOLS);
    return found;
  });
}

export function callMcpTool(way: Way, name: string, args: JsonObject): Promise<Json> {
  return withClient(way, async (client) => {
    const result = await client.callTool({ name, arguments: args }, undefined, { signal: way.signal });
    const parts = Array.isArray(result.content) ? result.content : [];
    const text = parts.map((part) => (part.type === "text" ? part.text : `[${part.type}]`)).join("\n");
    if (result.isError === true) throw new MinnowError("mcp_tool_failed", { tool: name, reason: text.slice(0, 500) });
    return result.structuredContent === undefined ? text : Json.parse(result.structuredContent);
  });
}
