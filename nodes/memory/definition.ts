import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { port, text } from "@/core/graph/ports";

export const MemoryAction = z.enum(["read", "add", "forget"]);

const Config = z.object({
  action: MemoryAction,
  /** Graphs of the workspace that name the same store share what is in it. */
  store: z.string().trim().min(1).max(60),
  role: z.enum(["user", "assistant"]),
  maxMessages: z.number().int().min(1).max(1_000),
  maxCharacters: z.number().int().min(100).max(1_000_000),
});
export type MemoryConfig = z.infer<typeof Config>;

export const memory = defineNode({
  kind: "memory",
  category: "data",
  icon: "IconMessages",
  text: {
    en: {
      title: "Memory",
      summary: "What a conversation remembers",
      help: "Keeps the messages of a conversation under a key, such as a customer's number, from run to run. “Read” gives the latest that fit the size, as a list and as text for a prompt; “add” appends one message, and never twice for the same step of a run; “forget” removes all under the key.",
      fields: {
        action: { label: "Does" },
        store: { label: "Store", hint: "Graphs that name the same store share it." },
        role: { label: "Whose message" },
        maxMessages: { label: "Messages at most" },
        maxCharacters: { label: "Characters at most" },
      },
    },
    zh: {
      title: "记忆",
      summary: "对话所记住的内容",
      help: "以键（例如客户编号）保存对话的消息，跨运行保留。“读取”给出符合大小限制的最近消息，既有列表也有可放入提示的文本；“添加”追加一条消息，同一运行的同一步骤绝不会重复添加；“忘记”删除该键下的全部内容。",
      fields: {
        action: { label: "操作" },
        store: { label: "存储", hint: "使用同名存储的图共享其中内容。" },
        role: { label: "谁的消息" },
        maxMessages: { label: "最多消息数" },
        maxCharacters: { label: "最多字符数" },
      },
    },
  },
  config: Config,
  defaultConfig: { action: "read", store: "conversations", role: "user", maxMessages: 20, maxCharacters: 20_000 },
  ports: ({ action }) => ({
    inputs: [port("key", text), ...(action === "add" ? [port("message", text)] : [])],
    outputs:
      action === "read"
        ? [port("messages", { type: "messages" }), port("text", text), port("count", { type: "number" })]
        : [port("done", { type: "boolean" })],
  }),
  effects: ({ action }) => (action === "read" ? "none" : "outside"),
});
