import "server-only";
import type { GraphExample, GraphNode } from "@/core/graph/document";
import type { Task } from "@/core/graph/task";
import { node, object } from "./build";

/** What both ways of building the order desk share: the same task, the same invented orders, the same policy. */

export const examples: GraphExample[] = [
  {
    id: "late",
    name: "Parcel is late",
    input: { message: "Hello, where is my order #1042? It should have been here last week. Dana Whitfield" },
  },
  {
    id: "refund",
    name: "Money back",
    input: { message: "The desk lamp from order #1017 flickers. I would like a refund please. Tomas Berg" },
  },
  {
    id: "unknown",
    name: "Unknown order",
    input: { message: "Please refund order #9999, it never arrived. Mei Tanaka" },
  },
];

export const inputNode = (at: [number, number]): GraphNode =>
  node({
    id: "message",
    kind: "input",
    name: "Customer",
    at,
    config: {
      fields: [
        {
          name: "message",
          type: "longText",
          label: "Message",
          hint: "What the customer wrote",
          required: true,
          options: [],
          example: String(examples[0]?.input.message),
        },
      ],
    },
  });

export const outputNode = (at: [number, number]): GraphNode =>
  node({ id: "reply", kind: "output", name: "Reply", at, config: { fields: [{ name: "reply", type: "text" }] } });

/** An invented shop's orders. A real graph would ask the shop's own service with an HTTP node. */
const orders = `const orders = {
  "1017": { item: "Aurora desk lamp", paid: 59.9, daysAgo: 12, status: "delivered" },
  "1042": { item: "Nimbus headphones", paid: 129, daysAgo: 9, status: "on its way", carrier: "DHL", expected: "Friday" },
  "1055": { item: "Espresso machine", paid: 204, daysAgo: 45, status: "delivered" },
};
const find = (text) => {
  const number = String(text).replace(/\\D/g, "");
  return orders[number] ? { number, found: true, ...orders[number] } : { number, found: false };
};`;

export const findOrderSource = `${orders}\nreturn find(inputs.number);`;
export const findAskedSource = `${orders}\nreturn { wants: inputs.asked.wants, order: find(inputs.asked.number) };`;

/** Whether money goes back, and how much. A rule, so no model decides it. */
const refund = `const refund = (order) => {
  if (!order || !order.found) return { refund: 0, reason: "There is no such order." };
  if (order.status !== "delivered") return { refund: 0, reason: "The order has not arrived yet." };
  if (order.daysAgo > 30) return { refund: 0, reason: "Refunds are possible within 30 days." };
  return { refund: order.paid, reason: "The full price goes back within five days." };
};`;

export const refundSource = `${refund}\nreturn refund(inputs.order);`;
export const refundOfAskedSource = `${refund}\nconst { order } = inputs.value;\nreturn { ...order, ...refund(order) };`;

export const replyTask: Task = {
  messages: [
    {
      role: "system",
      content:
        "You write replies to customers of an online shop: friendly, at most 120 words, nothing promised that the facts don't say. Mention the order's number. Give only the reply.",
    },
    { role: "user", content: "The customer wrote:\n{{message}}\n\nFacts:\n{{facts}}" },
  ],
  output: { type: "text" },
  sampling: { temperature: 0.3, maxTokens: 300 },
};

export const readTask: Task = {
  messages: [
    {
      role: "system",
      content:
        "Read a customer's message. Copy the order number as digits, or give an empty string. Choose what they want: refund for money back, status for where an order is, other for everything else.",
    },
    { role: "user", content: "{{message}}" },
  ],
  output: { type: "json", schema: object({ number: { type: "string" }, wants: { type: "string", enum: ["refund", "status", "other"] } }) },
  sampling: { temperature: 0, maxTokens: 60 },
};
