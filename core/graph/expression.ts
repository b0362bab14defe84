import jsonata from "jsonata";
import { z } from "zod";

/** Why an expression can't be parsed as JSONata, or null when it can. */
export function expressionProblem(source: string): string | null {
  try {
    jsonata(source);
    return null;
  } catch (error) {
    return error !== null && typeof error === "object" && "message" in error ? String(error.message) : String(error);
  }
}

/** A JSONata expression that parses. */
export const Expression = z.string().superRefine((source, context) => {
  const reason = source.trim() === "" ? "it is empty" : expressionProblem(source);
  if (reason !== null) context.addIssue({ code: "custom", params: { problem: "expression", reason }, message: reason });
});
