import { constrainedVariance } from "../statistics/constrainedMean";
import { fnv1a, spread } from "../statistics/hash";
import { oneSidedDeviate } from "../statistics/normal";
import { seededRandom, shuffled } from "../statistics/random";
import {
  boundsOf,
  type Decision,
  type DecisionDesign,
  type DecisionPlan,
  type DecisionState,
  decide,
  designDecision,
  stateOf,
} from "./decision";
import { addLoss, type Losses, numberOf, sumOf } from "./losses";

/** Recorded outcomes of both models on the items of one subject, which stands for a node. `lossOf` is asked only for items that are looked at. */
export type Subject = { name: string; items: number; lossOf(item: number): number };

export type ScorePlan = Omit<DecisionPlan, "most"> & {
  /** Items that may be looked at per subject. */
  budget: number;
  seed: number;
  /** Share of the items that no decision sees, and by which decisions are judged; 0 for none. */
  holdout: number;
};

/** How a decision fares on items it never saw. */
export type Hindsight = {
  items: number;
  /** Mean loss there. */
  loss: number;
  /** Is that at most the tolerance, allowing for the sampling error of these items (one-sided 95%)? */
  held: boolean;
  /** Is it at most half the tolerance? Such a subject should be recommended. */
  wanted: boolean;
};

export type SubjectScore = {
  subject: string;
  /** What follows from the state: the LLM is kept, too, where the SLM looks worse and the items left could hardly have shown otherwise. */
  decision: "replace" | "keep" | "not enough evidence";
  state: DecisionState;
  /** Items that might have been looked at. */
  available: number;
  items: number;
  estimate: number;
  low: number;
  high: number;
  more: number | null;
  /** Items that a test of fixed size would have needed to err as rarely, or all that it might look at if that is less. */
  fixedSize: number;
  hindsight: Hindsight | null;
};

/** Power that the fixed-size test is given at half the tolerance. */
const POWER = 0.9;
const SURE = 0.95;

/**
 * Takes each subject as a node and decides whether its SLM may take the LLM's place. Items are drawn without replacement in an order that
 * only the seed and the subject's name determine, and looked at no further than the decision needs.
 */
export function scoreSubjects(subjects: readonly Subject[], plan: ScorePlan): SubjectScore[] {
  const designs = new Map<number, DecisionDesign>();
  const designFor = (most: number) => {
    const design = designs.get(most) ?? designDecision({ tolerance: plan.tolerance, alpha: plan.alpha, most });
    designs.set(most, design);
    return design;
  };
  return subjects.map((subject) => {
    const order = drawOrder(subject.items, spread(plan.seed ^ fnv1a(subject.name)));
    const kept = Math.max(1, Math.round(subject.items * (1 - plan.holdout)));
    const design = designFor(Math.min(plan.budget, kept));
    const losses = lookUntilDecided(design, (index) => subject.lossOf(order[index] ?? 0));
    const decision = decide(design, losses);
    return {
      subject: subject.name,
      decision: followsFrom(decision, plan.tolerance),
      state: decision.state,
      available: design.most,
      items: decision.calls,
      estimate: decision.estimate ?? 0,
      low: decision.low,
      high: decision.high,
      more: decision.more,
      fixedSize: fixedSizeOf(losses, design),
      hindsight: hindsightOf(order.slice(kept).map(subject.lossOf), plan.tolerance),
    };
  });
}

function followsFrom({ state, estimate }: Decision, tolerance: number): SubjectScore["decision"] {
  if (state === "replace" || state === "keep") return state;
  return state === "hopeless" && (estimate ?? 0) > tolerance ? "keep" : "not enough evidence";
}

/** Looks at one item after the other until the decision is made. */
function lookUntilDecided(design: DecisionDesign, lossAt: (index: number) => number): Losses {
  let losses: Losses = [];
  for (let index = 0; stateOf(design, losses) === "open"; index++) losses = addLoss(losses, lossAt(index));
  return losses;
}

/**
 * Items for a test of fixed size with the same errors: alpha at the tolerance, power of 90% at half of it; n = (z_alpha + z_beta)^2 v / (D/2)^2,
 * with the variance v as it was seen.
 */
function fixedSizeOf(losses: Losses, { tolerance, alpha, most }: DecisionDesign): number {
  const quantiles = oneSidedDeviate(1 - alpha) + oneSidedDeviate(POWER);
  const variance = constrainedVariance(losses, tolerance / 2, { low: -1, high: 1 });
  return tolerance === 0 ? most : Math.min(most, Math.ceil((quantiles ** 2 * variance) / (tolerance / 2) ** 2));
}

function hindsightOf(unseen: readonly number[], tolerance: number): Hindsight | null {
  if (unseen.length === 0) return null;
  const losses = unseen.reduce<Losses>(addLoss, []);
  const loss = sumOf(losses) / numberOf(losses);
  return {
    items: unseen.length,
    loss,
    held: boundsOf(losses, { accepts: oneSidedDeviate(SURE), refuses: oneSidedDeviate(SURE) }).low <= tolerance,
    wanted: loss <= tolerance / 2,
  };
}

/** The numbers of all items, in an order that only the seed decides. */
export const drawOrder = (items: number, seed: number): number[] => shuffled([...Array(items).keys()], seededRandom(seed));

export type Share = { count: number; of: number };

export type ScoreTotals = {
  subjects: number;
  recommended: number;
  kept: number;
  /** Of the kept, those whose SLM is shown to lose more than the tolerance. */
  shownWorse: number;
  undecided: number;
  /** Of the recommended, those that lose no more than the tolerance on the items never seen. */
  floor: Share | null;
  /** Of the subjects that lose at most half the tolerance there, those recommended. */
  power: Share | null;
  /** The same, of the subjects with as many items to look at as the budget. */
  powerAtBudget: Share | null;
  meanItems: number;
  meanFixedSize: number;
  /** Items looked at, to those of the test of fixed size. */
  ratio: number;
};

export function totalsOf(scores: readonly SubjectScore[], { budget }: Pick<ScorePlan, "budget">): ScoreTotals {
  const those = (decision: SubjectScore["decision"]) => scores.filter((score) => score.decision === decision);
  const recommended = those("replace");
  const wanted = scores.filter(({ hindsight }) => hindsight?.wanted === true);
  const judged = scores.some(({ hindsight }) => hindsight !== null);
  const among = (all: readonly SubjectScore[], holds: (score: SubjectScore) => boolean): Share | null =>
    judged ? { count: all.filter(holds).length, of: all.length } : null;
  const isRecommended = ({ decision }: SubjectScore) => decision === "replace";
  const items = scores.reduce((sum, score) => sum + score.items, 0);
  const fixed = scores.reduce((sum, { fixedSize }) => sum + fixedSize, 0);
  return {
    subjects: scores.length,
    recommended: recommended.length,
    kept: those("keep").length,
    shownWorse: scores.filter(({ state }) => state === "keep").length,
    undecided: those("not enough evidence").length,
    floor: among(recommended, ({ hindsight }) => hindsight?.held === true),
    power: among(wanted, isRecommended),
    powerAtBudget: among(
      wanted.filter(({ available }) => available >= budget),
      isRecommended,
    ),
    meanItems: items / scores.length,
    meanFixedSize: fixed / scores.length,
    ratio: items / fixed,
  };
}
