import { describe, expect, it } from "vitest";
import { formValues, readForm, startValues } from "@/components/editor/runInput";
import { InputField } from "@/nodes/input/definition";

const field = (part: Partial<InputField> & { name: string }) => InputField.parse(part);

const fields = [
  field({ name: "question", example: "Why?" }),
  field({ name: "count", type: "number", example: "3" }),
  field({ name: "urgent", type: "boolean", example: "true" }),
  field({ name: "tone", type: "choice", options: ["warm", "dry"] }),
  field({ name: "facts", type: "json", required: false }),
];

describe("the run form", () => {
  it("starts with the examples and makes them the run's input", () => {
    expect(readForm(fields, startValues(fields))).toEqual({
      ok: true,
      input: { question: "Why?", count: 3, urgent: true, tone: "warm" },
    });
  });

  it("says which field is missing, not a number or not JSON", () => {
    const read = readForm(fields, { ...startValues(fields), question: " ", count: "many", facts: "{" });
    expect(read.ok ? {} : read.slips).toEqual({
      question: "required",
      count: "number",
      facts: "json",
    });
  });

  it("can be filled from a saved input", () => {
    const input = { question: "How?", count: 2, urgent: false, tone: "dry", facts: { a: 1 } };
    expect(readForm(fields, formValues(fields, input))).toEqual({ ok: true, input });
  });
});
