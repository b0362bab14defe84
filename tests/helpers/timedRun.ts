import { advance, begin } from "@/core/engine/advance";
import type { Effect, EngineEvent } from "@/core/engine/effects";
import type { Level, PlannedNode } from "@/core/engine/level";
import type { JsonObject } from "@/core/graph/json";
import type { RecordedFiring, RecordedRun } from "@/core/replacement/runTime";

/** How a node behaves: how long it waits for a slot, and then takes. Whole milliseconds, as they are recorded. */
export type Timed = { waits: number; takes: number; fails: boolean; outputs: JsonObject };
export type TimedNature = (path: string, planned: PlannedNode, inputs: JsonObject) => Timed;

type Open = { startedAt: number };
type Due = { at: number; event: EngineEvent };

/**
 * Runs a plan in virtual time and journals it as the engine does.
 * @param began milliseconds since 1970
 * @returns null when the run fails
 */
export function timedRun(plan: Level, nature: TimedNature, began = 0): RecordedRun | null {
  const firings: RecordedFiring[] = [];
  const open = new Map<string, Open>();
  const due: Due[] = [];
  let now = 0;
  const settle = (path: string, status: RecordedFiring["status"], outputs: JsonObject | null = null, code: string | null = null) => {
    const startedAt = open.get(path)?.startedAt ?? null;
    open.delete(path);
    const times = { startedAt: startedAt === null || startedAt > now ? null : began + startedAt, finishedAt: began + now };
    firings.push({ path, status, ...times, outputs, error: code === null ? null : { code, params: {} }, takenFrom: null });
  };
  const { state, effects } = begin(plan, "");
  let pending: readonly Effect[] = effects;
  for (;;) {
    for (const effect of pending) {
      if (effect.type === "finish")
        return effect.outcome.status === "succeeded" ? { startedAt: began, finishedAt: began + now, firings } : null;
      const { activation: path, planned } = effect;
      if (effect.type === "opened") open.set(path, { startedAt: now });
      if (effect.type === "closed") settle(path, "succeeded", effect.outputs);
      if (effect.type === "skipped") settle(path, "skipped");
      if (effect.type === "abandoned") settle(path, "cancelled");
      if (effect.type === "settledFailure") settle(path, "failed", effect.outputs, effect.failure.code);
      if (effect.type !== "start") continue;
      const { waits, takes, fails, outputs } = nature(path, planned, effect.inputs);
      open.set(path, { startedAt: now + waits });
      const about = { activation: path, attempt: effect.attempt };
      const failure = { code: "node_crashed", params: {}, message: "node_crashed", retryable: false };
      const event: EngineEvent = fails ? { type: "failed", ...about, failure } : { type: "completed", ...about, outputs };
      due.push({ at: now + waits + takes, event });
    }
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    if (next === undefined) return null;
    now = next.at;
    const { event } = next;
    if (event.type === "completed" && state.active.has(event.activation)) settle(event.activation, "succeeded", event.outputs);
    pending = advance(state, event).effects;
  }
}
