/**
 * The whole of the score card's judgement: each term's most points and between which values they are earned.
 * At `none` (or beyond) a term earns nothing, at `full` (or beyond) all of it. They add up to 100.
 *
 * They are a prior, argued from "Small Language Models are the Future of Agentic AI" (arXiv 2506.02153, sections 3 and 6):
 * narrow, repetitive, format-bound calls are where a small model is likely to do as well. No outcome was fitted yet.
 */
export const weights = {
  // Answers that repeat are the plainest sign of a narrow task: nothing weighs more. Entropy over ln(calls).
  output_variety: { max: 15, none: 1, full: 0.1 },
  // A prompt that is mostly instructions asks the same thing each time. Share of characters.
  static_prompt: { max: 10, none: 0.2, full: 0.9 },
  // Picking from a closed set is classification, which small models do and which can be checked exactly. Share of fields or answers.
  closed_answers: { max: 15, none: 0, full: 0.9 },
  // Every further token is a further chance to go astray. Median tokens, on a log scale: a label, to about a page.
  output_length: { max: 15, none: 512, full: 16 },
  // A node that is asked for many kinds of things needs a broad model. Effective number of clusters of the node's latest calls, log scale.
  task_spread: { max: 10, none: 12, full: 1 },
  // An answer bound to a schema can be enforced and checked. Lower Wilson bound of the valid share.
  schema_valid: { max: 10, none: 0.5, full: 0.9 },
  // Small models lose track of long inputs earlier than their context size says (RULER, arXiv 2404.06654). Tokens, log scale.
  context_need: { max: 5, none: 16_384, full: 1_024 },
  // A task that already fails needs mending before replacing, and its record is a poor reference. Share of calls.
  errors: { max: 5, none: 0.1, full: 0 },
  // So does one whose answers people are unhappy with. Lower Wilson bound of the share found good: few are asked, so 16 of 16 are enough.
  feedback: { max: 5, none: 0.4, full: 0.8 },
  // Sampling near zero says that one right answer is wanted. Temperature.
  sampling: { max: 5, none: 1, full: 0.2 },
  // Choosing among many tools is planning, the part the paper leaves to large models. Tools offered.
  tools: { max: 5, none: 5, full: 0 },
} as const satisfies Record<string, { max: number; none: number; full: number }>;

export type TermCode = keyof typeof weights;

/**
 * Answered calls before a score is shown. With fewer, even a record without one error leaves an error share of one in six
 * open (Wilson upper bound of 0/20: 0.161), and how varied the answers are can't be told from chance.
 */
export const MIN_ANSWERS = 20;

/** When more of a node's latest calls than this are like none of its clusters, the clusters don't say how narrow its work is. Share of calls. */
export const MOST_OUTLIERS = 0.5;

/** Below this share of answers that call a tool, the tools on offer are as good as unused. */
export const RARELY_CALLED = 0.02;

/**
 * How money and waiting weigh in the rank, as shares of all ranked nodes' totals. Money first because it is what is paid
 * for certain; waiting matters by itself only where somebody waits, which is not known here. A free model still ranks by waiting.
 */
export const stakeWeights = { money: 0.75, waiting: 0.25 } as const;
