import "server-only";
import type { GraphDocument } from "@/core/graph/document";
import { GRAPH_FORMAT } from "@/core/graph/document";
import { edge, model, node, object } from "./build";
import { supportTickets } from "./supportTickets";

const TICKET = `Hi, I'm Dana Whitfield. I was charged twice for order #48213 (the Aurora desk lamp) on 3 May, 59.90 each time.
Please refund one of the two payments. I have written before and nobody answered, so I would like this solved today.`;

/** The ready-made first graph: classify a support ticket, extract its facts, route it, draft a reply and check the draft. */
export const supportTriage = (): GraphDocument => ({
  format: GRAPH_FORMAT,
  nodes: [
    node({
      id: "ticket",
      kind: "input",
      name: "Ticket",
      at: [0, 192],
      config: {
        fields: [
          {
            name: "subject",
            type: "text",
            label: "Subject",
            hint: "",
            required: true,
            options: [],
            example: "Charged twice for order #48213",
          },
          {
            name: "message",
            type: "longText",
            label: "Message",
            hint: "What the customer wrote",
            required: true,
            options: [],
            example: TICKET,
          },
        ],
      },
    }),
    model({
      id: "classify",
      name: "Classify",
      at: [304, 0],
      model: "simulated/orca-400b",
      task: {
        messages: [
          {
            role: "system",
            content:
              "You sort support tickets of an online shop. Choose the category that fits best: billing for payments, refunds and invoices; technical for things that do not work; account for sign-in and personal data; other for everything else. Urgency is high only when the customer cannot go on or asks for help today.",
          },
          { role: "user", content: "Subject: {{subject}}\n\n{{message}}" },
        ],
        output: {
          type: "json",
          schema: object({
            category: { type: "string", enum: ["billing", "technical", "account", "other"] },
            urgency: { type: "string", enum: ["low", "normal", "high"] },
          }),
        },
        sampling: { temperature: 0, maxTokens: 100 },
      },
    }),
    model({
      id: "extract",
      name: "Extract facts",
      at: [304, 272],
      model: "simulated/marlin-70b",
      task: {
        messages: [
          {
            role: "system",
            content:
              "Copy the facts a support agent needs from the ticket. Do not guess: when the ticket does not say, give an empty string.",
          },
          { role: "user", content: "{{message}}" },
        ],
        output: {
          type: "json",
          schema: object({
            customer: { type: "string", description: "Name of the customer" },
            order_number: { type: "string", description: "Digits of the order number" },
            product: { type: "string", description: "Product the ticket is about" },
            request: { type: "string", description: "What the customer asks for, in one sentence" },
          }),
        },
        sampling: { temperature: 0, maxTokens: 200 },
      },
    }),
    node({
      id: "route",
      kind: "router",
      name: "By category",
      at: [608, 0],
      config: {
        cases: [
          { name: "billing", when: 'category = "billing"' },
          { name: "technical", when: 'category = "technical"' },
        ],
      },
    }),
    node({
      id: "billing-rules",
      kind: "template",
      name: "Billing rules",
      at: [912, -64],
      config: {
        text: "Urgency: {{ticket.urgency}}\nRefunds: a double charge is refunded in full within 3 working days. Ask for the last four digits of the card only when the order number is missing. Never promise a date earlier than that.",
      },
    }),
    node({
      id: "technical-rules",
      kind: "template",
      name: "Technical rules",
      at: [912, 96],
      config: {
        text: "Urgency: {{ticket.urgency}}\nTechnical help: name one step to try first, then offer a replacement. Do not ask the customer to send the product before that.",
      },
    }),
    node({
      id: "general-rules",
      kind: "template",
      name: "General rules",
      at: [912, 256],
      config: {
        text: "Urgency: {{ticket.urgency}}\nGeneral: answer the question if the facts allow it, otherwise say who will answer and within one working day.",
      },
    }),
    node({
      id: "rules",
      kind: "merge",
      name: "Rules",
      at: [0, 544],
      config: { inputs: ["billing", "technical", "general"], mode: "first" },
    }),
    model({
      id: "draft",
      name: "Draft a reply",
      at: [304, 544],
      model: "simulated/orca-400b",
      task: {
        messages: [
          {
            role: "system",
            content:
              "You write replies for the support team: friendly, concrete, at most 120 words, no promises beyond the rules. Address the customer by name when it is known and sign as the support team.",
          },
          { role: "user", content: "Rules:\n{{rules}}\n\nFacts:\n{{facts}}\n\nTicket:\n{{message}}" },
        ],
        output: { type: "text" },
        sampling: { temperature: 0.4, maxTokens: 400 },
      },
    }),
    model({
      id: "check",
      name: "Check the reply",
      at: [608, 656],
      model: "simulated/tetra-8b",
      task: {
        messages: [
          { role: "system", content: "You check replies before they are sent. A reply passes when it follows the rules and stays polite." },
          { role: "user", content: "Rules:\n{{rules}}\n\nReply:\n{{reply}}" },
        ],
        output: {
          type: "json",
          schema: object({
            verdict: { type: "string", enum: ["pass", "revise"] },
            reason: { type: "string", description: "One short sentence" },
          }),
        },
        sampling: { temperature: 0, maxTokens: 120 },
      },
    }),
    node({
      id: "result",
      kind: "output",
      name: "Result",
      at: [912, 512],
      config: {
        fields: [
          { name: "reply", type: "text" },
          { name: "triage", type: "json" },
          { name: "facts", type: "json" },
          { name: "check", type: "json" },
        ],
      },
    }),
  ],
  edges: [
    "ticket.subject -> classify.subject",
    "ticket.message -> classify.message",
    "ticket.message -> extract.message",
    "classify.output -> route.value",
    "route.billing -> billing-rules.ticket",
    "route.technical -> technical-rules.ticket",
    "route.else -> general-rules.ticket",
    "billing-rules.text -> rules.billing",
    "technical-rules.text -> rules.technical",
    "general-rules.text -> rules.general",
    "rules.value -> draft.rules",
    "extract.output -> draft.facts",
    "ticket.message -> draft.message",
    "rules.value -> check.rules",
    "draft.output -> check.reply",
    "draft.output -> result.reply",
    "classify.output -> result.triage",
    "extract.output -> result.facts",
    "check.output -> result.check",
  ].map(edge),
  notes: [],
  examples: supportTickets(),
});
