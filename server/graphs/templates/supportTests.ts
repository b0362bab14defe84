import "server-only";
import type { GraphExample } from "@/core/graph/document";
import type { Check } from "@/core/testing/check";

const equals = (field: string, value: string): Check => ({ type: "equals", field, value });

/** As the prompt asks for. */
const short: Check = { type: "expression", expression: "$count($split($trim(output.reply), /\\s+/)) <= 120" };

/** What should come of some of the tickets, whatever model answers, by their number; not all of it does with the simulated ones. */
export const supportTests: Readonly<Record<number, Pick<GraphExample, "expected" | "checks">>> = {
  1: {
    expected: { triage: { category: "billing", urgency: "high" } },
    checks: [
      equals("facts.order_number", "48213"),
      { type: "contains", field: "reply", text: "Dana Whitfield" },
      short,
      { type: "costAtMost", usd: 0.005 },
    ],
  },
  6: { checks: [equals("triage.category", "billing"), { type: "matches", field: "facts.order_number", pattern: "^\\d{5}$" }] },
  9: { checks: [equals("triage.category", "technical"), equals("facts.customer", "Ingrid Solberg")] },
  11: {
    expected: { triage: { category: "technical", urgency: "high" } },
    checks: [{ type: "contains", field: "reply", text: "replacement" }],
  },
  17: { checks: [equals("triage.category", "account"), equals("triage.urgency", "high"), equals("facts.order_number", "")] },
  22: {
    checks: [
      equals("triage.category", "other"),
      { type: "expression", expression: '$not($contains($lowercase(output.reply), "refund"))' },
      short,
    ],
  },
};
