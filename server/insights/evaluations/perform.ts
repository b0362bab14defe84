import "server-only";
import { asc, eq } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { itemsFor } from "@/core/evaluation/expected";
import { EvaluationPlan, FEWEST_ITEMS, MOST_ITEMS } from "@/core/evaluation/plan";
import type { Verdict } from "@/core/evaluation/report";
import { sampleStratified } from "@/core/evaluation/sample";
import type { ModelInfo } from "@/core/models";
import { designDecision } from "@/core/replacement/decision";
import { seededRandom } from "@/core/statistics/random";
import type { Database } from "@/db/client";
import { evaluationCandidates } from "@/db/schema/evaluations";
import { openCuration } from "../../curation/policy";
import type { JobEnd } from "../../engine/pump";
import type { ModelGateway } from "../../models/gateway";
import { listModels } from "../../models/registry";
import { within } from "../../scope";
import { type Asking, openAsking } from "./asking";
import { endRunning, type Held, Superseded, settleRest, takeEvaluation, tell, writeHeld } from "./held";
import { openLedger } from "./ledger";
import { callsToChooseFrom, countRecorded, type RecordedPlace, someRecorded } from "./recorded";
import { yardstickOf } from "./replay";
import { tryCandidate } from "./tryCandidate";

export type EvaluationDeps = { db: Database; gateway: ModelGateway; worker: number; now?: () => Date };

type Row = NonNullable<Awaited<ReturnType<typeof takeEvaluation>>>;

/** Answers that are looked at to see which kind of task it is. */
const LOOKED_AT = 100;

/** Goes on with an evaluation from its rows until it has ended, rests, or is stopped. */
export async function performEvaluation(deps: EvaluationDeps, id: string, signal: AbortSignal): Promise<JobEnd> {
  const { db, worker, now = () => new Date() } = deps;
  const row = await takeEvaluation(db, id, worker, now());
  if (row === null) return "done";
  const held: Held = { id, workspaceId: row.workspaceId, epoch: row.epoch };
  try {
    const end = await evaluate(deps, row, held, signal);
    if (end === "stopped") await settleRest(db, held);
    else if (!(await endRunning(db, held, { ...end, finishedAt: end.status === "paused" ? null : now() }))) await settleRest(db, held);
    return "done";
  } catch (error) {
    if (error instanceof Superseded) return "done";
    // It is given to another worker, or was cancelled or paused by a person: its row says which.
    if (signal.aborted)
      return settleRest(db, held).then(
        () => "released",
        () => "released",
      );
    if (!(error instanceof MinnowError)) throw error;
    await writeHeld(db, held, { status: "paused", worker: null, error: { code: error.code, params: error.params } });
    return "done";
  } finally {
    await tell(db, id);
  }
}

type End = { status: "done"; verdict: Verdict } | { status: "failed" | "paused"; error: { code: string; params: MinnowError["params"] } };

async function evaluate(deps: EvaluationDeps, row: Row, held: Held, signal: AbortSignal): Promise<End | "stopped"> {
  const { db, gateway } = deps;
  const { workspaceId, graphId, nodeId, fingerprint, incumbent } = row;
  const plan = EvaluationPlan.parse(row.plan);
  const place = { workspaceId, graphId, nodeId, fingerprint, model: incumbent };
  const sample = row.sample ?? (await chooseSample(db, held, place, plan));
  if (sample.length < FEWEST_ITEMS)
    return { status: "failed", error: { code: "evaluation_few_calls", params: { calls: sample.length, needed: FEWEST_ITEMS } } };
  const [some, { longest }, { policy, redaction }] = await Promise.all([
    someRecorded(db, place, LOOKED_AT),
    countRecorded(db, place, MOST_ITEMS),
    openCuration({ db, workspaceId }),
  ]);
  const yardstick = yardstickOf(some);
  const ledger = openLedger(db, held, plan, row);
  const asking: Asking = await openAsking({ db, gateway, held, yardstick, ledger, signal, redaction: policy.calls ? redaction : null });
  // The chance of a mistake is split among the candidates (Bonferroni): any one of them may be accepted.
  const design = designDecision({ tolerance: plan.tolerance, alpha: plan.alpha / plan.candidates.length, most: sample.length });
  const candidates = await db
    .select()
    .from(evaluationCandidates)
    .where(within(held, evaluationCandidates, eq(evaluationCandidates.evaluationId, held.id)))
    .orderBy(asc(evaluationCandidates.position));

  const open = new Set<"hopeless" | "sample">();
  for (const candidate of candidates) {
    if (candidate.state === "dropped") continue;
    if (candidate.state === "undecided" || candidate.state === "hopeless") {
      open.add(candidate.state === "hopeless" ? "hopeless" : "sample");
      continue;
    }
    const models = await readModels(db, workspaceId, [incumbent, candidate.model]);
    const end = await tryCandidate({ db, held, sample, design, yardstick, asking, longest, models, candidate, signal });
    if (end.type === "stopped") return "stopped";
    if (end.type === "failure") return { status: "paused", error: { code: end.error.code, params: end.error.params } };
    if (end.type === "budget") return { status: "done", verdict: { type: "undecided", reason: end.what } };
    if (end.state === "accepted") return { status: "done", verdict: { type: "replace", model: candidate.model } };
    if (end.state !== "dropped") open.add(end.state === "hopeless" ? "hopeless" : "sample");
  }
  const [reason] = [...open].toSorted().toReversed();
  return { status: "done", verdict: reason === undefined ? { type: "keep" } : { type: "undecided", reason } };
}

/** The calls that are replayed: by the plan's seed from those that are recorded when it begins, and kept from then on. */
async function chooseSample(
  db: Database,
  held: Held,
  place: RecordedPlace,
  { seed, mostCalls }: EvaluationPlan,
): Promise<readonly string[]> {
  const calls = await callsToChooseFrom(db, place);
  const sample = sampleStratified(calls, itemsFor(calls.length, mostCalls), seededRandom(seed)).map(({ id }) => id);
  await writeHeld(db, held, { sample });
  return sample;
}

/** @throws MinnowError `model_missing` when one has left the registry or is switched off, `evaluation_unpriced` */
async function readModels(
  db: Database,
  workspaceId: string,
  keys: [incumbent: string, candidate: string],
): Promise<[ModelInfo, ModelInfo]> {
  const models = await listModels({ db, workspaceId });
  const find = (key: string): ModelInfo => {
    const model = models.find((one) => one.key === key && one.enabled);
    if (model === undefined) throw new MinnowError("model_missing", { model: key });
    if (model.inputPrice === null || model.outputPrice === null) throw new MinnowError("evaluation_unpriced", { model: model.label });
    return model;
  };
  return [find(keys[0]), find(keys[1])];
}
