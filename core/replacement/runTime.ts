import { advance, begin } from "../engine/advance";
import { AgentMove } from "../engine/agent";
import type { Effect, EngineEvent } from "../engine/effects";
import type { ActivationView, RunError } from "../engine/events";
import type { Level } from "../engine/level";
import { ReadyQueue } from "../engine/ready";
import type { JsonObject } from "../graph/json";

/** An activation as it was journaled. Milliseconds since 1970; what was skipped never started. */
export type RecordedFiring = Pick<ActivationView, "path" | "takenFrom"> & {
  status: "succeeded" | "failed" | "skipped" | "cancelled";
  startedAt: number | null;
  finishedAt: number;
  outputs: JsonObject | null;
  error: RunError | null;
};

export type RecordedRun = { startedAt: number; finishedAt: number; firings: readonly RecordedFiring[] };

/** How long the run would have taken had some activations taken so long, by path; null when the record doesn't tell. Milliseconds. */
export type Retimed = (durations: ReadonlyMap<string, number>) => number | null;

/** What was ready and started may differ by so much the wrong way round: workers' and the database's clocks do. Milliseconds. */
const CLOCKS_MS = 20;

/**
 * Replays a run that ended well through the scheduler itself, in virtual time: whatever is started ends with its recorded outcome, after its
 * recorded duration or another one. So limits of concurrency, loops, races and what lies beside the critical path count as they do in a run.
 * Assumed to stay as it was: what an activation gave, with it the branches taken, items and rounds; the time between its inputs being there
 * and its start (for slots, rate limits, durable writes, breakpoints, a pause); its retries and rests; how long people took. A node's limit of
 * time isn't applied.
 *
 * With durations as recorded it gives the recorded time exactly.
 * @returns null when the record isn't of this plan, or has parts taken from another run. `Retimed` gives null where the other durations lead to
 * what was never recorded: another winner of a race, or an activation that had been stopped going on to its end.
 */
export function replayable(plan: Level, { startedAt, finishedAt, firings }: RecordedRun): Retimed | null {
  if (firings.some(({ takenFrom }) => takenFrom === "record")) return null;
  const recorded = new Map(firings.map((firing) => [firing.path, firing]));
  const before = play(plan, recorded, (firing) => firing.finishedAt - startedAt);
  if (before === null) return null;
  const waits = new Map<string, number>();
  for (const { path, startedAt: began, status } of firings) {
    if (began === null) continue;
    const entered = before.entered.get(path);
    if (entered !== undefined) waits.set(path, began - startedAt - entered.at);
    // What was stopped inside a container in the moment it began may never have been entered here.
    else if (status !== "cancelled" && !before.opened.has(path)) return null;
  }
  const closing = finishedAt - startedAt - before.endedAt;
  if (closing < -CLOCKS_MS || [...waits.values()].some((wait) => wait < -CLOCKS_MS)) return null;
  return (durations) => {
    const after = play(plan, recorded, ({ path, startedAt: began, finishedAt: ended }, readyAt) => {
      const wait = waits.get(path);
      return wait === undefined ? null : readyAt + wait + (durations.get(path) ?? ended - began);
    });
    if (after === null) return null;
    for (const [path, { ports }] of after.entered) if (before.entered.get(path)?.ports !== ports) return null;
    return after.endedAt + closing;
  };
}

type Started = RecordedFiring & { startedAt: number };
type Due = { at: number; event: EngineEvent | { type: "unrecorded"; activation: string } };
type Played = {
  /** When each activation's inputs were there, and at which ports. */
  entered: Map<string, { at: number; ports: string }>;
  /** Containers. */
  opened: Set<string>;
  endedAt: number;
};

/**
 * Runs a plan in virtual time, from 0.
 * @param endOf when an activation ends whose inputs are there at `readyAt`; null when nobody knows
 * @returns null when the run doesn't come to a good end by what is recorded
 */
function play(
  plan: Level,
  recorded: ReadonlyMap<string, RecordedFiring>,
  endOf: (firing: Started, readyAt: number) => number | null,
): Played | null {
  const due = new ReadyQueue<Due>();
  const played: Played = { entered: new Map(), opened: new Set(), endedAt: 0 };
  let now = 0;
  const { state, effects } = begin(plan, "");
  let pending: Effect[] = effects;
  for (;;) {
    for (const effect of pending) {
      if (effect.type === "finish") return effect.outcome.status === "succeeded" ? { ...played, endedAt: now } : null;
      if (effect.type !== "start" && effect.type !== "opened") continue;
      const { activation, inputs } = effect;
      const firing = recorded.get(activation);
      const isPinned = firing?.takenFrom === "pin";
      if (effect.type === "opened" && !isPinned) {
        played.opened.add(activation);
        continue;
      }
      played.entered.set(activation, { at: now, ports: Object.keys(inputs).sort().join(" ") });
      // What was stopped before it started, such as the body of a container that is pinned, has no end of its own.
      if (firing === undefined || firing.startedAt === null) continue;
      const at = endOf({ ...firing, startedAt: firing.startedAt }, now);
      const event = outcomeOf(firing, effect);
      if (at === null || event === null) return null;
      // In the moment in which another activation ends and so stops it, that comes first.
      due.push({ at, event }, event.type === "unrecorded" ? -at - 1 : -at);
    }
    const next = due.pop();
    if (next === undefined) return null;
    now = Math.max(now, next.at);
    const { event } = next;
    if (event.type !== "unrecorded") pending = advance(state, event).effects;
    else if (state.active.has(event.activation)) return null;
    else pending = [];
  }
}

/** What an activation ended with; of one that was stopped nobody knows. Null when what is recorded of it can't be read. */
function outcomeOf({ status, outputs, error }: RecordedFiring, effect: Extract<Effect, { type: "start" | "opened" }>): Due["event"] | null {
  const { activation, planned } = effect;
  const attempt = effect.type === "start" ? effect.attempt : 1;
  if (status === "cancelled" || status === "skipped") return { type: "unrecorded", activation };
  if (outputs !== null) {
    const isMove = effect.type === "start" && planned.container?.rule.type === "agent";
    return isMove && !AgentMove.safeParse(outputs).success ? null : { type: "completed", activation, attempt, outputs };
  }
  if (error === null) return null;
  const failure = { code: error.code, params: error.params, message: error.code, retryable: false };
  return { type: "failed", activation, attempt, failure };
}
