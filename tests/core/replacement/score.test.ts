import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScorePlan, type Subject, scoreSubjects, totalsOf } from "@/core/replacement/score";
import { scoreCascades } from "@/core/replacement/scoreCascade";
import { fnv1a } from "@/core/statistics/hash";
import { pairedScore } from "@/core/statistics/pairedScore";
import { seededRandom } from "@/core/statistics/random";
import { unseenRiskP } from "@/core/statistics/unseenRisk";

const plan: ScorePlan = { tolerance: 0.05, alpha: 0.05, budget: 300, seed: 1, holdout: 0 };

/** A subject whose calls are lost, and won, with these probabilities; it notes which items were looked at. */
function subjectOf(name: string, items: number, { lost, won }: { lost: number; won: number }) {
  const random = seededRandom(fnv1a(name) + items);
  const losses = Array.from({ length: items }, () => {
    const draw = random();
    return draw < lost ? 1 : draw < lost + won ? -1 : 0;
  });
  const looked: number[] = [];
  const lossOf = (item: number): number => {
    looked.push(item);
    return losses[item] ?? 0;
  };
  return { looked, subject: { name, items, lossOf } satisfies Subject };
}

describe("scoring recorded outcomes", () => {
  it("recommends what loses little, keeps what loses much, and says when it can't tell", () => {
    const scores = scoreSubjects(
      [
        subjectOf("as good", 800, { lost: 0.01, won: 0.01 }).subject,
        subjectOf("much worse", 800, { lost: 0.4, won: 0.02 }).subject,
        subjectOf("few items", 12, { lost: 0, won: 0 }).subject,
      ],
      plan,
    );
    expect(scores.map(({ decision }) => decision)).toEqual(["replace", "keep", "not enough evidence"]);
  });

  it("looks at no more items than it reports, and at none twice", () => {
    fc.assert(
      fc.property(
        fc.record({ lost: fc.double({ min: 0, max: 0.4, noNaN: true }), won: fc.double({ min: 0, max: 0.4, noNaN: true }) }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 80 }),
        (shares, items, budget) => {
          const { subject, looked } = subjectOf("one", items, shares);
          const [score] = scoreSubjects([subject], { ...plan, budget });
          expect(looked.length).toBe(score?.items);
          expect(looked.length).toBeLessThanOrEqual(budget);
          expect(new Set(looked).size).toBe(looked.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("never decides on an item that is held out", () => {
    const { subject, looked } = subjectOf("one", 400, { lost: 0.02, won: 0.02 });
    const [score] = scoreSubjects([subject], { ...plan, holdout: 0.5 });
    const decidedOn = new Set(looked.slice(0, score?.items));
    const judgedBy = looked.slice(score?.items);
    expect(score?.hindsight?.items).toBe(200);
    expect(judgedBy).toHaveLength(200);
    expect(judgedBy.some((item) => decidedOn.has(item))).toBe(false);
  });

  it("says the same of a subject whatever stands beside it, and another seed draws other items", () => {
    const score = (names: string[], seed: number) =>
      scoreSubjects(
        names.map((name) => subjectOf(name, 300, { lost: 0.06, won: 0.03 }).subject),
        { ...plan, seed },
      ).find(({ subject }) => subject === "beta");
    expect(score(["alpha", "beta"], 1)).toEqual(score(["beta"], 1));
    const orders = [1, 2].map((seed) => {
      const { subject, looked } = subjectOf("beta", 300, { lost: 0.06, won: 0.03 });
      scoreSubjects([subject], { ...plan, seed });
      return looked.slice(0, 10);
    });
    expect(orders[0]).not.toEqual(orders[1]);
  });

  it("sums up what came of it", () => {
    const hindsight = { items: 100, loss: 0.01, held: true, wanted: true };
    const base = { available: 300, estimate: 0, low: -0.1, high: 0.04, more: null, fixedSize: 200 };
    const totals = totalsOf(
      [
        { ...base, subject: "a", decision: "replace", state: "replace", items: 60, hindsight },
        {
          ...base,
          subject: "b",
          decision: "replace",
          state: "replace",
          items: 100,
          hindsight: { ...hindsight, held: false, wanted: false },
        },
        { ...base, subject: "c", decision: "not enough evidence", state: "spent", items: 300, available: 299, hindsight },
        { ...base, subject: "d", decision: "keep", state: "hopeless", items: 20, hindsight: { ...hindsight, wanted: false } },
      ],
      plan,
    );
    expect(totals).toEqual({
      subjects: 4,
      recommended: 2,
      kept: 1,
      shownWorse: 0,
      undecided: 1,
      floor: { count: 1, of: 2 },
      power: { count: 1, of: 2 },
      powerAtBudget: { count: 1, of: 1 },
      meanItems: 120,
      meanFixedSize: 200,
      ratio: 0.6,
    });
  });
});

describe("the decisions on nodes whose models are known", () => {
  /** Nodes of all kinds: discordant shares of 2 to 25 points, losses from -4 to 14. */
  const random = seededRandom(17);
  const nodes = Array.from({ length: 400 }, (_, index) => {
    const discordant = 0.02 + 0.23 * random();
    const loss = Math.max(-discordant, Math.min(discordant, 0.18 * random() - 0.04));
    return { name: `node ${index}`, loss, lost: (discordant + loss) / 2, won: (discordant - loss) / 2 };
  });
  const subjects = nodes.map(({ name, lost, won }) => subjectOf(name, 1_200, { lost, won }).subject);

  /** What there is to know in 600 items: the score test of all of them at once. */
  const foundAtOnce = (subject: Subject, tolerance: number): boolean => {
    const losses = Array.from({ length: 600 }, (_, item) => subject.lossOf(item));
    const count = (loss: number) => losses.filter((seen) => seen === loss).length;
    return pairedScore({ n: 600, b: count(1), c: count(-1) }, tolerance).p <= plan.alpha;
  };

  for (const { tolerance, cost } of [
    { tolerance: 0.02, cost: 0.4 },
    { tolerance: 0.05, cost: 0.45 },
    { tolerance: 0.1, cost: 0.58 },
  ])
    it(`hold the floor at ${100 * tolerance} points, and find nine tenths of what a test of all 600 items finds for ${100 * cost} % of the items`, () => {
      const scores = scoreSubjects(subjects, { ...plan, tolerance, budget: 600 });
      const lossOf = new Map(nodes.map(({ name, loss }) => [name, loss]));
      const recommended = scores.filter(({ decision }) => decision === "replace").map(({ subject }) => subject);
      const good = subjects.filter(({ name }) => (lossOf.get(name) ?? 1) <= tolerance / 2);
      const within = recommended.filter((subject) => (lossOf.get(subject) ?? 1) <= tolerance);
      expect(within.length / recommended.length).toBeGreaterThanOrEqual(0.95);
      expect(good.length).toBeGreaterThan(50);
      const found = good.filter(({ name }) => recommended.includes(name));
      expect(found.length).toBeGreaterThanOrEqual(0.9 * good.filter((subject) => foundAtOnce(subject, tolerance)).length);
      expect(totalsOf(scores, { budget: 600 }).ratio).toBeLessThan(cost);
    });
});

describe("a promise about calls to come", () => {
  it("is the chance of so few errors here if one too many come there, by counting", () => {
    // 3 + 3 calls, two of the six errors: P(at most 0 of the 3 drawn) = C(4,3) / C(6,3).
    expect(unseenRiskP({ errors: 0, calls: 3, unseen: 3, alpha: 0.4 })).toBeCloseTo(4 / 20, 12);
    // Any number of errors is allowed.
    expect(unseenRiskP({ errors: 3, calls: 3, unseen: 3, alpha: 0.999_999 + 1e-6 })).toBe(0);
  });

  it("holds in all but delta of splits, where the rate behind them would not be enough", () => {
    const random = seededRandom(9);
    const graded = Array.from({ length: 1_000 }, () => {
      const confidence = Math.round(1_000 * random()) / 1_000;
      return { confidence, correct: random() < 0.75 + 0.25 * confidence };
    });
    const subject = { name: "one", items: graded.length, callOf: (item: number) => graded[item] ?? { confidence: 0, correct: false } };
    const [score] = scoreCascades([subject], { risk: 0.05, delta: 0.1, budget: 500, seed: 4, holdout: 0.5, resamplings: 200 });
    expect(score?.threshold).not.toBeNull();
    expect(score?.exceeded).toBeLessThanOrEqual(20);
  });

  it("takes no answer of a model that is never right", () => {
    const subject = { name: "one", items: 300, callOf: () => ({ confidence: 1, correct: false }) };
    const [score] = scoreCascades([subject], { risk: 0.05, delta: 0.1, budget: 600, seed: 1, holdout: 0, resamplings: 1 });
    expect(score).toMatchObject({ threshold: null, escalated: 1, exceeded: null });
  });
});
