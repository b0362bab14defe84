import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choicesOf, isLocalAddress, lacksOf, noFilter, pick, sortings } from "@/components/inspector/chooser/choice";
import { modelInfo } from "@/tests/core/replacement/series";

const easy = { contextTokens: 1_000, schema: false, tools: false };
const models = [
  modelInfo("cloud/big", { class: "llm", parameters: 70, inputPrice: 2, outputPrice: 8, connectionId: "cloud" }),
  modelInfo("ollama/small", { connectionId: "ollama" }),
  modelInfo("cloud/odd", { class: "unknown", parameters: null, inputPrice: null, connectionId: "cloud", contextTokens: 500 }),
];
const measured = {
  nodeId: "n",
  fingerprint: "f",
  model: "cloud/big",
  calls: 4,
  errors: 0,
  schemaAsked: 0,
  schemaValid: 0,
  countedCalls: 4,
  inputTokens: 400,
  outputTokens: 40,
  contextP95: 110,
  latency: { p50: 300, p95: 500 },
  firstToken: { p50: null, p95: null },
  simulatedCalls: 0,
};
const choices = choicesOf(models, {
  needs: easy,
  tokens: { input: 100, output: 10, calls: 4 },
  evidence: [measured],
  local: new Set(["ollama"]),
});
const keys = (filter: Partial<typeof noFilter>) => pick(choices, { ...noFilter, ...filter }).map(({ model }) => model.key);

describe("choosing among models", () => {
  it("lists small ones first, and by price or latency with what is unknown last", () => {
    expect(keys({})).toEqual(["ollama/small", "cloud/big", "cloud/odd"]);
    expect(keys({ sorting: "price" })).toEqual(["ollama/small", "cloud/big", "cloud/odd"]);
    expect(keys({ sorting: "latency" })).toEqual(["cloud/big", "cloud/odd", "ollama/small"]);
  });

  it("finds by words in any order, by class, by place and by what fits", () => {
    expect(keys({ query: "BIG cloud" })).toEqual(["cloud/big"]);
    expect(keys({ class: "slm" })).toEqual(["ollama/small"]);
    expect(keys({ local: true })).toEqual(["ollama/small"]);
    expect(keys({ fits: true })).toEqual(["ollama/small", "cloud/big"]);
  });

  it("says what a model lacks, but not that an unknown context is too short", () => {
    const plain = modelInfo("m", {
      contextTokens: null,
      capabilities: { ...modelInfo("m").capabilities, jsonSchema: false, tools: false },
    });
    expect(lacksOf(plain, { contextTokens: 1e9, schema: true, tools: true })).toEqual(["schema", "tools"]);
  });

  it("knows the cost of a call only where there is a price, and measures only where there was a call", () => {
    expect(choices.map(({ cost }) => cost)).toEqual([280e-6, 12e-6, null]);
    expect(choices.map(({ evidence }) => evidence?.calls ?? null)).toEqual([4, null, null]);
  });

  it("keeps every model whichever way it sorts", () => {
    fc.assert(
      fc.property(fc.constantFrom(...sortings), (sorting) => {
        expect(new Set(keys({ sorting }))).toEqual(new Set(models.map(({ key }) => key)));
      }),
    );
  });

  it.each([
    ["http://localhost:11434/v1", true],
    ["http://192.168.1.7/v1", true],
    ["http://gpu-box:8000", true],
    ["http://[::1]:1/v1", true],
    ["https://api.example.com/v1", false],
    ["not an address", false],
  ])("%s is local: %s", (url, local) => {
    expect(isLocalAddress(url)).toBe(local);
  });
});
