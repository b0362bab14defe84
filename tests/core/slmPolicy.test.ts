import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryGb, weightBits } from "@/core/footprint";
import { type Classified, classOf, defaultSlmPolicy, SlmPolicy } from "@/core/slmPolicy";

const model = (parameters: number | null, more: Partial<Classified> = {}): Classified => ({
  key: "local/model",
  parameters,
  classOverride: null,
  ...more,
});

/** Billions of parameters, or GB, as people write them: to a hundredth. */
const figure = fc.integer({ min: 1, max: 200_000 }).map((hundredths) => hundredths / 100);
const bits = fc.constantFrom(...weightBits);
const bySize = fc.oneof(
  fc.record({ by: fc.constant("parameters" as const), max: figure }),
  fc.record({ by: fc.constant("memory" as const), gb: figure, bits }),
);
const keys = fc.constantFrom("local/a", "local/b", "cloud/c", "cloud/d");
const byList = fc.record({ by: fc.constant("list" as const), models: fc.uniqueArray(keys, { minLength: 1 }) });
const policies: fc.Arbitrary<SlmPolicy> = fc.oneof(bySize, byList);

describe("a model's class", () => {
  it.each([
    [model(10), "slm"],
    [model(10.1), "llm"],
    [model(null), "unknown"],
    [model(400, { classOverride: "slm" }), "slm"],
    [model(null, { classOverride: "llm" }), "llm"],
  ])("of %o is %s as a workspace begins", (one, expected) => {
    expect(classOf(one, defaultSlmPolicy)).toBe(expected);
  });

  // 8 billion weights of 4 bits are 4 GB, and a fifth more to be served: 4.8 GB.
  it.each([
    [8, 4, 4.8, "slm"],
    [8, 4, 4.7, "llm"],
    [8, 16, 19.2, "slm"],
    [8, 16, 19.1, "llm"],
  ] as const)("of %s billion parameters at %s bits in %s GB is %s", (parameters, at, gb, expected) => {
    expect(classOf(model(parameters), { by: "memory", gb, bits: at })).toBe(expected);
  });

  it("is what a person says, whatever the policy", () => {
    fc.assert(
      fc.property(policies, keys, fc.option(figure), fc.constantFrom("slm" as const, "llm" as const), (policy, key, parameters, word) => {
        expect(classOf({ key, parameters, classOverride: word }, policy)).toBe(word);
      }),
    );
  });

  it("never turns small when the model grows", () => {
    fc.assert(
      fc.property(bySize, figure, figure, (policy, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        if (classOf(model(large), policy) === "slm") expect(classOf(model(small), policy)).toBe("slm");
      }),
    );
  });

  it("never turns large when the policy allows more", () => {
    fc.assert(
      fc.property(bySize, figure, figure, (policy, parameters, more) => {
        const wider: SlmPolicy = policy.by === "memory" ? { ...policy, gb: policy.gb + more } : { ...policy, max: policy.max + more };
        if (classOf(model(parameters), policy) === "slm") expect(classOf(model(parameters), wider)).toBe("slm");
      }),
    );
  });

  it("by memory is the class by parameters where the memory is what the largest of them needs", () => {
    fc.assert(
      fc.property(figure, bits, figure, (max, at, parameters) => {
        const memory = classOf(model(parameters), { by: "memory", gb: memoryGb(max, at), bits: at });
        expect(memory).toBe(classOf(model(parameters), { by: "parameters", max }));
      }),
    );
  });

  it("is unknown exactly when a size is needed that nobody knows", () => {
    fc.assert(
      fc.property(policies, keys, fc.option(figure), (policy, key, parameters) => {
        const unknown = policy.by !== "list" && parameters === null;
        expect(classOf({ key, parameters, classOverride: null }, policy) === "unknown").toBe(unknown);
      }),
    );
  });

  it("by a list is SLM for what is on it and LLM for everything else, whatever their sizes", () => {
    fc.assert(
      fc.property(byList, keys, fc.option(figure), (policy, key, parameters) => {
        const expected = policy.models.includes(key) ? "slm" : "llm";
        expect(classOf({ key, parameters, classOverride: null }, policy)).toBe(expected);
      }),
    );
  });
});

describe("an SLM policy", () => {
  it.each([
    { by: "parameters", max: 0 },
    { by: "memory", gb: 8, bits: 5 },
    { by: "memory", gb: -1, bits: 8 },
    { by: "list", models: [] },
    { by: "list", models: [""] },
    { by: "licence" },
    { max: 10 },
  ])("is not %o", (wrong) => {
    expect(SlmPolicy.safeParse(wrong).success).toBe(false);
  });

  it("names a model once", () => {
    expect(SlmPolicy.parse({ by: "list", models: ["a/b", "a/b"] })).toEqual({ by: "list", models: ["a/b"] });
  });
});
