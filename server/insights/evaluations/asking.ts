import "server-only";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { MinnowError } from "@/core/errors";
import { Answer } from "@/core/evaluation/answer";
import { CALLS_AT_ONCE } from "@/core/evaluation/plan";
import { AnswerError } from "@/core/evaluation/report";
import type { Redaction } from "@/core/privacy/redact";
import type { Database } from "@/db/client";
import { evaluationItems, evaluations } from "@/db/schema/evaluations";
import { runs } from "@/db/schema/runs";
import { curateAnswer } from "../../curation/answers";
import type { ModelGateway } from "../../models/gateway";
import { limiter } from "../../models/limiter";
import { type Held, heldBy, Superseded } from "./held";
import type { Ledger } from "./ledger";
import { agreementWith, compared, costOf, isOwnFailure, type Replay, type Replayed, type Yardstick } from "./replay";

type ItemRow = typeof evaluationItems.$inferInsert;
type Measured = Pick<ItemRow, "simulated" | "reused" | "inputTokens" | "outputTokens" | "cost" | "latencyMs">;

/** What a model has answered to an equal request of the same evaluation. */
const Known = z.object({ answer: Answer.nullable(), error: AnswerError.nullable(), simulated: z.boolean() });
type Known = z.infer<typeof Known>;

export type AskingDeps = {
  db: Database;
  gateway: ModelGateway;
  held: Held;
  yardstick: Yardstick;
  ledger: Ledger;
  /** What is taken out of answers before they are stored; null when nothing is. */
  redaction: Redaction | null;
  signal: AbortSignal;
};

/** Why a part of the replays was not made. */
export type Hindrance = { type: "budget"; what: "calls" | "money" } | { type: "failure"; error: MinnowError };

export type Asking = {
  /** How well a model's answer to a call agrees with the recorded one; undefined when it hasn't been asked. */
  scoreOf(model: string, callId: string): number | undefined;
  /** Makes the replays that haven't been made, some at once. What is answered is stored at once, each by itself. */
  ask(replays: readonly Replay[]): Promise<Hindrance | null>;
};

const keyOf = (model: string, part: string) => `${model} ${part}`;

/** Everything an evaluation has been answered so far, and the way to ask for more: nothing is asked twice. */
export async function openAsking(deps: AskingDeps): Promise<Asking> {
  const { db, held, yardstick, ledger, gateway, signal, redaction } = deps;
  const scores = new Map<string, number>();
  const known = new Map<string, Known>();
  const rows = await db
    .select()
    .from(evaluationItems)
    .where(and(eq(evaluationItems.evaluationId, held.id), eq(evaluationItems.workspaceId, held.workspaceId)));
  for (const row of rows) {
    scores.set(keyOf(row.model, row.callId), row.score);
    if (row.requestHash !== null) known.set(keyOf(row.model, row.requestHash), Known.parse(row));
  }
  const slots = limiter(CALLS_AT_ONCE);

  /** @param paid null when nothing was sent */
  const store = async (replay: Replay, replayed: Replayed, measured: Measured, paid: number | null) => {
    const { call, request, requestHash, bound } = replay;
    const { answer, agreement, score, error } = replayed;
    const body = { answer, agreement, error, requestHash };
    const curated = redaction === null ? body : curateAnswer(body, redaction);
    const about = { evaluationId: held.id, callId: call.id, model: request.model, workspaceId: held.workspaceId, runId: call.runId };
    await db.transaction(async (transaction) => {
      if (paid !== null) await ledger.settle(transaction, bound, paid);
      else if ((await transaction.select({ id: evaluations.id }).from(evaluations).where(heldBy(held))).length === 0)
        throw new Superseded();
      await insertItem(transaction, { ...measured, ...about, ...curated, score });
    });
    scores.set(keyOf(request.model, call.id), score);
  };

  const askOne = async (replay: Replay): Promise<MinnowError | null> => {
    const release = await slots.acquire(signal);
    try {
      const { request, requestHash, bound } = replay;
      const outcome = await gateway.call(held.workspaceId, request, signal, `evaluation ${held.id}`);
      const { record } = outcome;
      const paid = costOf(outcome, bound);
      if (!outcome.ok && !isOwnFailure(outcome.error)) {
        await ledger.settle(db, bound, paid);
        return outcome.error;
      }
      const replayed = compared(yardstick, replay, outcome);
      const { simulated, inputTokens, outputTokens, latencyMs } = record;
      await store(replay, replayed, { simulated, inputTokens, outputTokens, cost: paid, latencyMs, reused: false }, paid);
      if (requestHash !== null) known.set(keyOf(request.model, requestHash), { ...replayed, simulated });
      return null;
    } finally {
      release();
    }
  };

  const answerAgain = async (replay: Replay, { answer, error, simulated }: Known) => {
    const agreed = answer === null || error !== null ? { agreement: null, score: 0 } : agreementWith(yardstick, replay.call, answer);
    await store(replay, { answer, error, ...agreed }, { simulated, reused: true, cost: 0 }, null);
  };
  const equalTo = ({ request, requestHash }: Replay) => (requestHash === null ? undefined : keyOf(request.model, requestHash));
  const answerKnown = async (replays: readonly Replay[]) => {
    for (const replay of replays) {
      const answered = known.get(equalTo(replay) ?? "");
      if (answered !== undefined) await answerAgain(replay, answered);
    }
  };

  return {
    scoreOf: (model, callId) => scores.get(keyOf(model, callId)),
    async ask(replays) {
      const open = () => replays.filter(({ request, call }) => !scores.has(keyOf(request.model, call.id)));
      await answerKnown(open());
      const first = new Set<string>();
      const wanted = open().filter((replay) => {
        const equal = equalTo(replay);
        if (equal === undefined) return true;
        if (first.has(equal)) return false;
        first.add(equal);
        return true;
      });
      const granted = await ledger.reserve(wanted.map(({ bound }) => bound));
      const what = ledger.exhausted;
      const asked = await Promise.allSettled(wanted.slice(0, granted).map(askOne));
      const broken = asked.find((one) => one.status === "rejected");
      if (broken !== undefined) throw broken.reason;
      await answerKnown(open());
      const failed = asked.flatMap((one) => (one.status === "fulfilled" && one.value !== null ? [one.value] : []))[0];
      if (failed !== undefined) return { type: "failure", error: failed };
      return what === null ? null : { type: "budget", what };
    },
  };
}

/** A run may have been deleted since its call was read: then its answers go, too. */
async function insertItem(db: Pick<Database, "execute" | "insert" | "select">, item: ItemRow): Promise<void> {
  const [run] = await db.select({ id: runs.id }).from(runs).where(eq(runs.id, item.runId)).for("key share");
  if (run !== undefined) await db.insert(evaluationItems).values(item).onConflictDoNothing();
}
