import { createServer, type Server } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { JsonObject } from "@/core/graph/json";
import { callMcpTool, listMcpTools } from "@/server/outbound/mcp";
import { openSandbox } from "@/server/sandbox/sandbox";
import { runNode, situation } from "../../helpers/situation";

let server: Server;
let url: string;
const sandbox = openSandbox({ threads: 1 });

/** A real MCP server, one session per request. */
function tools(): McpServer {
  const mcp = new McpServer({ name: "test", version: "1" });
  mcp.registerTool("add", { description: "Adds.", inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }) => ({
    content: [{ type: "text", text: String(a + b) }],
  }));
  mcp.registerTool("fail", { description: "Fails." }, async () => ({ isError: true, content: [{ type: "text", text: "out of paper" }] }));
  return mcp;
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.headers.authorization !== "Bearer good") return response.writeHead(401).end("no");
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    await tools().connect(transport as Parameters<McpServer["connect"]>[0]);
    await transport.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/mcp`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  return sandbox.close();
});

const way = (headers: Record<string, string> = { authorization: "Bearer good" }, allowedHosts = ["127.0.0.1", new URL(url).host]) => ({
  server: { url, headers },
  policy: { allowedHosts },
  signal: new AbortController().signal,
});

describe("an MCP server", () => {
  it("tells its tools with their schemas", async () => {
    expect(await listMcpTools(way())).toMatchObject([
      { name: "add", description: "Adds.", parameters: { type: "object", required: ["a", "b"] } },
      { name: "fail" },
    ]);
  });

  it("is called, and its refusals are errors with its words", async () => {
    expect(await callMcpTool(way(), "add", { a: 2, b: 3 })).toBe("5");
    await expect(callMcpTool(way(), "fail", {})).rejects.toMatchObject({ code: "mcp_tool_failed", params: { reason: "out of paper" } });
    await expect(listMcpTools(way({}))).rejects.toMatchObject({ code: "mcp_failed" });
  });

  it("is reached by the guarded way only", async () => {
    await expect(listMcpTools(way({ authorization: "Bearer good" }, []))).rejects.toMatchObject({ code: "connection_blocked" });
  });
});

describe("an MCP node", () => {
  const config = (more: JsonObject = {}): JsonObject => ({
    url,
    headers: [{ name: "authorization", value: "Bearer {{secrets.KEY}}" }],
    tool: null,
    allowed: [],
    ...more,
  });
  const here = () =>
    situation({
      sandbox,
      capabilities: {
        secret: async () => "good",
        mcpCall: (at, tool, args, signal) => callMcpTool({ ...way(), server: at, signal }, tool, args),
      },
    });

  it("calls the tool it is set to, or the one it is told, and no other than allowed", async () => {
    expect(await runNode("mcp", config({ tool: "add" }), { arguments: { a: 1, b: 1 } }, here())).toEqual({ result: "2" });
    expect(await runNode("mcp", config(), { tool: "add", arguments: { a: 1, b: 2 } }, here())).toEqual({ result: "3" });
    await expect(runNode("mcp", config({ allowed: ["fail"] }), { tool: "add", arguments: {} }, here())).rejects.toMatchObject({
      code: "mcp_tool_refused",
    });
  });
});
