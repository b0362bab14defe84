import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FactSources } from "@/core/modelFacts";
import { afterProbes, disagreements, type ProbeResults, ProbeVerdict, probedCapabilities } from "@/core/probes";
import { judgeFailure, judgeLogprobs, judgeSchema, judgeStreaming, judgeTools, type Observation } from "@/core/probing";

const seen = (more: Partial<Observation> = {}): Observation => ({
  ...{ text: "", toolCalls: [], pieces: 3, counted: true, probability: undefined, ranOut: false },
  ...more,
});
const call = (more: object = {}) => ({ name: "write_down_number", arguments: { number: 7 }, ...more });

describe("tool calling", () => {
  it.each([
    [seen({ toolCalls: [call()] }), "yes", "called"],
    [seen({ toolCalls: [call({ arguments: { number: "seven" } })] }), "no", "calledWrongly"],
    [seen({ toolCalls: [call({ name: "other" })] }), "no", "calledWrongly"],
    [seen({ toolCalls: [call({ arguments: {}, unreadable: '{"number": ' })] }), "no", "calledWrongly"],
    [seen({ text: '<tool_call>{"name": "write_down_number"}</tool_call>' }), "no", "calledInText"],
    [seen({ text: "I have noted the number 7." }), "no", "answeredInWords"],
    [seen({ text: "Let me think about that", ranOut: true }), "unclear", "ranOut"],
  ])("of %o is %s: %s", (observation, verdict, reason) => {
    expect(judgeTools(observation)).toEqual({ verdict, reason });
  });
});

describe("keeping to a JSON schema", () => {
  it.each([
    ['{"marmalade_code": "qx-17-lantern"}', "yes"],
    ['{"marmalade_code": "blue"}', "no"],
    ['{"colour": "blue"}', "no"],
    ["The sky is blue.", "no"],
    ['"qx-17-lantern"', "no"],
  ])("is shown by %s: %s", (text, verdict) => {
    expect(judgeSchema(seen({ text })).verdict).toBe(verdict);
  });

  it("is not met by chance, whatever valid JSON a model answers with", () => {
    fc.assert(fc.property(fc.json(), (text) => judgeSchema(seen({ text })).verdict === "no"));
  });

  it("is unclear when the answer was cut off", () => {
    expect(judgeSchema(seen({ text: "Hmm, the user wants", ranOut: true }))).toEqual({ verdict: "unclear", reason: "ranOut" });
  });
});

describe("streaming", () => {
  it("is more than one piece, and its usage is apart from it", () => {
    expect(judgeStreaming(seen({ pieces: 2, counted: false }))).toMatchObject({ streaming: { verdict: "yes" }, usage: { verdict: "no" } });
    expect(judgeStreaming(seen({ pieces: 1 }))).toMatchObject({ streaming: { verdict: "no" }, usage: { verdict: "yes" } });
  });
  it("tells probabilities or doesn't", () => {
    expect([judgeLogprobs(seen({ probability: 0.5 })).verdict, judgeLogprobs(seen()).verdict]).toEqual(["yes", "no"]);
  });
});

describe("a failure", () => {
  it.each([
    ["tools", 400, '"auto" tool choice requires a parser to be set', "no"],
    ["tools", 500, "tools param requires --jinja flag", "no"],
    ["tools", 500, "out of memory", "unclear"],
    ["jsonSchema", 400, "Unrecognized request argument", "no"],
    ["logprobs", 503, "overloaded", "unclear"],
  ] as const)("of %s with status %i (%s) is %s", (question, status, said, verdict) => {
    expect(judgeFailure(question, status, said).verdict).toBe(verdict);
  });
});

describe("what a model can do after probes", () => {
  const at = "2026-05-04T03:02:01.000Z";
  const capabilities = fc.record({
    tools: fc.boolean(),
    jsonSchema: fc.boolean(),
    streaming: fc.boolean(),
    logprobs: fc.boolean(),
    embeddings: fc.boolean(),
  });
  const from = fc.constantFrom("server", "person", "probe", "catalogue");
  const sources = fc
    .dictionary(
      fc.constantFrom(...probedCapabilities),
      from.map((origin) => ({ from: origin, at })),
    )
    .map((told): FactSources => told);
  const results = fc
    .dictionary(
      fc.constantFrom(...probedCapabilities),
      fc.constantFrom(...ProbeVerdict.options).map((verdict) => ({ verdict, reason: "sent" as const, said: "", at })),
    )
    .map((found): ProbeResults => found);

  it("is what they found, but a person's word stays and is shown to disagree", () => {
    fc.assert(
      fc.property(capabilities, sources, results, (before, told, found) => {
        const after = afterProbes({ capabilities: before, sources: told }, found);
        expect(after.capabilities.embeddings).toBe(before.embeddings);
        const odd = disagreements({ ...after, probes: found });
        for (const name of probedCapabilities) {
          const verdict = found[name]?.verdict ?? "unclear";
          const kept = verdict === "unclear" || told[name]?.from === "person";
          expect(after.capabilities[name]).toBe(kept ? before[name] : verdict === "yes");
          expect(after.sources[name]).toEqual(kept ? told[name] : { from: "probe", at });
          expect(odd.includes(name)).toBe(told[name]?.from === "person" && verdict !== "unclear" && before[name] !== (verdict === "yes"));
        }
      }),
    );
  });

  it("are the same when the same is found again", () => {
    fc.assert(
      fc.property(capabilities, sources, results, (before, told, found) => {
        const once = afterProbes({ capabilities: before, sources: told }, found);
        expect(afterProbes(once, found)).toEqual(once);
      }),
    );
  });
});
