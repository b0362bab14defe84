import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { PortNames } from "@/core/graph/names";
import { optionalPort, port, text } from "@/core/graph/ports";

export const race = defineNode({
  kind: "race",
  category: "flow",
  icon: "IconFlag",
  text: {
    en: {
      title: "Race",
      summary: "Goes on with whoever is first",
      help: "Passes on the first value that arrives, whichever branch it comes from, and stops the branches that worked for nothing else. “winner” says which port it came by. It is the one node whose outcome depends on timing; the run's record keeps who won.",
      fields: { inputs: { label: "Branches" } },
    },
    zh: {
      title: "竞速",
      summary: "谁先到就用谁",
      help: "传出最先到达的值，无论来自哪个分支，并停止只为它工作的其他分支。“winner”说明该值来自哪个端口。它是唯一结果取决于时间的节点；运行记录会保存谁赢了。",
      fields: { inputs: { label: "分支" } },
    },
  },
  config: z.object({ inputs: PortNames.min(2) }),
  defaultConfig: { inputs: ["a", "b"] },
  ports: ({ inputs }) => ({ inputs: inputs.map((name) => optionalPort(name)), outputs: [port("value"), port("winner", text)] }),
  fires: "first",
  effects: "none",
});
