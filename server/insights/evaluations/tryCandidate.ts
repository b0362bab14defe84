import "server-only";
import { and, eq, exists } from "drizzle-orm";
import { z } from "zod";
import { pairedLoss } from "@/core/evaluation/loss";
import { CALLS_AT_ONCE } from "@/core/evaluation/plan";
import { HistoryPoint } from "@/core/evaluation/report";
import type { ModelInfo } from "@/core/models";
import { type Decision, type DecisionDesign, decide } from "@/core/replacement/decision";
import { addLoss, Losses } from "@/core/replacement/losses";
import type { Database } from "@/db/client";
import { evaluationCandidates, evaluations } from "@/db/schema/evaluations";
import type { Asking, Hindrance } from "./asking";
import { type Held, heldBy, Superseded, statusOf, tell } from "./held";
import { type RecordedCall, readRecorded } from "./recorded";
import { isMeasure, replayOf, type Yardstick } from "./replay";

type CandidateRow = typeof evaluationCandidates.$inferSelect;
type Ended = "accepted" | "dropped" | "hopeless" | "undecided";

export type Trial = {
  db: Database;
  held: Held;
  /** Ids of calls, in the order in which they are replayed. */
  sample: readonly string[];
  design: DecisionDesign;
  yardstick: Yardstick;
  asking: Asking;
  /** Output tokens of the longest recorded answer. */
  longest: number;
  models: [incumbent: ModelInfo, candidate: ModelInfo];
  candidate: CandidateRow;
  signal: AbortSignal;
};

export type TrialEnd = { type: "ended"; state: Ended } | { type: "stopped" } | Hindrance;

/** Pairs that are replayed together: what a person sees moves that often, and a pause takes that long. */
const PAIRS = 2 * CALLS_AT_ONCE;
/** A part of the sample that failed on the way is asked for so often, beyond the gateway's own tries. */
const TRIES = 3;

const stateOf: Record<Exclude<Decision["state"], "open">, Ended> = {
  replace: "accepted",
  keep: "dropped",
  hopeless: "hopeless",
  spent: "undecided",
};

/**
 * Replays the sample on the incumbent and a candidate until the pairs decide, part by part. Losses are added in the order of the sample, whichever
 * answers came first: the decision's guarantee is for an order that doesn't hang on the answers.
 */
export async function tryCandidate(trial: Trial): Promise<TrialEnd> {
  const { db, held, sample, design, candidate, asking, yardstick, models, longest } = trial;
  let progress: Progress = {
    seen: candidate.seen,
    pairs: candidate.pairs,
    losses: candidate.losses === null ? [] : Losses.parse(candidate.losses),
    more: candidate.more,
    history: z.array(HistoryPoint).parse(candidate.history),
  };
  await writeProgress(trial, progress, "running");
  for (let tries = 0; ; ) {
    const decision = decide(design, progress.losses);
    if (decision.state !== "open") return { type: "ended", state: await end(trial, progress, stateOf[decision.state]) };
    if (progress.seen >= sample.length) return { type: "ended", state: await end(trial, progress, "undecided") };
    if ((await statusOf(db, held)) !== "running") return { type: "stopped" };

    const until = Math.min(PAIRS, (decision.nextLook ?? sample.length) - progress.pairs);
    const part = sample.slice(progress.seen, progress.seen + Math.max(1, until));
    const read = await readRecorded(db, held.workspaceId, part);
    const calls = new Map([...read].filter(([, call]) => isMeasure(yardstick, call)));
    const replays = [...calls.values()].flatMap((call) => models.map((model) => replayOf(call, model, longest)));
    const hindrance = await asking.ask(replays);
    progress = withPart(trial, progress, part, calls);
    await writeProgress(trial, progress, "running");
    if (hindrance === null) tries = 0;
    else if (hindrance.type === "budget") {
      await writeProgress(trial, progress, "undecided");
      return hindrance;
    } else if (!hindrance.error.retryable || ++tries >= TRIES) return hindrance;
  }
}

/** How far a candidate has come: into the sample, and in pairs that could be compared. */
type Progress = { seen: number; pairs: number; losses: Losses; more: number | null; history: HistoryPoint[] };

/** Adds the losses of a part of the sample, up to the first pair that is not whole. Calls that are gone, can't be sent again, or measure nothing are passed over. */
function withPart(
  { design, asking, models }: Trial,
  before: Progress,
  part: readonly string[],
  calls: ReadonlyMap<string, RecordedCall>,
): Progress {
  const [incumbent, candidate] = models;
  let { seen, pairs, losses } = before;
  for (const id of part) {
    if (calls.has(id)) {
      const [own, other] = [asking.scoreOf(incumbent.key, id), asking.scoreOf(candidate.key, id)];
      if (own === undefined || other === undefined) break;
      losses = addLoss(losses, pairedLoss({ incumbent: own, candidate: other }));
      pairs += 1;
    }
    seen += 1;
  }
  if (pairs === before.pairs) return { ...before, seen };
  const { estimate, low, high, more } = decide(design, losses);
  // Before the first look nothing is known.
  const point = estimate === null || high - low >= 2 ? [] : [{ pairs, estimate, low, high }];
  return { seen, pairs, losses, more, history: [...before.history, ...point] };
}

async function end(trial: Trial, progress: Progress, state: Ended): Promise<Ended> {
  await writeProgress(trial, progress, state);
  return state;
}

/** Stores how far it has come, if the evaluation is still held, and tells who follows it. @throws Superseded */
async function writeProgress(
  { db, held, candidate }: Trial,
  { seen, pairs, losses, more, history }: Progress,
  state: CandidateRow["state"],
): Promise<void> {
  const written = await db
    .update(evaluationCandidates)
    .set({ seen, pairs, losses, more: state === "accepted" || state === "dropped" ? null : more, history, state })
    .where(
      and(
        eq(evaluationCandidates.evaluationId, held.id),
        eq(evaluationCandidates.model, candidate.model),
        exists(db.select({ id: evaluations.id }).from(evaluations).where(heldBy(held))),
      ),
    )
    .returning({ model: evaluationCandidates.model });
  if (written.length === 0) throw new Superseded();
  await tell(db, held.id);
}
