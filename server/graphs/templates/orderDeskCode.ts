import "server-only";
import { GRAPH_FORMAT, type GraphDocument } from "@/core/graph/document";
import { edge, model, node } from "./build";
import { examples, findAskedSource, inputNode, outputNode, readTask, refundOfAskedSource, replyTask } from "./orderDesk";

/** Code agency: a router, code and a loop decide what happens; small models serve single steps. */
export const orderDeskCode = (): GraphDocument => ({
  format: GRAPH_FORMAT,
  nodes: [
    inputNode([0, 120]),
    model({ id: "read", name: "Read message", at: [304, 100], model: "simulated/tetra-8b", task: readTask }),
    node({
      id: "find",
      kind: "code",
      name: "Find order",
      at: [608, 100],
      config: {
        inputs: [{ name: "asked", type: "json" }],
        result: "json",
        source: findAskedSource,
      },
    }),
    node({
      id: "which",
      kind: "router",
      name: "What is wanted",
      at: [912, 100],
      config: { cases: [{ name: "refund", when: 'wants = "refund" and order.found' }] },
    }),
    node({
      id: "refund",
      kind: "code",
      name: "Check refund",
      at: [1216, 0],
      config: {
        inputs: [{ name: "value", type: "json" }],
        result: "json",
        source: refundOfAskedSource,
      },
    }),
    node({
      id: "plain",
      kind: "transform",
      name: "The order alone",
      at: [1216, 220],
      config: { inputs: [{ name: "value", type: "json" }], expression: "value.order", result: "json" },
    }),
    node({
      id: "facts",
      kind: "merge",
      name: "Facts",
      at: [1520, 110],
      config: { inputs: ["refund", "plain"], mode: "first" },
    }),
    node({
      id: "improve",
      kind: "loop",
      name: "Until it is fit to send",
      at: [456, 420],
      config: { state: ["reply", "fit"], with: ["message", "facts"], until: "fit", maxIterations: 3, onLimit: "continue" },
    }),
    model({ id: "write", name: "Write reply", at: [152, 48], parentId: "improve", model: "simulated/guppy-3b", task: replyTask }),
    node({
      id: "check",
      kind: "code",
      name: "Fit to send?",
      at: [452, 48],
      parentId: "improve",
      config: {
        inputs: [
          { name: "reply", type: "text" },
          { name: "facts", type: "json" },
        ],
        result: "boolean",
        source: `const { reply, facts } = inputs;
const short = reply.split(/\\s+/).length <= 120;
const names = !facts.found || reply.includes(facts.number);
if (!short) console.log("too long");
if (!names) console.log("the order's number is missing");
return short && names;`,
      },
    }),
    outputNode([1520, 500]),
  ],
  edges: [
    "message.message -> read.message",
    "read.output -> find.asked",
    "find.result -> which.value",
    "which.refund -> refund.value",
    "which.else -> plain.value",
    "refund.result -> facts.refund",
    "plain.result -> facts.plain",
    "message.message -> improve.message",
    "facts.value -> improve.facts",
    "improve.message -> write.message",
    "improve.facts -> write.facts",
    "write.output -> check.reply",
    "improve.facts -> check.facts",
    "write.output -> improve.reply",
    "check.result -> improve.fit",
    "improve.reply -> reply.reply",
  ].map(edge),
  notes: [],
  examples,
});
