import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { PortNames, reservedIn } from "@/core/graph/names";
import { any, port } from "@/core/graph/ports";

export const OnItemError = z.enum(["fail", "null", "drop"]);
const reserved = ["items", "item", "index", "result", "error"];

export const map = defineNode({
  kind: "map",
  category: "flow",
  icon: "IconListDetails",
  text: {
    en: {
      title: "Map",
      summary: "Does the same for each item of a list",
      help: "Whatever you put inside runs once for each item, several items at a time. Inside, take “item” and its “index” from the left edge and bring what came of it to “result” at the right edge; the list of results, in the order of the items, leaves by “results”. What the items share comes in by ports of its own.",
      fields: {
        with: { label: "Shared values" },
        concurrency: { label: "Items at a time" },
        onItemError: { label: "When an item fails" },
      },
    },
    zh: {
      title: "映射",
      summary: "对列表中的每一项做同样的事",
      help: "放在里面的节点会对每一项各运行一次，可多项同时进行。在内部，从左边缘取得“item”及其“index”，把结果送到右边缘的“result”；按各项顺序排列的结果列表从“results”离开。各项共用的值由各自的端口进入。",
      fields: { with: { label: "共用的值" }, concurrency: { label: "同时处理的项数" }, onItemError: { label: "某一项失败时" } },
    },
  },
  config: z.object({
    with: PortNames.refine(...reservedIn(reserved)),
    concurrency: z.number().int().min(1).max(10_000),
    onItemError: OnItemError,
  }),
  defaultConfig: { with: [], concurrency: 10, onItemError: "fail" },
  ports: ({ with: shared }) => ({
    inputs: [port("items", { type: "list", of: any }), ...shared.map((name) => port(name))],
    outputs: [port("results", { type: "list", of: any })],
    inside: { gives: [port("item"), port("index", { type: "number" }), ...shared.map((name) => port(name))], takes: [port("result")] },
  }),
  container: ({ concurrency, onItemError }) => ({
    type: "map",
    over: "items",
    item: "item",
    index: "index",
    result: "result",
    results: "results",
    concurrency,
    onItemError,
  }),
  effects: "none",
});
