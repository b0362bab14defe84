import { fnv1a, spread } from "../statistics/hash";
import { countsOverAll, type GradedCall, learnThenTest, type ThresholdCounts } from "../statistics/learnThenTest";
import { seededRandom } from "../statistics/random";
import { unseenRiskP } from "../statistics/unseenRisk";
import { drawOrder } from "./score";

/** Recorded answers of the SLM for one subject, with how sure it was. `callOf` is asked only for items that are looked at. */
export type CascadeSubject = { name: string; items: number; callOf(item: number): GradedCall };

export type CascadePlan = {
  /** How often a call may be accepted and wrong, of all calls. */
  risk: number;
  /** How likely that is exceeded, at most. */
  delta: number;
  budget: number;
  seed: number;
  holdout: number;
  /** How often the whole is done anew with another order of the items. */
  resamplings: number;
};

export type CascadeScore = {
  subject: string;
  /** Answers of the SLM at least as sure as this are taken; null when no threshold is safe, and every call goes to the LLM. */
  threshold: number | null;
  items: number;
  errors: number;
  /** Share of the looked-at calls that go on to the LLM. */
  escalated: number;
  hindsight: { items: number; risk: number; escalated: number; held: boolean } | null;
  /** Of all resamplings, those in which the risk on the unseen items was above the allowed; null without unseen items. */
  exceeded: number | null;
};

/** Thresholds in steps of a thousandth, settled before any call is looked at. */
const THRESHOLDS = Array.from({ length: 1_001 }, (_, index) => (1_000 - index) / 1_000);

/** Finds each subject's threshold by Learn then Test on items drawn at random, and looks how it does on those it never saw. */
export function scoreCascades(subjects: readonly CascadeSubject[], plan: CascadePlan): CascadeScore[] {
  return subjects.map((subject) => {
    const seeds = seededRandom(spread(plan.seed ^ fnv1a(subject.name)));
    const [first, ...others] = Array.from({ length: Math.max(1, plan.resamplings) }, () =>
      scoreOnce(subject, plan, Math.floor(seeds() * 2 ** 32)),
    );
    if (first === undefined) throw new Error("a subject is scored at least once");
    const exceeded = [first, ...others].filter(({ hindsight }) => hindsight?.held === false).length;
    return { subject: subject.name, ...first, exceeded: first.hindsight === null ? null : exceeded };
  });
}

function scoreOnce(subject: CascadeSubject, plan: CascadePlan, seed: number): Omit<CascadeScore, "subject" | "exceeded"> {
  const order = drawOrder(subject.items, seed);
  const kept = Math.max(1, Math.round(subject.items * (1 - plan.holdout)));
  const calls = order.slice(0, Math.min(kept, plan.budget)).map(subject.callOf);
  const unseen = order.slice(kept);
  const { risk: alpha, delta } = plan;
  // With items held out the promise is about these, which scatter by themselves; else about the rate behind all of them.
  const about =
    unseen.length === 0 ? [] : [({ errors, of }: ThresholdCounts) => unseenRiskP({ errors, calls: of, unseen: unseen.length, alpha })];
  const { threshold, tests } = learnThenTest(countsOverAll(calls, THRESHOLDS), { alpha, delta }, ...about);
  const used = tests.find((test) => test.threshold === threshold);
  const accepted = (of: readonly GradedCall[]) => (threshold === null ? [] : of.filter(({ confidence }) => confidence >= threshold));
  const judge = (of: readonly GradedCall[]) => {
    const wrong = accepted(of).filter(({ correct }) => !correct).length;
    return {
      items: of.length,
      risk: wrong / of.length,
      escalated: 1 - accepted(of).length / of.length,
      held: wrong <= plan.risk * of.length,
    };
  };
  return {
    threshold,
    items: calls.length,
    errors: used?.errors ?? 0,
    escalated: judge(calls).escalated,
    hindsight: unseen.length === 0 ? null : judge(unseen.map(subject.callOf)),
  };
}
