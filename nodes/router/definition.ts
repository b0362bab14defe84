import { z } from "zod";
import { Expression } from "@/core/graph/expression";
import { defineNode } from "@/core/graph/kind";
import { PortName } from "@/core/graph/names";
import { port } from "@/core/graph/ports";

export const RouterCase = z.object({
  name: PortName.refine((name) => name !== "else" && name !== "error", { params: { problem: "port_name_reserved" } }),
  when: Expression,
});

export const router = defineNode({
  kind: "router",
  category: "flow",
  icon: "IconRouteAltLeft",
  text: {
    en: {
      title: "Router",
      summary: "Sends a value down one of several branches",
      help: 'Conditions are tried from top to bottom; the value leaves by the first one that holds, or by “else”. A condition is a JSONata expression over the value, such as urgency = "high" or $contains($, "refund"). The other branches are skipped.',
      fields: { cases: { label: "Branches" } },
    },
    zh: {
      title: "路由",
      summary: "把值送往若干分支之一",
      help: '条件从上到下依次尝试；值从第一个成立的分支离开，否则走“else”。条件是针对该值的 JSONata 表达式，例如 urgency = "high" 或 $contains($, "refund")。其余分支被跳过。',
      fields: { cases: { label: "分支" } },
    },
  },
  config: z.object({
    cases: z
      .array(RouterCase)
      .min(1)
      .max(50)
      .refine((cases) => new Set(cases.map(({ name }) => name)).size === cases.length, { params: { problem: "port_names_repeat" } }),
  }),
  defaultConfig: { cases: [{ name: "yes", when: "$boolean($)" }] },
  ports: ({ cases }) => ({
    inputs: [port("value")],
    outputs: [...cases.map(({ name }) => port(name)), port("else")],
  }),
  effects: "none",
});
