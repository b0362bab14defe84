import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { any, port } from "@/core/graph/ports";
import { hasSecrets, portVariables } from "../secretText";

export const Method = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]);

/** Header names as RFC 9110 has them. */
const HeaderName = z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, "a header name such as Authorization");
const Header = z.object({ name: HeaderName, value: z.string().max(10_000) });

export const HttpBody = z.discriminatedUnion("type", [
  z.object({ type: z.literal("none") }),
  /** The value at the port `body`: text as it is, anything else as JSON. */
  z.object({ type: z.literal("port") }),
  z.object({ type: z.literal("text"), text: z.string().max(200_000), mediaType: z.string().min(1).max(120) }),
]);
export type HttpBody = z.infer<typeof HttpBody>;

export const Reading = z.enum(["auto", "text", "json"]);

const Config = z.object({
  method: Method,
  url: z.string().max(5_000),
  headers: z.array(Header).max(50),
  body: HttpBody,
  reading: Reading,
  failOnError: z.boolean(),
});
export type HttpConfig = z.infer<typeof Config>;

const templatesOf = ({ url, headers, body }: HttpConfig): string[] => [
  url,
  ...headers.map(({ value }) => value),
  ...(body.type === "text" ? [body.text] : []),
];

/** Methods that ask for nothing to be changed, RFC 9110, 9.2.1. */
export const isSafe = (method: z.infer<typeof Method>): boolean => method === "GET" || method === "HEAD";

export const http = defineNode({
  kind: "http",
  category: "tools",
  icon: "IconWorldWww",
  text: {
    en: {
      title: "HTTP request",
      summary: "Calls an address and gives the answer",
      help: "Write {{name}} in the address, a header or the body to make an input port; a value in the address is escaped. Credentials come from the workspace's secrets as {{secrets.NAME}} and are never shown. Private addresses are refused unless an owner allows them. A method that changes something starts only once everything before it is recorded, and carries an Idempotency-Key, so that it isn't done twice when a run is resumed.",
      fields: {
        method: { label: "Method" },
        url: { label: "Address" },
        headers: { label: "Headers" },
        body: { label: "Body" },
        reading: { label: "Read the answer as" },
        failOnError: {
          label: "Fail when the server answers with an error",
          hint: "A status of 400 or more. Otherwise it leaves like any answer.",
        },
      },
    },
    zh: {
      title: "HTTP 请求",
      summary: "调用一个地址并给出响应",
      help: "在地址、请求头或正文中写 {{name}} 即可生成输入端口；地址中的值会被转义。凭据以 {{secrets.NAME}} 取自工作区的密钥，绝不显示。私有地址会被拒绝，除非所有者允许。会改变事物的方法只有在之前的一切都已记录后才开始，并带有 Idempotency-Key，恢复运行时不会重复执行。",
      fields: {
        method: { label: "方法" },
        url: { label: "地址" },
        headers: { label: "请求头" },
        body: { label: "正文" },
        reading: { label: "响应读取方式" },
        failOnError: { label: "服务器返回错误时失败", hint: "状态码 400 及以上。否则与普通响应一样离开。" },
      },
    },
  },
  config: Config,
  defaultConfig: { method: "GET", url: "https://", headers: [], body: { type: "none" }, reading: "auto", failOnError: true },
  ports: (config) => ({
    inputs: [
      ...portVariables(...templatesOf(config)).map((name) => port(name)),
      ...(config.body.type === "port" && !portVariables(...templatesOf(config)).includes("body") ? [port("body")] : []),
    ],
    outputs: [port("body", any), port("status", { type: "number" }), port("headers", { type: "json" })],
  }),
  check: ({ url, method, body }) => [
    ...(/^https?:\/\/[^/\s]+/.test(url) || /^\{\{/.test(url.trim()) ? [] : [{ code: "http_address_missing" }]),
    ...(hasSecrets(url) ? [{ code: "secret_in_address", severity: "warning" as const }] : []),
    ...(isSafe(method) && body.type !== "none" ? [{ code: "http_body_unsent", severity: "warning" as const, params: { method } }] : []),
  ],
  effects: ({ method }) => (isSafe(method) ? "none" : "outside"),
});
