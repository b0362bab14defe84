import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeFingerprint, taskFingerprint } from "@/core/graph/fingerprint";
import { canonicalJson, type Json } from "@/core/graph/json";
import { fits, type PortType, portTypeName } from "@/core/graph/ports";
import { renderTemplate, templateVariables } from "@/core/graph/template";

describe("port types", () => {
  const list = (of: PortType): PortType => ({ type: "list", of });
  it.each<[PortType, PortType, boolean]>([
    [{ type: "text" }, { type: "any" }, true],
    [{ type: "any" }, { type: "number" }, true],
    [{ type: "text" }, { type: "number" }, false],
    [{ type: "json" }, { type: "text" }, false],
    [{ type: "number" }, { type: "json" }, true],
    [{ type: "text" }, { type: "json", schema: { type: "object" } }, false],
    [{ type: "messages" }, list({ type: "json" }), true],
    [list({ type: "text" }), list({ type: "number" }), false],
    [list({ type: "text" }), list({ type: "any" }), true],
  ])("%j into %j: %s", (from, to, expected) => {
    expect(fits(from, to)).toBe(expected);
  });

  it("has a readable name", () => {
    expect(portTypeName(list(list({ type: "text" })))).toBe("list of list of text");
  });
});

describe("a template", () => {
  it("lists its variables once, in order", () => {
    expect(templateVariables("{{b}} {{ a }} {{b.c.0}}", "{{d}}")).toEqual(["b", "a", "d"]);
  });

  it("fills in values, paths and JSON", () => {
    const variables = { name: "Ada", ticket: { tags: ["x", "y"] }, n: 3 };
    expect(renderTemplate("{{name}} {{ticket.tags.1}} {{n}} {{missing}}{{ticket.nothing.here}}", variables)).toBe("Ada y 3 ");
    expect(renderTemplate("{{ticket}}", variables)).toBe(JSON.stringify(variables.ticket, null, 2));
  });

  it("never fills in what a value itself says", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(renderTemplate("{{a}}|{{b}}", { a: value, b: "$& {{a}}" })).toBe(`${value}|$& {{a}}`);
      }),
    );
  });

  it("does not reach into prototypes", () => {
    expect(renderTemplate("{{constructor}}{{a.constructor.name}}{{a.__proto__}}", { a: {} })).toBe("");
  });
});

describe("a task fingerprint", () => {
  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).reverse()) as Json;
        expect(taskFingerprint(shuffled)).toBe(taskFingerprint(value as Json));
      }),
    );
  });

  it("stays when only the model changes, and changes with the prompt", () => {
    const config = (prompt: string, model: string) => ({ task: { messages: [prompt] }, assignment: { type: "single", model } });
    expect(nodeFingerprint(config("a", "x"))).toBe(nodeFingerprint(config("a", "y")));
    expect(nodeFingerprint(config("a", "x"))).not.toBe(nodeFingerprint(config("b", "x")));
  });

  it("writes canonical JSON that parses to the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
