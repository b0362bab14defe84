import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { any, port, text } from "@/core/graph/ports";
import { portVariables } from "../secretText";

const Config = z.object({
  url: z.string().max(5_000),
  headers: z.array(z.object({ name: z.string().min(1).max(100), value: z.string().max(10_000) })).max(50),
  /** The one tool it calls; null: whichever is named at the port `tool`. */
  tool: z.string().min(1).max(200).nullable(),
  /** Of those an agent may call; empty: all. */
  allowed: z.array(z.string().min(1).max(200)).max(500),
});
export type McpConfig = z.infer<typeof Config>;

export const mcp = defineNode({
  kind: "mcp",
  category: "tools",
  icon: "IconPlugConnected",
  text: {
    en: {
      title: "MCP server",
      summary: "Tools of a Model Context Protocol server",
      help: "Inside an agent it offers the server's tools to it, all or those you allow. Elsewhere it calls one tool with the arguments at its port. The server is reached over streamable HTTP; credentials come from the workspace's secrets as {{secrets.NAME}}.",
      fields: {
        url: { label: "Address of the server" },
        headers: { label: "Headers" },
        tool: { label: "Tool" },
        allowed: { label: "Tools an agent may call", hint: "Left empty, all of them." },
      },
    },
    zh: {
      title: "MCP 服务器",
      summary: "模型上下文协议服务器的工具",
      help: "放在智能体内，就把该服务器的工具（全部或你允许的）提供给它；在别处则以端口上的参数调用一个工具。通过可流式 HTTP 连接服务器；凭据以 {{secrets.NAME}} 取自工作区的密钥。",
      fields: {
        url: { label: "服务器地址" },
        headers: { label: "请求头" },
        tool: { label: "工具" },
        allowed: { label: "智能体可调用的工具", hint: "留空则为全部。" },
      },
    },
  },
  config: Config,
  defaultConfig: { url: "https://", headers: [], tool: null, allowed: [] },
  ports: ({ url, headers, tool }) => ({
    inputs: [
      ...portVariables(url, ...headers.map(({ value }) => value)).map((name) => port(name)),
      ...(tool === null ? [port("tool", text)] : []),
      port("arguments", { type: "json" }),
    ],
    outputs: [port("result", any)],
  }),
  check: ({ url }) => (/^https?:\/\/[^/\s]+/.test(url) || url.startsWith("{{") ? [] : [{ code: "http_address_missing" }]),
  // What a tool does is its server's business.
  effects: "outside",
});
