import type { ActivationView, RunEvent, RunStatus, RunView } from "./events";

const finished: readonly RunStatus[] = ["succeeded", "failed", "cancelled"];

export const hasFinished = (status: RunStatus): boolean => finished.includes(status);

/**
 * The run as it is after an event. Events that the view already includes, or that tell of an attempt
 * older than the one it shows, change nothing: duplicate delivery and replay are harmless.
 * @param id of the event; they rise within a run
 */
export function applyRunEvent(run: RunView, id: number, event: RunEvent): RunView {
  if (id <= run.lastEventId) return run;
  const next: RunView = { ...run, lastEventId: id };
  switch (event.type) {
    case "run.started":
      return hasFinished(run.status) ? next : { ...next, status: "running", startedAt: run.startedAt ?? event.at };
    case "activation.started":
      return isStale(run, event) ? next : { ...withActivation(next, started(run, event)), streamed: without(run.streamed, event.path) };
    case "activation.tokens":
      return isStale(run, event)
        ? next
        : { ...next, streamed: { ...run.streamed, [event.path]: (run.streamed[event.path] ?? "") + event.text } };
    case "activation.retrying": {
      const current = activationAt(run, event.path);
      if (current === undefined || isStale(run, event)) return next;
      return { ...withActivation(next, { ...current, error: event.error }), streamed: without(run.streamed, event.path) };
    }
    case "activation.waiting": {
      const current = activationAt(run, event.path);
      return current === undefined || isStale(run, event) ? next : withActivation(next, { ...current, status: "waiting" });
    }
    case "run.pausing":
      return { ...next, pauseRequested: event.requested };
    case "run.parked":
      return hasFinished(run.status) ? next : { ...next, status: event.status };
    case "activation.finished": {
      const { activation } = event;
      return {
        ...withActivation(next, activation),
        streamed: without(run.streamed, activation.path),
        simulated: run.simulated || (activation.usage?.simulated ?? false),
      };
    }
    case "run.finished":
      return { ...next, status: event.status, output: event.output, error: event.error, finishedAt: event.at, streamed: {} };
  }
}

const activationAt = (run: RunView, path: string): ActivationView | undefined =>
  run.activations.find((activation) => activation.path === path);

/** Has the activation ended, or got further than this attempt? */
function isStale(run: RunView, { path, attempt }: { path: string; attempt: number }): boolean {
  const current = activationAt(run, path);
  return current !== undefined && ((current.status !== "running" && current.status !== "waiting") || current.attempt > attempt);
}

const started = (
  run: RunView,
  { path, graphId, nodeId, kind, attempt, at }: Extract<RunEvent, { type: "activation.started" }>,
): ActivationView => ({
  path,
  graphId: graphId ?? run.graphId,
  nodeId,
  kind,
  status: "running",
  attempt,
  startedAt: at,
  finishedAt: null,
  inputs: null,
  outputs: null,
  error: null,
  logs: [],
  reused: false,
  usage: null,
});

function withActivation(run: RunView, activation: ActivationView): RunView {
  const index = run.activations.findIndex(({ path }) => path === activation.path);
  return { ...run, activations: index === -1 ? [...run.activations, activation] : run.activations.with(index, activation) };
}

function without(texts: Record<string, string>, path: string): Record<string, string> {
  const { [path]: _, ...others } = texts;
  return others;
}
