import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentHash } from "@/core/graph/fingerprint";
import { shannonEntropy } from "@/core/statistics/entropy";
import { addAnswer, noAnswers, topShares, varietyOf } from "@/core/tallies/answers";
import { type CallFacts, countRun, mergeInto, type RunFacts, type Tallies } from "@/core/tallies/run";
import { spansOf, startOf } from "@/core/tallies/spans";
import { mergeStored, storeTallies } from "@/core/tallies/stored";

const HOUR = 3_600_000;
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const call = fc.record<CallFacts>({
  id: fc.uuid(),
  graphId: fc.constantFrom("graph", "used"),
  nodeId: fc.constantFrom("a", "b"),
  activation: fc.constantFrom("a", "a[0]", "b"),
  fingerprint: fc.constantFrom("task", "other"),
  model: fc.constantFrom("big", "small"),
  modelClass: fc.constantFrom("slm", "llm", "unknown"),
  failed: fc.boolean(),
  cached: fc.boolean(),
  retries: fc.nat(3),
  schemaValid: maybe(fc.boolean()),
  toolCalls: maybe(fc.nat(2)),
  inputTokens: maybe(fc.nat(5_000)),
  outputTokens: maybe(fc.nat(500)),
  cachedTokens: maybe(fc.nat(100)),
  reasoningTokens: maybe(fc.nat(100)),
  tokensEstimated: fc.boolean(),
  cost: maybe(fc.double({ min: 0, max: 0.1, noNaN: true })),
  latencyMs: maybe(fc.double({ min: 0, max: 60_000, noNaN: true })),
  firstTokenMs: maybe(fc.double({ min: 0, max: 5_000, noNaN: true })),
  outputHash: maybe(fc.nat(150).map((n) => n.toString(16).padStart(4, "0").repeat(16))),
  simulated: fc.boolean(),
  startedAt: fc.nat(3 * HOUR),
});
const run = fc.record<RunFacts>({
  id: fc.uuid(),
  graphId: fc.constant("graph"),
  trigger: fc.constantFrom("editor", "api", "node", "test", "import"),
  status: fc.constantFrom("succeeded", "failed", "cancelled"),
  createdAt: fc.nat(3 * HOUR),
  durationMs: maybe(fc.double({ min: 0, max: 1e6, noNaN: true })),
  calls: fc.array(call, { maxLength: 20 }),
  activations: fc.array(
    fc.record({
      graphId: fc.constantFrom("graph", "used"),
      nodeId: fc.constantFrom("a", "b"),
      kind: fc.constant("model"),
      status: fc.constantFrom("succeeded", "failed", "skipped", "cancelled"),
      taken: fc.boolean(),
      durationMs: maybe(fc.double({ min: 0, max: 1e5, noNaN: true })),
    }),
    { maxLength: 6 },
  ),
});

const counted = (runs: readonly RunFacts[]): Tallies => {
  const tallies: Tallies = new Map();
  for (const one of runs) countRun(tallies, one);
  return tallies;
};
const text = (tallies: Tallies) =>
  storeTallies(tallies)
    .map((one) => JSON.stringify(one))
    .sort();

describe("tallies", () => {
  it("are the same to the last character in whichever order, and however parted, runs are counted", () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), fc.nat(), (runs, at) => {
        const cut = runs.length === 0 ? 0 : at % runs.length;
        const merged = counted(runs.slice(cut).reverse());
        mergeStored(merged, storeTallies(counted(runs.slice(0, cut))));
        expect(text(merged)).toEqual(text(counted(runs)));
      }),
    );
  });

  it("of hours merged to days are those of the days", () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
        const days: Tallies = new Map();
        for (const { key, tally } of counted(runs).values()) mergeInto(days, 0, key, tally);
        expect(text(days)).toEqual(text(counted(runs.map((one) => ({ ...one, createdAt: 0 })))));
      }),
    );
  });
});

describe("the answers of a task", () => {
  const given = (answers: readonly string[], tokens = 2) => {
    const tally = noAnswers();
    for (const [index, answer] of answers.entries()) addAnswer(tally, contentHash(index), contentHash(answer), tokens);
    return tally;
  };

  it("are counted as long as they are few", () => {
    const answers = given([...Array(6).fill("yes"), ...Array(3).fill("no"), "well"]);
    expect(varietyOf(answers)).toEqual({ distinct: 3, entropy: shannonEntropy([6, 3, 1]), labels: 9, exact: true });
    expect(topShares(answers, 2)).toEqual([0.6, 0.3]);
  });

  it("are estimated when they are many: all different", () => {
    const { distinct, entropy, labels, exact } = varietyOf(given(Array.from({ length: 5_000 }, (_, index) => `answer ${index}`)));
    expect(exact).toBe(false);
    expect(distinct / 5_000).toBeCloseTo(1, 1);
    expect(entropy / Math.log(5_000)).toBeCloseTo(1, 1);
    expect(labels).toBe(0);
  });

  it("are estimated when they are many: most of them one of three", () => {
    const answers = Array.from({ length: 5_000 }, (_, index) =>
      index % 10 === 0 ? `${index} other` : (["yes", "no", "maybe"][index % 3] ?? ""),
    );
    const { labels, entropy } = varietyOf(given(answers));
    const counts = [...Map.groupBy(answers, (answer) => answer).values()].map(({ length }) => length);
    expect(labels / 5_000).toBeCloseTo(0.9, 0);
    expect(Math.abs(entropy - shannonEntropy(counts))).toBeLessThan(0.5);
  });
});

describe("a range of time", () => {
  const moment = fc.integer({ min: 0, max: Date.UTC(2040, 0, 1) });

  it("is made up of hours, days and months that follow each other from its first to its last hour", () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const spans = spansOf(from, to);
        expect(
          spans.every(
            ({ level, from: start, to: stop }) => start < stop && startOf(level, start) === start && startOf(level, stop) === stop,
          ),
        ).toBe(true);
        const sorted = spans.toSorted((x, y) => x.from - y.from);
        expect(sorted).toEqual(spans);
        for (const [index, span] of spans.entries()) expect(span.from).toBe(index === 0 ? startOf("hour", from) : spans[index - 1]?.to);
        if (from < to) expect(spans.at(-1)?.to).toBe(startOf("hour", to + HOUR - 1));
      }),
    );
  });

  it("without bounds is one row", () => {
    expect(spansOf(null, null)).toEqual([{ level: "all", from: 0, to: 1 }]);
  });

  it("of two years is read from at most 23 months, 60 days and 46 hours", () => {
    const rows = { hour: HOUR, day: 24 * HOUR, month: 30 * 24 * HOUR, all: 1 };
    const spans = spansOf(Date.UTC(2024, 0, 1, 1, 30), Date.UTC(2025, 11, 31, 22, 30));
    const count = (level: "hour" | "day" | "month") =>
      spans.filter((span) => span.level === level).reduce((sum, { from, to }) => sum + Math.round((to - from) / rows[level]), 0);
    expect([count("month"), count("day"), count("hour")]).toEqual([22, 60, 46]);
  });
});
