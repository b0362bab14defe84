import { z } from "zod";
import {
  addHash,
  type DistinctSketch,
  distinctOf,
  emptyDistinct,
  mergeDistinct,
  readDistinct,
  StoredDistinct,
  storeDistinct,
} from "../statistics/distinctSketch";
import { shannonEntropy } from "../statistics/entropy";

/** Different answers that are counted one by one; of more, a sample tells. */
export const COUNTED = 64;
/** Answers in the sample. A share read from it is within 10 points, 95 times of 100. */
const SAMPLED = 100;
/** Answers of at most so many tokens that came so often count as labels. */
const LABEL_TOKENS = 16;
export const LABEL_TIMES = 3;

/** A call of the sample as text of one length, so that texts sort as their ranks do: 8 digits of its own hash, 12 of its answer's, its tokens. */
type Sampled = string;
const [RANK, ANSWER, TOKENS] = [8, 12, 4];
const LENGTH = RANK + ANSWER + TOKENS;
const MOST_TOKENS = 36 ** TOKENS - 1;
const answerIn = (sampled: Sampled): string => sampled.slice(RANK, RANK + ANSWER);
const tokensIn = (sampled: Sampled): number => Number.parseInt(sampled.slice(RANK + ANSWER), 36);

/**
 * Which answers came and how often. As long as there are few different ones they are counted; from then on their number is
 * estimated and the rest read from a sample of the calls: those whose ids have the smallest hashes, so that it is the same
 * sample whatever the order they came in.
 */
export type Answers = {
  total: number;
  /** Times and most tokens by answer; null when there were too many different ones. */
  counted: Map<string, { times: number; tokens: number }> | null;
  /** Null as long as answers are counted. */
  distinct: DistinctSketch | null;
  /** Sorted. */
  sample: Sampled[];
};

export const StoredAnswers = z.object({
  total: z.number().int(),
  counted: z.array(z.tuple([z.string(), z.number().int(), z.number().int()])).nullable(),
  distinct: StoredDistinct,
  sample: z.string(),
});
export type StoredAnswers = z.infer<typeof StoredAnswers>;

export const noAnswers = (): Answers => ({ total: 0, counted: new Map(), distinct: null, sample: [] });

/**
 * @param call hash of the call's id: at least 8 hexadecimal digits
 * @param answer its hash: at least 16
 * @param tokens of the answer; 0 when unknown
 */
export function addAnswer(answers: Answers, call: string, answer: string, tokens: number): void {
  answers.total++;
  count(answers, answer.slice(0, 16), 1, tokens);
  const told = Math.min(tokens, MOST_TOKENS).toString(36).padStart(TOKENS, "0");
  const sampled = `${call.slice(0, RANK)}${answer.slice(0, ANSWER)}${told}`;
  if (answers.sample.length === SAMPLED && sampled >= (answers.sample.at(-1) ?? "")) return;
  answers.sample = [...answers.sample, sampled].sort().slice(0, SAMPLED);
}

function count(answers: Answers, answer: string, times: number, tokens: number): void {
  if (answers.counted === null) {
    answers.distinct ??= emptyDistinct();
    addHash(answers.distinct, answer);
    return;
  }
  const known = answers.counted.get(answer);
  answers.counted.set(answer, { times: (known?.times ?? 0) + times, tokens: Math.max(known?.tokens ?? 0, tokens) });
  if (answers.counted.size > COUNTED) giveUpCounting(answers);
}

function giveUpCounting(answers: Answers): void {
  answers.distinct ??= emptyDistinct();
  for (const answer of answers.counted?.keys() ?? []) addHash(answers.distinct, answer);
  answers.counted = null;
}

/** Adds all of `other` to `answers`. */
export function mergeAnswers(answers: Answers, other: Answers): void {
  answers.total += other.total;
  if (other.counted === null && answers.counted !== null) giveUpCounting(answers);
  for (const [answer, { times, tokens }] of other.counted ?? []) count(answers, answer, times, tokens);
  if (other.distinct !== null) {
    answers.distinct ??= emptyDistinct();
    mergeDistinct(answers.distinct, other.distinct);
  }
  answers.sample = smallest(answers.sample, other.sample);
}

/** The smallest of both, each sorted. */
function smallest(one: readonly Sampled[], other: readonly Sampled[]): Sampled[] {
  const least: Sampled[] = [];
  let [here, there] = [0, 0];
  while (least.length < SAMPLED) {
    const [mine, theirs] = [one[here], other[there]];
    if (mine === undefined && theirs === undefined) break;
    if (theirs === undefined || (mine !== undefined && mine <= theirs)) {
      least.push(mine ?? "");
      here++;
    } else {
      least.push(theirs);
      there++;
    }
  }
  return least;
}

export const storeAnswers = ({ total, counted, distinct, sample }: Answers): StoredAnswers => ({
  total,
  counted:
    counted === null
      ? null
      : [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([answer, { times, tokens }]) => [answer, times, tokens]),
  distinct: distinct === null ? "" : storeDistinct(distinct),
  sample: sample.join(""),
});

export const readAnswers = ({ total, counted, distinct, sample }: StoredAnswers): Answers => ({
  total,
  counted: counted === null ? null : new Map(counted.map(([answer, times, tokens]) => [answer, { times, tokens }])),
  distinct: counted === null ? readDistinct(distinct) : null,
  sample: Array.from({ length: sample.length / LENGTH }, (_, index) => sample.slice(index * LENGTH, (index + 1) * LENGTH)),
});

/** Entropy in nats. `labels`: answers that are short and came often. `exact`: counted, not estimated. */
export type Variety = { distinct: number; entropy: number; labels: number; exact: boolean };

/** How much the answers differ. */
export function varietyOf(answers: Answers): Variety {
  const { total, counted } = answers;
  if (counted !== null) {
    const all = [...counted.values()];
    const labels = all.filter(({ times, tokens }) => times >= LABEL_TIMES && tokens <= LABEL_TOKENS);
    return {
      distinct: counted.size,
      entropy: shannonEntropy(all.map(({ times }) => times)),
      labels: labels.reduce((sum, { times }) => sum + times, 0),
      exact: true,
    };
  }
  return estimated(answers, Math.min(total, Math.max(COUNTED + 1, Math.round(distinctOf(answers.distinct ?? emptyDistinct())))));
}

/** Answers that came more than once in the sample have the share they have there; all others share the rest alike. */
function estimated({ total, sample }: Answers, distinct: number): Variety {
  const repeated = [...Map.groupBy(sample, answerIn).values()].filter(({ length }) => length > 1);
  const shareOf = (some: readonly Sampled[]) => some.length / sample.length;
  const often = repeated.reduce((sum, some) => sum + shareOf(some), 0);
  const others = Math.max(1, distinct - repeated.length);
  const rest = 1 - often;
  const entropy =
    repeated.reduce((sum, some) => sum - shareOf(some) * Math.log(shareOf(some)), 0) + (rest <= 0 ? 0 : -rest * Math.log(rest / others));
  const labels = repeated.filter((some) => some.every((one) => tokensIn(one) <= LABEL_TOKENS));
  return {
    distinct,
    entropy: Math.min(Math.log(total), entropy),
    labels: Math.round(total * labels.reduce((sum, some) => sum + shareOf(some), 0)),
    exact: false,
  };
}

/** The shares of the most frequent answers, the largest first; of a sample, of those that it has more than once. @param most how many */
export function topShares({ total, counted, sample }: Answers, most: number): number[] {
  const shares =
    counted === null
      ? [...Map.groupBy(sample, answerIn).values()].filter(({ length }) => length > 1).map(({ length }) => length / sample.length)
      : [...counted.values()].map(({ times }) => times / total);
  return shares.sort((a, b) => b - a).slice(0, most);
}
