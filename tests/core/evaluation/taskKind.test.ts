import { describe, expect, it } from "vitest";
import { type Answer, recordedAnswer } from "@/core/evaluation/answer";
import { askedBy, askedIn, type choicesIn, labelsIn, taskKindOf } from "@/core/evaluation/taskKind";
import { Task } from "@/core/graph/task";

const said = (text: string): Answer => ({ text, toolCalls: [] });
const times = (count: number, text: string): Answer[] => Array.from({ length: count }, () => said(text));
const offer = { name: "search", description: "", parameters: {} };
const free = { schema: null, tools: [] };
const calls: Answer = { text: "", toolCalls: [{ name: "search", arguments: {} }] };

describe("the kind of a task", () => {
  it("is calling tools when tools are offered and an answer calls one", () => {
    expect(taskKindOf({ ...free, tools: [offer] }, [said("Hello, how can I help?"), calls])).toBe("tool_call");
    expect(taskKindOf({ ...free, tools: [offer] }, [said("Hello, how can I help?")])).toBe("text");
    expect(taskKindOf(free, [calls])).toBe("text");
  });

  it("is JSON when a schema is asked for, and a label when the schema leaves a choice alone", () => {
    const asks = (schema: Parameters<typeof choicesIn>[0]) => taskKindOf({ ...free, schema }, []);
    expect(asks({})).toBe("json");
    expect(asks({ type: "object", properties: { topic: { enum: ["a", "b"] } } })).toBe("json");
    expect(asks({ enum: ["a", "b"] })).toBe("label");
    expect(asks({ type: "boolean" })).toBe("label");
    expect(asks({ const: 7 })).toBe("label");
    expect(asks({ enum: [["a"], ["b"]] })).toBe("json");
  });

  it("is a label when the answers are a closed set of short outputs", () => {
    expect(taskKindOf(free, [...times(12, "refund"), ...times(8, "Shipping")])).toBe("label");
    expect(taskKindOf(free, [...times(18, "refund"), said("I don't know"), said("It depends")])).toBe("label");
  });

  it("is text when they are few, varied or long", () => {
    expect(taskKindOf(free, times(19, "refund"))).toBe("text");
    expect(taskKindOf(free, [...times(17, "refund"), said("a"), said("b"), said("c")])).toBe("text");
    expect(taskKindOf(free, times(30, "Your refund is on its way and will arrive soon."))).toBe("text");
    expect(taskKindOf(free, times(30, "a\nb"))).toBe("text");
    expect(taskKindOf(free, times(30, " "))).toBe("text");
  });

  it("finds the set as its members were written most often", () => {
    const answers = [...times(7, "Refund"), ...times(4, "refund "), ...times(9, "shipping")];
    expect(labelsIn(answers)).toEqual(["Refund", "shipping"]);
    expect(labelsIn(answers.toReversed())).toEqual(["Refund", "shipping"]);
  });
});

describe("what was asked", () => {
  it("is read from a task and from a recorded request alike", () => {
    const schema = { type: "object" };
    const task = Task.parse({ messages: [{ role: "user", content: "{{q}}" }], output: { type: "json", schema }, tools: [offer] });
    const request = { model: "m", messages: [{ role: "user", content: "?" }], temperature: 0, schema, tools: [offer] };
    expect(askedBy(task)).toEqual({ schema, tools: [offer] });
    expect(askedIn(request)).toEqual(askedBy(task));
    expect(askedIn({ model: "m", messages: request.messages })).toEqual(free);
    expect(askedIn({ prompt: "?" })).toBeNull();
  });

  it("is compared by the recorded answer and the tools it calls", () => {
    const response = { tool_calls: [{ name: "search", args: { q: 1 } }] };
    expect(recordedAnswer({ outputText: "", response })).toEqual({ text: "", toolCalls: [{ name: "search", arguments: { q: 1 } }] });
    expect(recordedAnswer({ outputText: null, response: null })).toBeNull();
  });
});
