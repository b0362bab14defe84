import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogueFilter, catalogue, classInCatalogue, filterCatalogue, noFilter } from "@/core/catalogue/catalogue";
import { matchCatalogue } from "@/core/catalogue/match";
import { Ability, CatalogueModel, LicenceKind, PAPER } from "@/core/catalogue/model";
import { memoryGb, weightBits } from "@/core/footprint";
import { defaultSlmPolicy } from "@/core/slmPolicy";

describe("the catalogue", () => {
  it("holds entries of one shape, each once", () => {
    for (const model of catalogue) expect(() => CatalogueModel.parse(model)).not.toThrow();
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });

  it("has fewer parameters at work than there are", () => {
    for (const { parameters, activeParameters } of catalogue)
      if (activeParameters !== null) expect(activeParameters).toBeLessThan(parameters ?? 0);
  });

  it("says of every model that the paper's argument names what the paper says, as the paper's word", () => {
    const named = ["Phi-2", "Phi-3 Small", "Nemotron-H 2B", "Nemotron-H 4.8B", "Nemotron-H 9B", "SmolLM2 135M", "SmolLM2 1.7B"].concat(
      ["Hymba 1.5B", "DeepSeek-R1-Distill Qwen 1.5B", "DeepSeek-R1-Distill Qwen 7B", "DeepSeek-R1-Distill Llama 8B"],
      ["RETRO 7.5B", "xLAM-2 8B", "Toolformer 6.7B"],
    );
    for (const name of named) {
      const claims = catalogue.find((model) => model.name === name)?.claims ?? [];
      expect(
        claims.some(({ by, source }) => by === "paper" && source === PAPER),
        name,
      ).toBe(true);
    }
  });

  it("tells no size of what only providers serve", () => {
    for (const { licence, parameters } of catalogue) if (licence?.kind === "closed") expect(parameters).toBeNull();
  });
});

const filters: fc.Arbitrary<CatalogueFilter> = fc.record({
  text: fc.constantFrom("", "qwen", "Llama 3.2", "microsoft phi", "q", "nobody"),
  class: fc.constantFrom(null, "slm" as const, "llm" as const),
  licences: fc.subarray(LicenceKind.options),
  abilities: fc.subarray(Ability.options),
  memory: fc.option(fc.record({ gb: fc.double({ min: 0.1, max: 500, noNaN: true }), bits: fc.constantFrom(...weightBits) })),
  paper: fc.boolean(),
});
const classed = (model: CatalogueModel) => classInCatalogue(model, defaultSlmPolicy);

describe("a filter of the catalogue", () => {
  it("keeps what fits every wish, in its order, and leaves everything when there is none", () => {
    expect(filterCatalogue(catalogue, noFilter, classed)).toEqual(catalogue);
    fc.assert(
      fc.property(filters, (filter) => {
        const found = filterCatalogue(catalogue, filter, classed);
        expect(found).toEqual(catalogue.filter((model) => found.includes(model)));
        for (const model of found) {
          if (filter.class !== null) expect(classed(model)).toBe(filter.class);
          if (filter.licences.length > 0) expect(filter.licences).toContain(model.licence?.kind);
          for (const ability of filter.abilities) expect(model.abilities).toContain(ability);
          if (filter.memory !== null)
            expect(memoryGb(model.parameters ?? Number.NaN, filter.memory.bits)).toBeLessThanOrEqual(filter.memory.gb);
        }
      }),
    );
  });

  it("lets through no more when something is added to it", () => {
    fc.assert(
      fc.property(filters, filters, (one, other) => {
        const both: CatalogueFilter = {
          text: `${one.text} ${other.text}`,
          class: one.class ?? other.class,
          licences: one.licences.length === 0 ? other.licences : one.licences,
          abilities: [...one.abilities, ...other.abilities],
          memory: one.memory ?? other.memory,
          paper: one.paper || other.paper,
        };
        const wide = new Set(filterCatalogue(catalogue, one, classed));
        for (const model of filterCatalogue(catalogue, both, classed)) expect(wide.has(model)).toBe(true);
      }),
    );
  });
});

describe("a model's name", () => {
  it.each([
    ["qwen3:4b", "qwen3-4b"],
    ["Qwen/Qwen3-4B", "qwen3-4b"],
    ["qwen3-4b-instruct-q4_k_m.gguf", "qwen3-4b"],
    ["Qwen3-4B-Q4_K_M.gguf", "qwen3-4b"],
    ["hf.co/unsloth/Qwen3-4B-GGUF:Q4_K_M", "qwen3-4b"],
    ["hf.co/bartowski/Qwen_Qwen3.5-9B-GGUF", null],
    ["qwen2.5:7b-instruct-q8_0", "qwen2.5-7b"],
    ["Qwen/Qwen2.5-7B-Instruct-AWQ", "qwen2.5-7b"],
    ["meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b"],
    ["meta-llama/Meta-Llama-3.1-8B-Instruct", "llama-3.1-8b"],
    ["llama3.2:3b-instruct-fp16", "llama-3.2-3b"],
    ["gemma3:4b-it-qat", "gemma-3-4b"],
    ["google/gemma-4-E4B-it", "gemma-4-e4b"],
    ["microsoft/phi-4", "phi-4"],
    ["deepseek-r1:7b", "deepseek-r1-distill-qwen-7b"],
    ["openai/gpt-oss-20b", "gpt-oss-20b"],
    ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
    ["claude-haiku-4-5-20251001", "claude-haiku-4.5"],
    ["models/gemini-2.5-flash", "gemini-2.5-flash"],
    ["nomic-embed-text:v1.5", "nomic-embed-text-v1.5"],
  ])("%s means %s", (name, id) => {
    expect(matchCatalogue(name)?.id ?? null).toBe(id);
  });

  it.each(["qwen3:latest", "qwen3", "acme/Qwen3-4B", "qwen3-4b-medical", "qwen3:4b-thinking-2507", "llama3.1", "mystery", "", "4b"])(
    "%s means none for certain",
    (name) => {
      expect(matchCatalogue(name)).toBeNull();
    },
  );

  it("that the catalogue knows means its own entry", () => {
    for (const model of catalogue)
      for (const name of [model.ollama, ...model.names]) if (name !== null) expect(matchCatalogue(name)?.id, name).toBe(model.id);
  });
});
