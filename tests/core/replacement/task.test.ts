import { describe, expect, it } from "vitest";
import { closedFieldShare, staticShare } from "@/core/replacement/task";

describe("the static share of a prompt", () => {
  it("compares the template with the prompt of a typical call", () => {
    const samples = [{ text: "x".repeat(10) }, { text: "x".repeat(30) }, { text: "x".repeat(5_000) }];
    expect(staticShare(["Sort this: ", "{{text}}"], samples)).toBeCloseTo(11 / 41, 12);
  });

  it("is whole without variables and unknown without samples", () => {
    expect(staticShare(["Say hello."], [])).toBe(1);
    expect(staticShare(["{{text}}"], [])).toBeNull();
    expect(staticShare([""], [])).toBeNull();
  });

  it("counts only the part of a variable that the prompt shows", () => {
    expect(staticShare(["1234{{a.b}}"], [{ a: { b: "56789", long: "x".repeat(1_000) } }])).toBeCloseTo(4 / 9, 12);
  });
});

describe("the closed share of an answer's fields", () => {
  it("is 1 for a choice and 0 for text", () => {
    expect(closedFieldShare({ enum: ["a", "b"] })).toBe(1);
    expect(closedFieldShare({ type: "string" })).toBe(0);
  });

  it("counts leaves through objects and arrays", () => {
    const schema = {
      type: "object",
      properties: {
        kind: { enum: ["a", "b"] },
        urgent: { type: "boolean" },
        tags: { type: "array", items: { type: "string" } },
        who: { type: "object", properties: { name: { type: "string" } } },
      },
    };
    expect(closedFieldShare(schema)).toBe(0.5);
  });
});
