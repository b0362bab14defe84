import type { Json } from "@/core/graph/json";
import type { Check, CheckType } from "@/core/testing/check";
import { fieldOf } from "@/core/testing/outputField";

/** A check as it is added: of a field, with what the last run gave where that helps. */
export function freshCheck(type: CheckType, field: string, output: Json | null): Check {
  switch (type) {
    case "equals":
      return { type, field, value: (output === null ? undefined : fieldOf(output, field)) ?? "" };
    case "contains":
      return { type, field, text: "" };
    case "matches":
      return { type, field, pattern: "" };
    case "schema":
      return { type, field, schema: { type: "string", minLength: 1 } };
    case "expression":
      return { type, expression: "" };
    case "costAtMost":
      return { type, usd: 0.01 };
    case "durationAtMost":
      return { type, ms: 10_000 };
  }
}

/** Fields that can be named: those of the output node, and what the last output had inside them. */
export function fieldNames(names: readonly string[], output: Json | null): string[] {
  const inside = names.flatMap((name) => {
    const value = output === null ? undefined : fieldOf(output, name);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value).map((key) => `${name}.${key}`) : [];
  });
  return [...new Set([...names, ...inside])];
}
