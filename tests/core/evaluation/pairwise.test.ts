import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairedLoss } from "@/core/evaluation/loss";
import { type Better, Choice, judgedLoss, judgeTrust, pairQuestions, verdictOf } from "@/core/evaluation/pairwise";
import { misfit } from "@/core/graph/schemaCheck";

const said: fc.Arbitrary<Better> = fc.constantFrom("first", "second", "tie");
const flipped = (better: Better): Better => (better === "first" ? "second" : better === "second" ? "first" : "tie");

describe("what a judge is asked", () => {
  const { llmFirst, slmFirst } = pairQuestions({
    messages: [{ role: "user", content: "Why is the sky blue?" }],
    llm: "Because of scattering.",
    slm: "It mirrors the sea.",
    criteria: "Physics counts.",
  });

  it("is the same in both orders but for the order", () => {
    const [one, other] = [llmFirst, slmFirst].map(({ messages }) => messages[1]?.content ?? "");
    expect(one).toContain("Why is the sky blue?");
    expect(one).toContain("<first>\nBecause of scattering.\n</first>\n\n<second>\nIt mirrors the sea.\n</second>");
    expect(other).toContain("<first>\nIt mirrors the sea.\n</first>\n\n<second>\nBecause of scattering.\n</second>");
    expect(llmFirst.messages[0]).toEqual(slmFirst.messages[0]);
    expect(llmFirst.messages[0]?.content).toContain("Physics counts.");
  });

  it("doesn't tell who answered", () => {
    expect(JSON.stringify([llmFirst, slmFirst])).not.toMatch(/\bllm|\bslm|large|small/i);
  });

  it("is answered by its schema", () => {
    const answer = { reason: "The first names the cause.", better: "first" };
    expect(misfit(answer, llmFirst.schema)).toBeNull();
    expect(Choice.parse(answer)).toEqual(answer);
    expect(misfit({ ...answer, better: "third" }, llmFirst.schema)).not.toBeNull();
    expect(misfit({ better: "tie" }, llmFirst.schema)).not.toBeNull();
  });
});

describe("the verdict of both orders", () => {
  it.each<[Better, Better, string, number]>([
    ["first", "second", "llm", 1],
    ["second", "first", "slm", -1],
    ["tie", "tie", "tie", 0],
    ["first", "first", "inconsistent", 0],
    ["second", "second", "inconsistent", 0],
    ["first", "tie", "inconsistent", 0.5],
    ["tie", "first", "inconsistent", -0.5],
  ])("%s, then %s, is %s: a loss of %f", (llmFirst, slmFirst, verdict, loss) => {
    expect(verdictOf(llmFirst, slmFirst)).toBe(verdict);
    expect(judgedLoss(llmFirst, slmFirst)).toBe(loss);
  });

  it("turns round when the models change places", () => {
    fc.assert(
      fc.property(said, said, (one, other) => {
        expect(judgedLoss(other, one) + judgedLoss(one, other)).toBe(0);
      }),
    );
  });

  it("turns round when the judge says the opposite in both orders", () => {
    fc.assert(
      fc.property(said, said, (one, other) => {
        expect(judgedLoss(flipped(one), flipped(other)) + judgedLoss(one, other)).toBe(0);
      }),
    );
  });

  it("has the mean it would have without a liking for a place", () => {
    // Chances of first, tie, second in either order, and the same with some of them moved to the first place.
    const expected = (llmFirst: number[], slmFirst: number[]) =>
      (["first", "tie", "second"] as const).reduce(
        (sum, one, i) =>
          sum +
          (["first", "tie", "second"] as const).reduce(
            (inner, other, j) => inner + (llmFirst[i] ?? 0) * (slmFirst[j] ?? 0) * judgedLoss(one, other),
            0,
          ),
        0,
      );
    const fair = expected([0.5, 0.2, 0.3], [0.3, 0.2, 0.5]);
    expect(fair).toBeCloseTo(0.2, 12);
    expect(expected([0.7, 0.2, 0.1], [0.5, 0.2, 0.3])).toBeCloseTo(fair, 12);
  });

  it("is a paired loss like any other", () => {
    fc.assert(
      fc.property(said, said, (one, other) => {
        const loss = judgedLoss(one, other);
        expect(pairedLoss({ incumbent: (1 + loss) / 2, candidate: (1 - loss) / 2 })).toBeCloseTo(loss, 12);
      }),
    );
  });
});

describe("a judge's agreement with people", () => {
  it("is a proportion with its interval, of all pairs and of those where both chose a side", () => {
    const trust = judgeTrust([
      ...Array.from({ length: 12 }, () => ({ judge: "llm", person: "llm" }) as const),
      { judge: "tie", person: "both" },
      { judge: "slm", person: "llm" },
      { judge: "inconsistent", person: "neither" },
      { judge: "slm", person: "neither" },
    ]);
    expect(trust.all).toMatchObject({ count: 13, of: 16 });
    expect(trust.all.low).toBeCloseTo(0.5699, 4);
    expect(trust.all.high).toBeCloseTo(0.9341, 4);
    expect(trust.sides).toMatchObject({ count: 12, of: 13 });
    expect(judgeTrust([]).all).toMatchObject({ of: 0, share: null });
  });
});
