import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FactOrigin, type FactSources, factNames, sourcesAfter } from "@/core/modelFacts";

const day = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());
const source = fc.record({ from: fc.constantFrom(...FactOrigin.options), at: day });
const facts = fc.record({
  parameters: fc.option(fc.constantFrom(4, 8)),
  contextTokens: fc.option(fc.constantFrom(4_096, 8_192)),
  quantisation: fc.option(fc.constantFrom("Q4_K_M", "fp8")),
  licence: fc.option(fc.constant("apache-2.0")),
  capabilities: fc.record({
    tools: fc.boolean(),
    jsonSchema: fc.boolean(),
    streaming: fc.boolean(),
    logprobs: fc.boolean(),
    embeddings: fc.boolean(),
  }),
});
const sources = fc.dictionary(fc.constantFrom(...factNames), source).map((told): FactSources => told);
type Facts = { capabilities: Record<string, boolean> } & Record<string, unknown>;
const flat = ({ capabilities, ...others }: Facts): Record<string, unknown> => ({ ...others, ...capabilities });

describe("after a person went over a model's facts", () => {
  it("what they changed is theirs, what they emptied is nobody's, and the rest stays whose it was", () => {
    fc.assert(
      fc.property(facts, facts, sources, day, (before, after, told, at) => {
        const result = sourcesAfter(before, after, told, at);
        for (const name of factNames) {
          const [was, is] = [flat(before)[name], flat(after)[name]];
          if (was === is) expect(result[name]).toEqual(told[name]);
          else if (is === null) expect(result[name]).toBeUndefined();
          else expect(result[name]).toEqual({ from: "person", at });
        }
      }),
    );
  });
});
