import { z } from "zod";
import {
  addHash,
  type DistinctSketch,
  distinctOf,
  mergeDistinct,
  readDistinct,
  StoredDistinct,
  storeDistinct,
} from "../statistics/distinctSketch";
import { shannonEntropy } from "../statistics/entropy";

/** Different answers that are counted one by one; of more, a sample tells. */
const COUNTED = 64;
/** Answers in the sample. A share read from it is within 10 points, 95 times of 100. */
const SAMPLED = 100;
/** Answers of at most so many tokens that came so often count as labels. */
const LABEL_TOKENS = 16;
const LABEL_TIMES = 3;

type Sampled = { rank: number; answer: string; tokens: number };

/**
 * Which answers came and how often. As long as there are few different ones they are counted; from then on their number is
 * estimated and the rest read from a sample of the calls: those whose ids have the smallest hashes, so that it is the same
 * sample whatever the order they came in.
 */
export type Answers = {
  total: number;
  /** Times and most tokens by answer; null when there were too many different ones. */
  counted: Map<string, { times: number; tokens: number }> | null;
  distinct: DistinctSketch;
  sample: Sampled[];
};

export const StoredAnswers = z.object({
  total: z.number().int(),
  counted: z.array(z.tuple([z.string(), z.number().int(), z.number().int()])).nullable(),
  distinct: StoredDistinct,
  sample: z.array(z.tuple([z.number().int(), z.string(), z.number().int()])),
});
export type StoredAnswers = z.infer<typeof StoredAnswers>;

export const noAnswers = (): Answers => ({ total: 0, counted: new Map(), distinct: new Map(), sample: [] });

/**
 * @param rank uniform number that belongs to the call, below 2^52
 * @param answer its hash: at least 16 hexadecimal digits
 * @param tokens of the answer; 0 when unknown
 */
export function addAnswer(answers: Answers, rank: number, answer: string, tokens: number): void {
  const short = answer.slice(0, 16);
  answers.total++;
  count(answers, short, 1, tokens);
  if (answers.sample.length === SAMPLED && rank > (answers.sample.at(-1)?.rank ?? 0)) return;
  answers.sample = smallest([...answers.sample, { rank, answer: short, tokens }]);
}

function count(answers: Answers, answer: string, times: number, tokens: number): void {
  if (answers.counted === null) {
    addHash(answers.distinct, answer);
    return;
  }
  const known = answers.counted.get(answer);
  answers.counted.set(answer, { times: (known?.times ?? 0) + times, tokens: Math.max(known?.tokens ?? 0, tokens) });
  if (answers.counted.size > COUNTED) giveUpCounting(answers);
}

function giveUpCounting(answers: Answers): void {
  for (const answer of answers.counted?.keys() ?? []) addHash(answers.distinct, answer);
  answers.counted = null;
}

const smallest = (sample: Sampled[]): Sampled[] =>
  sample.sort((a, b) => a.rank - b.rank || (a.answer < b.answer ? -1 : 1)).slice(0, SAMPLED);

/** Adds all of `other` to `answers`. */
export function mergeAnswers(answers: Answers, other: Answers): void {
  answers.total += other.total;
  if (other.counted === null && answers.counted !== null) giveUpCounting(answers);
  for (const [answer, { times, tokens }] of other.counted ?? []) count(answers, answer, times, tokens);
  mergeDistinct(answers.distinct, other.distinct);
  answers.sample = smallest([...answers.sample, ...other.sample]);
}

export const storeAnswers = ({ total, counted, distinct, sample }: Answers): StoredAnswers => ({
  total,
  counted:
    counted === null
      ? null
      : [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([answer, { times, tokens }]) => [answer, times, tokens]),
  distinct: storeDistinct(distinct),
  sample: sample.map(({ rank, answer, tokens }) => [rank, answer, tokens]),
});

export const readAnswers = ({ total, counted, distinct, sample }: StoredAnswers): Answers => ({
  total,
  counted: counted === null ? null : new Map(counted.map(([answer, times, tokens]) => [answer, { times, tokens }])),
  distinct: readDistinct(distinct),
  sample: sample.map(([rank, answer, tokens]) => ({ rank, answer, tokens })),
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
  return estimated(answers, Math.min(total, Math.max(COUNTED + 1, Math.round(distinctOf(answers.distinct)))));
}

/** Answers that came more than once in the sample have the share they have there; all others share the rest alike. */
function estimated({ total, sample }: Answers, distinct: number): Variety {
  const repeated = [...Map.groupBy(sample, ({ answer }) => answer).values()].filter(({ length }) => length > 1);
  const shareOf = (some: readonly Sampled[]) => some.length / sample.length;
  const often = repeated.reduce((sum, some) => sum + shareOf(some), 0);
  const others = Math.max(1, distinct - repeated.length);
  const rest = 1 - often;
  const entropy =
    repeated.reduce((sum, some) => sum - shareOf(some) * Math.log(shareOf(some)), 0) + (rest <= 0 ? 0 : -rest * Math.log(rest / others));
  const labels = repeated.filter((some) => some.every(({ tokens }) => tokens <= LABEL_TOKENS));
  return {
    distinct,
    entropy: Math.min(Math.log(total), entropy),
    labels: Math.round(total * labels.reduce((sum, some) => sum + shareOf(some), 0)),
    exact: false,
  };
}

/** The most frequent answers, by hash, with their share of all. @param most how many */
export function topAnswers({ total, counted, sample }: Answers, most: number): { answer: string; share: number }[] {
  const times = counted === null ? Map.groupBy(sample, ({ answer }) => answer) : null;
  const shares =
    times === null
      ? [...(counted ?? [])].map(([answer, { times: n }]) => ({ answer, share: n / total }))
      : [...times].filter(([, some]) => some.length > 1).map(([answer, some]) => ({ answer, share: some.length / sample.length }));
  return shares.sort((a, b) => b.share - a.share || (a.answer < b.answer ? -1 : 1)).slice(0, most);
}
