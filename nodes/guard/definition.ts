import { z } from "zod";
import { JsonSchema } from "@/core/graph/json";
import { defineNode } from "@/core/graph/kind";
import { port } from "@/core/graph/ports";
import { PersonalKind } from "@/core/privacy/kinds";

const Pattern = z
  .string()
  .min(1)
  .max(2_000)
  .superRefine((source, context) => {
    try {
      new RegExp(source, "u");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: "custom", params: { problem: "pattern", reason }, message: reason });
    }
  });

export const Check = z.discriminatedUnion("type", [
  /** Redacted text goes on; with `block` any finding stops it. */
  z.object({ type: z.literal("personal"), kinds: z.array(PersonalKind).min(1), action: z.enum(["redact", "block"]) }),
  z.object({ type: z.literal("deny"), words: z.array(z.string().trim().min(1).max(200)).min(1).max(500) }),
  z.object({ type: z.literal("pattern"), pattern: Pattern, must: z.enum(["match", "notMatch"]) }),
  /** In characters. */
  z.object({ type: z.literal("length"), min: z.number().int().min(0), max: z.number().int().min(1).max(10_000_000) }),
  z.object({ type: z.literal("schema"), schema: JsonSchema }),
]);
export type Check = z.infer<typeof Check>;

export const OnBlock = z.enum(["fail", "route"]);

export const guard = defineNode({
  kind: "guard",
  category: "flow",
  icon: "IconShieldCheck",
  text: {
    en: {
      title: "Guard",
      summary: "Lets through what passes its checks",
      help: "Checks a value before it goes on: personal data (blocked or replaced by placeholders such as <EMAIL_1>), words that may not occur, patterns, length, a JSON Schema. What doesn't pass ends the run with the reasons, or leaves by “blocked”.",
      fields: { checks: { label: "Checks", hint: "In this order" }, onBlock: { label: "What doesn't pass" } },
    },
    zh: {
      title: "护栏",
      summary: "只放行通过检查的内容",
      help: "在值继续流动之前检查：个人数据（拦截或替换为 <EMAIL_1> 之类的占位符）、禁用词、模式、长度、JSON Schema。未通过的内容会使运行带着原因结束，或从“blocked”离开。",
      fields: { checks: { label: "检查", hint: "按此顺序" }, onBlock: { label: "未通过时" } },
    },
  },
  config: z.object({ checks: z.array(Check).min(1).max(30), onBlock: OnBlock }),
  defaultConfig: { checks: [{ type: "personal", kinds: ["email", "phone", "card", "iban", "secret"], action: "redact" }], onBlock: "fail" },
  ports: ({ onBlock }) => ({
    inputs: [port("value")],
    outputs: [port("passed"), ...(onBlock === "route" ? [port("blocked", { type: "json" })] : [])],
  }),
  effects: "none",
});
