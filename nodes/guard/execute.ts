import { MinnowError } from "@/core/errors";
import type { Json } from "@/core/graph/json";
import { misfit } from "@/core/graph/schemaCheck";
import { asText } from "@/core/graph/template";
import { findPersonal } from "@/core/privacy/detect";
import { redact } from "@/core/privacy/redact";
import { type ExecutionContext, type Executor, emit } from "../executor";
import type { Check, guard } from "./definition";

export const execute: Executor<typeof guard> = async ({ config, inputs, context }) => {
  let value = inputs.value ?? null;
  const reasons: string[] = [];
  for (const check of config.checks) {
    const finding = await examine(check, value, context);
    if ("reason" in finding) reasons.push(finding.reason);
    else value = finding.value;
  }
  if (reasons.length === 0) return emit("passed", value);
  if (config.onBlock === "fail") throw new MinnowError("guard_blocked", { reasons: reasons.join("; ") });
  return emit("blocked", { reasons, value });
};

type Finding = { value: Json } | { reason: string };

async function examine(check: Check, value: Json, context: ExecutionContext): Promise<Finding> {
  const text = asText(value);
  switch (check.type) {
    case "personal": {
      const redacted = redactValue(value, check.kinds);
      if (redacted.kinds.length === 0) return { value };
      return check.action === "redact" ? { value: redacted.value } : { reason: `it holds ${redacted.kinds.join(", ")}` };
    }
    case "deny": {
      const low = text.toLowerCase();
      const said = check.words.find((word) => low.includes(word.toLowerCase()));
      return said === undefined ? { value } : { reason: `it says “${said}”` };
    }
    case "pattern": {
      // A pattern that people wrote may take for ever: it is tried where time is limited.
      const source = 'return new RegExp(inputs.pattern, "u").test(inputs.text);';
      const { value: matches } = await context.sandbox.runCode(source, { pattern: check.pattern, text });
      const right = (matches === true) === (check.must === "match");
      return right ? { value } : { reason: check.must === "match" ? `it doesn't match ${check.pattern}` : `it matches ${check.pattern}` };
    }
    case "length":
      if (text.length < check.min) return { reason: `it has ${text.length} characters, ${check.min} are the least` };
      return text.length > check.max ? { reason: `it has ${text.length} characters, ${check.max} are the most` } : { value };
    case "schema": {
      const reason = misfit(value, check.schema);
      return reason === null ? { value } : { reason };
    }
  }
}

/** Text is redacted wherever it stands in a value. */
function redactValue(value: Json, kinds: Parameters<typeof findPersonal>[1]): { value: Json; kinds: string[] } {
  if (typeof value === "string") {
    const findings = findPersonal(value, kinds);
    return { value: redact(value, findings), kinds: [...new Set(findings.map(({ kind }) => kind))] };
  }
  if (value === null || typeof value !== "object") return { value, kinds: [] };
  const found = new Set<string>();
  const inside = (part: Json): Json => {
    const result = redactValue(part, kinds);
    for (const kind of result.kinds) found.add(kind);
    return result.value;
  };
  const redacted = Array.isArray(value)
    ? value.map(inside)
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inside(part)]));
  return { value: redacted, kinds: [...found] };
}
