import "server-only";
import { GRAPH_FORMAT, type GraphDocument } from "@/core/graph/document";
import { edge, model, node } from "./build";
import { examples, findOrderSource, inputNode, outputNode, refundSource, replyTask } from "./orderDesk";

/** Language-model agency: a large model decides which tools to use and when it is done; one of the tools is served by a small model. */
export const orderDeskAgent = (): GraphDocument => ({
  format: GRAPH_FORMAT,
  nodes: [
    inputNode([0, 140]),
    node({
      id: "desk",
      kind: "agent",
      name: "Order desk",
      at: [304, 0],
      config: {
        task: {
          instructions:
            "You answer customers of an online shop. Find the order first. When the customer wants money back, check the refund. Then have the reply written from the facts you found, and give that reply as your answer.",
          prompt: "{{message}}",
          output: { type: "text" },
          sampling: { temperature: 0 },
        },
        assignment: { type: "single", model: "simulated/orca-400b", fallback: [] },
        tools: {
          find: { description: "Finds an order by its number and tells what it is, what was paid and where it is.", permission: "allow" },
          refund: {
            description: "Tells whether money goes back for an order, how much and why. Needs the order as it was found.",
            permission: "allow",
          },
          write: { description: "Writes the reply to the customer from facts. Give every fact it may use.", permission: "allow" },
        },
        maxTurns: 8,
      },
    }),
    node({
      id: "find",
      kind: "code",
      name: "Find order",
      at: [152, 48],
      parentId: "desk",
      config: { inputs: [{ name: "number", type: "text" }], result: "json", source: findOrderSource },
    }),
    node({
      id: "refund",
      kind: "code",
      name: "Check refund",
      at: [152, 216],
      parentId: "desk",
      config: { inputs: [{ name: "order", type: "json" }], result: "json", source: refundSource },
    }),
    model({ id: "write", name: "Write reply", at: [452, 96], parentId: "desk", model: "simulated/guppy-3b", task: replyTask }),
    outputNode([1216, 140]),
  ],
  edges: [
    "message.message -> desk.message",
    // The tool gets what the customer wrote as it is; the model fills in the facts alone.
    "desk.message -> write.message",
    "desk.output -> reply.reply",
  ].map(edge),
  notes: [],
  examples,
});
