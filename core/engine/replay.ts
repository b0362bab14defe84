import type { ActivationView, RunView } from "./events";
import { hasFinished } from "./live";

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text));

/** When it came into the record; what was skipped never began, it only ended. Milliseconds since 1970. */
const beganAt = ({ status, startedAt, finishedAt }: ActivationView): number =>
  timeOf(status === "skipped" ? (finishedAt ?? startedAt) : (startedAt ?? finishedAt)) ?? Number.NEGATIVE_INFINITY;

/** When nothing of the run changes any more; never, while it goes on. */
function endOf({ status, finishedAt, activations }: RunView): number {
  if (!hasFinished(status)) return Number.POSITIVE_INFINITY;
  return activations.reduce((end, { finishedAt }) => Math.max(end, timeOf(finishedAt) ?? end), timeOf(finishedAt) ?? 0);
}

/** From when to when a run can be looked at. Milliseconds since 1970; `now` is the end of one that still goes on. */
export function spanOf(run: RunView, now: number): { startMs: number; endMs: number } {
  const startMs = timeOf(run.startedAt) ?? Date.parse(run.createdAt);
  const endMs = endOf(run);
  return { startMs, endMs: Math.max(startMs, Number.isFinite(endMs) ? endMs : now) };
}

/**
 * A run as it was at a moment: what had not begun is absent, what had not ended still runs and has given nothing yet. What it had
 * written by then is not on record. From its end on it is the run itself. Takes O(activations).
 * @param atMs milliseconds since 1970; of a run that still goes on, Infinity is now
 * @param waits kinds whose nodes wait for a person while they are under way
 */
export function runAt(run: RunView, atMs: number, waits: (kind: string) => boolean = () => false): RunView {
  if (atMs >= endOf(run)) return run;
  const startedAt = timeOf(run.startedAt);
  const began = startedAt !== null && startedAt <= atMs;
  return {
    ...run,
    status: began ? "running" : "queued",
    pauseRequested: false,
    output: null,
    error: null,
    startedAt: began ? run.startedAt : null,
    finishedAt: null,
    activations: run.activations.flatMap((activation) => (beganAt(activation) <= atMs ? [activationAt(activation, atMs, waits)] : [])),
    streamed: {},
  };
}

function activationAt(activation: ActivationView, atMs: number, waits: (kind: string) => boolean): ActivationView {
  const end = timeOf(activation.finishedAt);
  if (end === null || end <= atMs) return activation;
  const status = waits(activation.kind) ? "waiting" : "running";
  return { ...activation, status, finishedAt: null, outputs: null, error: null, logs: [], usage: null };
}

/**
 * The moments at which anything of a run changed, rising; its start is the first, and its end the last when it has one. Between two of
 * them it stayed as it was. What was taken over from another run was there from the start. Milliseconds since 1970.
 */
export function momentsOf(run: RunView): number[] {
  const { startMs } = spanOf(run, 0);
  const end = endOf(run);
  const all = run.activations.flatMap((activation) => [beganAt(activation), timeOf(activation.finishedAt) ?? startMs]);
  const moments = new Set([startMs, ...all.map((moment) => Math.max(moment, startMs))]);
  if (Number.isFinite(end)) moments.add(Math.max(end, startMs));
  return [...moments].sort((a, b) => a - b);
}
