import { z } from "zod";
import { Expression } from "@/core/graph/expression";
import { defineNode } from "@/core/graph/kind";
import { PortNames, reservedIn } from "@/core/graph/names";
import { optionalPort, port } from "@/core/graph/ports";

export const OnLimit = z.enum(["continue", "fail"]);
const reserved = ["iteration", "iterations", "error"];

const Config = z
  .object({
    state: PortNames.min(1).refine(...reservedIn(reserved)),
    with: PortNames.refine(...reservedIn(reserved)),
    /** Left empty, it goes round as often as it may. */
    until: z.union([z.literal(""), Expression]),
    maxIterations: z.number().int().min(1).max(10_000),
    onLimit: OnLimit,
  })
  .refine(({ state, with: shared }) => !shared.some((name) => state.includes(name)), { params: { problem: "port_names_repeat" } });

export const loop = defineNode({
  kind: "loop",
  category: "flow",
  icon: "IconRepeat",
  text: {
    en: {
      title: "Loop",
      summary: "Goes round until a condition holds",
      help: "Whatever you put inside runs again and again. Each time it starts from what it gave the time before: take the state from the left edge and bring the new one to the right edge. It ends when the condition, a JSONata expression over the state such as verdict = “pass”, holds, or after the most rounds you allow. A state port that gets nothing keeps its value; one that is given nothing at the start has none in the first round.",
      fields: {
        state: { label: "State" },
        with: { label: "Shared values" },
        until: { label: "Until" },
        maxIterations: { label: "Most rounds" },
        onLimit: { label: "When the condition never held" },
      },
    },
    zh: {
      title: "循环",
      summary: "重复执行直到条件成立",
      help: "放在里面的节点会反复运行，每次都从上一次给出的值开始：从左边缘取得状态，把新的状态送到右边缘。当条件（针对状态的 JSONata 表达式，例如 verdict = “pass”）成立，或达到允许的最多轮数时结束。没有得到值的状态端口保持原值；开始时没有给值的，第一轮就没有值。",
      fields: {
        state: { label: "状态" },
        with: { label: "共用的值" },
        until: { label: "直到" },
        maxIterations: { label: "最多轮数" },
        onLimit: { label: "条件始终不成立时" },
      },
    },
  },
  config: Config,
  defaultConfig: { state: ["draft"], with: [], until: "", maxIterations: 5, onLimit: "continue" },
  ports: ({ state, with: shared }) => ({
    inputs: [...state.map((name) => optionalPort(name)), ...shared.map((name) => port(name))],
    outputs: [...state.map((name) => port(name)), port("iterations", { type: "number" })],
    inside: {
      gives: [...[...state, ...shared].map((name) => port(name)), port("iteration", { type: "number" })],
      takes: state.map((name) => optionalPort(name)),
    },
  }),
  container: ({ state, until, maxIterations, onLimit }) => ({
    type: "loop",
    state,
    iteration: "iteration",
    iterations: "iterations",
    maxIterations,
    decides: until !== "",
    onLimit,
  }),
  effects: "none",
});
