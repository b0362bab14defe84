import { describe, expect, it } from "vitest";
import { draftOf, expectation, expectationFields, firstModels, glimpse, inputFor, promptFields } from "@/components/playground/form";
import type { JsonObject } from "@/core/graph/json";
import { Task } from "@/core/graph/task";
import { InputField } from "@/nodes/input/definition";
import { modelInfo } from "@/tests/core/replacement/series";

const task = (...contents: string[]) =>
  Task.parse({ messages: contents.map((content) => ({ role: "user", content })), output: { type: "text" } });
const field = (name: string, change: object = {}) => InputField.parse({ name, ...change });

describe("the fields of a prompt", () => {
  it("are its variables, as text, and as JSON where a part of one is mentioned", () => {
    const fields = promptFields(task("About {{order.items.0}} for {{ name }}", "{{name}}, {{order}}"));
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ["order", "json"],
      ["name", "longText"],
    ]);
  });

  it("are filled again from what was asked", () => {
    const inputs = { order: { id: 4 }, name: "Ann" };
    expect(draftOf({ task: task("{{order.id}} {{name}}"), inputs }).values).toEqual({
      order: JSON.stringify({ id: 4 }, null, 2),
      name: "Ann",
    });
  });
});

describe("a glimpse of a prompt", () => {
  it("is a line of its last question, filled in and cut", () => {
    const prompt = { task: task("first", "Why is\n{{what}} salty?"), inputs: { what: "the sea" } };
    expect(glimpse(prompt)).toBe("Why is the sea salty?");
    expect(glimpse(prompt, 10)).toBe("Why is th…");
  });
});

describe("whom to ask at first", () => {
  const model = (key: string, kind: string, size: "slm" | "llm") => ({ ...modelInfo(key), connectionKind: kind as "openai", class: size });
  it("is a small model beside a large one, none of them simulated where there are others", () => {
    const simulated = [model("s1", "simulated", "slm"), model("s2", "simulated", "llm")];
    expect(firstModels([...simulated, model("a", "openai", "slm"), model("b", "openai", "llm")])).toEqual(["a", "b"]);
    expect(firstModels(simulated)).toEqual(["s1", "s2"]);
    expect(firstModels([])).toEqual([]);
  });
});

describe("the input of a graph from a prompt's variables", () => {
  it.each<[string, InputField[] | null, JsonObject, JsonObject | null]>([
    ["fits fields of the same names", [field("a"), field("b")], { a: "x", b: "y" }, { a: "x", b: "y" }],
    ["may leave out what isn't required", [field("a"), field("b", { required: false })], { a: "x" }, { a: "x" }],
    ["lacks a required field", [field("a"), field("b")], { a: "x" }, null],
    ["has one too many", [field("a")], { a: "x", b: "y" }, null],
    ["becomes a number where one is asked for", [field("a", { type: "number" })], { a: "4.5" }, { a: 4.5 }],
    ["is no number", [field("a", { type: "number" })], { a: "four" }, null],
    ["is one of the choices", [field("a", { type: "choice", options: ["x"] })], { a: "x" }, { a: "x" }],
    ["is none of the choices", [field("a", { type: "choice", options: ["x"] })], { a: "y" }, null],
    ["has no input node", null, { a: "x" }, null],
  ])("%s", (_, fields, inputs, input) => {
    expect(inputFor(fields, inputs)).toEqual(input);
  });
});

describe("what is expected of a graph", () => {
  it("is the answer in its first output, or field by field where the names are the same", () => {
    expect(expectation(["answer", "why"], "Paris")).toEqual({ answer: "Paris" });
    expect(expectation(["answer", "why"], { city: "Paris" })).toEqual({ answer: { city: "Paris" } });
    expect(expectation(["answer", "why"], { why: "because", x: 1 })).toEqual({ why: "because" });
    expect(expectation([], "Paris")).toEqual({});
  });

  it("is typed as JSON only where it is some", () => {
    expect(expectationFields(["a", "b"], { a: 1, b: "two" }).map(({ type }) => type)).toEqual(["json", "longText"]);
    expect(expectationFields(["a", "b"], "text").map(({ type, required }) => [type, required])).toEqual([
      ["longText", false],
      ["longText", false],
    ]);
  });
});
