import fc from "fast-check";
import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import { locales } from "@/core/graph/kind";
import { messages } from "@/core/messages";
import { scoreCard } from "@/core/replacement/scoreCard";
import type { Findings, Series, TaskFacts } from "@/core/replacement/series";
import { MIN_ANSWERS, MOST_OUTLIERS, RARELY_CALLED, type TermCode, weights } from "@/core/replacement/weights";
import { shannonEntropy } from "@/core/statistics/entropy";
import { wilsonInterval } from "@/core/statistics/interval";
import { classification, labels, nothingFound } from "./series";

function scored(series: Series, task: TaskFacts | null = classification, findings: Findings = nothingFound) {
  const card = scoreCard(series, task, findings);
  if (card.state !== "scored") throw new Error(`the card is ${card.state}`);
  return card;
}

const termOf = (code: TermCode, ...about: Parameters<typeof scored>) => scored(...about).terms.find((term) => term.code === code);
const pointsOf = (...about: Parameters<typeof termOf>) => termOf(...about)?.points ?? null;

/** What else is found of a node's calls, a hundredth of which are like no cluster. */
const clustered = (effective: number | null, outliers = 0.01): Findings => ({ ...nothingFound, clusters: { effective, outliers } });
const judged = (satisfied: number, of: number): Findings => ({ ...nothingFound, judged: of, satisfied });

/** Worsening what a term looks at never earns more points. */
function neverRises<T>(values: fc.Arbitrary<T>, order: (a: T, b: T) => number, points: (value: T) => number | null) {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [better, worse] = order(a, b) <= 0 ? [a, b] : [b, a];
      expect(points(worse) ?? 0).toBeLessThanOrEqual((points(better) ?? 0) + 1e-9);
    }),
  );
}
const ascending = (a: number, b: number) => a - b;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const tokens = fc.integer({ min: 0, max: 200_000 });
const upTo100 = fc.integer({ min: 0, max: 100 });

describe("the replaceability score card", () => {
  it("adds up to its score, which is at most 100", () => {
    const card = scored(labels);
    expect(card.terms.reduce((sum, { points }) => sum + (points ?? 0), 0)).toBeCloseTo(card.score, 9);
    expect(Object.values(weights).reduce((sum, { max }) => sum + max, 0)).toBe(100);
    expect(card.score).toBeGreaterThan(80);
  });

  it("ranks picking a label above writing text", () => {
    const text: Series = {
      ...labels,
      schemaAsked: 0,
      schemaValid: 0,
      distinctOutputs: 100,
      outputEntropy: Math.log(100),
      labelOutputs: 0,
      outputTokensP50: 300,
      contextP95: 6_000,
    };
    const writing: TaskFacts = { staticShare: 0.3, schemaAsked: false, closedFieldShare: null, temperature: 0.8, tools: 0 };
    expect(scored(text, writing).score).toBeLessThan(40);
    expect(scored(labels).score - scored(text, writing).score).toBeGreaterThan(40);
  });

  it("says how many answers are missing instead of scoring few", () => {
    expect(scoreCard({ ...labels, calls: 12, errors: 2 }, classification, nothingFound)).toEqual({
      state: "too_few",
      answers: 10,
      missing: MIN_ANSWERS - 10,
    });
  });

  it("does not score small models, nor models of unknown size", () => {
    expect(scoreCard({ ...labels, modelClass: "slm" }, classification, nothingFound)).toEqual({ state: "already_small" });
    expect(scoreCard({ ...labels, modelClass: "unknown" }, classification, nothingFound)).toEqual({ state: "class_unknown" });
  });

  it("keeps what isn't known apart from nothing earned", () => {
    const card = scored(labels, null);
    expect(card.terms.find(({ code }) => code === "static_prompt")).toMatchObject({ points: null, sentence: "unknown" });
    const open: TermCode[] = ["static_prompt", "task_spread", "feedback", "sampling", "tools"];
    expect(card.terms.filter(({ points }) => points === null).map(({ code }) => code)).toEqual(open);
    expect(card.upTo).toBeCloseTo(card.score + open.reduce((sum, code) => sum + weights[code].max, 0), 9);
  });

  it("gives all points for one kind of task, and none for a dozen", () => {
    const pointsFor = (effective: number) => termOf("task_spread", labels, classification, clustered(effective));
    expect(pointsFor(1)).toMatchObject({ points: weights.task_spread.max, sentence: "one", params: { effective: 1 } });
    expect(pointsFor(Math.sqrt(12))?.points).toBeCloseTo(weights.task_spread.max / 2, 9);
    expect(pointsFor(12)).toMatchObject({ points: 0, sentence: "known" });
  });

  it("says that clusters tell nothing of a node whose calls are like none of them", () => {
    const unclear = { points: null, sentence: "apart" };
    expect(termOf("task_spread", labels, classification, clustered(null, 1))).toMatchObject({ ...unclear, params: { outliers: 1 } });
    expect(termOf("task_spread", labels, classification, clustered(1, MOST_OUTLIERS + 0.01))).toMatchObject(unclear);
    expect(termOf("task_spread", labels, classification, clustered(1, MOST_OUTLIERS))).toMatchObject({ points: weights.task_spread.max });
  });

  it("takes few good words for little, and many for all", () => {
    const pointsFor = (...counts: [number, number]) => termOf("feedback", labels, classification, judged(...counts));
    expect(pointsFor(0, 0)).toMatchObject({ points: null, sentence: "unknown" });
    expect(pointsFor(1, 1)?.points).toBe(0);
    expect(pointsFor(16, 16)?.points).toBe(weights.feedback.max);
    expect(pointsFor(12, 16)).toMatchObject({ sentence: "known", params: { satisfied: 12, judged: 16, low: wilsonInterval(12, 16).low } });
  });

  it("says how many of the answers are tool calls, whatever that says of the points", () => {
    const agent: TaskFacts = { ...classification, tools: 3 };
    const points = weights.tools.max * (1 - 3 / weights.tools.none);
    const tools = (toolsCalled: number, task: TaskFacts | null = agent) =>
      termOf("tools", { ...labels, toolsOffered: 50, toolsCalled }, task);
    expect(termOf("tools", labels, agent)).toMatchObject({ points, sentence: "known", params: { tools: 3 } });
    expect(tools(30)).toMatchObject({ points, sentence: "called", params: { tools: 3, answers: 50, called: 30, share: 0.6 } });
    expect(tools(50 * RARELY_CALLED)).toMatchObject({ points, sentence: "called" });
    expect(tools(0)).toMatchObject({ points, sentence: "rarely_called", params: { tools: 3, answers: 50, called: 0 } });
    expect(tools(30, null)).toMatchObject({ points: null, sentence: "unknown_called", params: { share: 0.6 } });
  });

  it("never rises with more varied answers", () => {
    const distribution = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(distribution, ([first = 1, second = 1, ...rest]) => {
        const withCounts = (counts: number[]): Series => ({
          ...labels,
          outputs: first + second + rest.reduce((sum, count) => sum + count, 0),
          distinctOutputs: counts.length,
          outputEntropy: shannonEntropy(counts),
        });
        const merged = scored(withCounts([first + second, ...rest])).score;
        expect(scored(withCounts([first, second, ...rest])).score).toBeLessThanOrEqual(merged + 1e-9);
      }),
    );
  });

  it("never rises with longer answers", () => {
    neverRises(tokens, ascending, (outputTokensP50) => pointsOf("output_length", { ...labels, outputTokensP50 }));
  });

  it("never rises with a larger need for context", () => {
    neverRises(tokens, ascending, (contextP95) => pointsOf("context_need", { ...labels, contextP95 }));
  });

  it("never rises with more errors", () => {
    neverRises(fc.integer({ min: 0, max: 80 }), ascending, (errors) => pointsOf("errors", { ...labels, errors }));
  });

  it("never rises with fewer valid answers", () => {
    neverRises(
      upTo100,
      (a, b) => b - a,
      (schemaValid) => pointsOf("schema_valid", { ...labels, schemaValid }),
    );
  });

  it("never rises with a prompt that changes more", () => {
    neverRises(
      share,
      (a, b) => b - a,
      (staticShare) => pointsOf("static_prompt", labels, { ...classification, staticShare }),
    );
  });

  it("never rises with answers that are less closed", () => {
    neverRises(
      share,
      (a, b) => b - a,
      (closedFieldShare) => pointsOf("closed_answers", { ...labels, labelOutputs: 0 }, { ...classification, closedFieldShare }),
    );
    neverRises(
      upTo100,
      (a, b) => b - a,
      (labelOutputs) => pointsOf("closed_answers", { ...labels, labelOutputs }, { ...classification, closedFieldShare: null }),
    );
  });

  it("never rises with freer sampling or more tools", () => {
    neverRises(fc.double({ min: 0, max: 2, noNaN: true }), ascending, (temperature) =>
      pointsOf("sampling", labels, { ...classification, temperature }),
    );
    neverRises(fc.integer({ min: 0, max: 30 }), ascending, (tools) => pointsOf("tools", labels, { ...classification, tools }));
  });

  it("never rises with more kinds of task or fewer good words", () => {
    neverRises(fc.double({ min: 1, max: 200, noNaN: true }), ascending, (effective) =>
      pointsOf("task_spread", labels, classification, clustered(effective)),
    );
    neverRises(
      upTo100,
      (a, b) => b - a,
      (satisfied) => pointsOf("feedback", labels, classification, judged(satisfied, 100)),
    );
  });

  it("keeps every term between nothing and its maximum", () => {
    fc.assert(
      fc.property(tokens, tokens, fc.integer({ min: 0, max: 80 }), upTo100, share, (length, context, errors, valid, part) => {
        const series: Series = { ...labels, outputTokensP50: length, contextP95: context, errors, schemaValid: valid };
        const findings: Findings = { clusters: { effective: 1 + length, outliers: 0 }, judged: 100, satisfied: valid };
        for (const { points, max } of scored(series, { ...classification, staticShare: part }, findings).terms) {
          expect(points).toBeGreaterThanOrEqual(0);
          expect(points).toBeLessThanOrEqual(max);
        }
      }),
    );
  });

  it("has a title, a reason and a sentence in both languages for every term", () => {
    const bare: Series = {
      ...labels,
      outputs: 0,
      distinctOutputs: 0,
      outputEntropy: 0,
      labelOutputs: 0,
      outputTokensP50: null,
      contextP95: null,
    };
    const different: Series = { ...labels, distinctOutputs: 100, outputEntropy: Math.log(100), schemaAsked: 0, schemaValid: 0 };
    const cards = [
      scored(labels),
      scored(labels, null),
      scored({ ...bare, schemaAsked: 0, schemaValid: 0 }, null),
      scored({ ...labels, schemaAsked: 0, schemaValid: 0 }),
      scored(different, { ...classification, closedFieldShare: null, schemaAsked: false, temperature: null }),
      ...[1, 3].flatMap((tools) =>
        [0, 1, 50].map((toolsCalled) => scored({ ...labels, toolsOffered: 100, toolsCalled }, { ...classification, tools })),
      ),
      scored({ ...labels, toolsOffered: 100, toolsCalled: 50 }, null),
      ...[clustered(1), clustered(4.2), clustered(null, 1), judged(9, 10)].map((findings) => scored(labels, classification, findings)),
    ];
    for (const locale of locales) {
      for (const { code, sentence: name, params } of cards.flatMap((card) => card.terms)) {
        const texts: Record<string, string> = messages[locale].insights.terms[code];
        expect(Object.keys(texts), code).toEqual(expect.arrayContaining(["title", "why", name]));
        const sentence = texts[name] ?? "";
        const onError = (error: Error) => expect.fail(`${code}.${name}: ${error.message}`);
        expect(createTranslator({ locale, messages: { sentence }, onError })("sentence", params)).not.toMatch(/[{}]/);
      }
    }
  });
});
