import type { ActivationView, RunEvent, RunStatus, RunView } from "./events";

const finished: readonly RunStatus[] = ["succeeded", "failed", "cancelled"];

export const hasFinished = (status: RunStatus): boolean => finished.includes(status);

/**
 * The run as it is after what one commit told of it. What the view already includes, or what tells of an attempt older than the
 * one it shows, changes nothing: duplicate delivery and replay are harmless. Takes O(activations + events).
 * @param id of the commit; they rise within a run
 */
export function applyRunEvents(run: RunView, id: number, events: readonly RunEvent[]): RunView {
  if (id <= run.lastEventId) return run;
  const next: RunView = { ...run, activations: [...run.activations], streamed: { ...run.streamed }, lastEventId: id };
  const places = new Map(next.activations.map(({ path }, place) => [path, place]));
  const at = (path: string): ActivationView | undefined => next.activations[places.get(path) ?? -1];
  const put = (activation: ActivationView) => {
    const place = places.get(activation.path) ?? next.activations.length;
    places.set(activation.path, place);
    next.activations[place] = activation;
  };
  /** Has the activation ended, or got further than this attempt? */
  const isStale = ({ path, attempt }: { path: string; attempt: number }): boolean => {
    const current = at(path);
    return current !== undefined && ((current.status !== "running" && current.status !== "waiting") || current.attempt > attempt);
  };
  for (const event of events) {
    switch (event.type) {
      case "run.started":
        if (!hasFinished(next.status)) Object.assign(next, { status: "running", startedAt: next.startedAt ?? event.at });
        break;
      case "activation.started":
        if (isStale(event)) break;
        put(started(next, event));
        delete next.streamed[event.path];
        break;
      case "activation.tokens":
        if (!isStale(event)) next.streamed[event.path] = (next.streamed[event.path] ?? "") + event.text;
        break;
      case "activation.retrying": {
        const current = at(event.path);
        if (current === undefined || isStale(event)) break;
        put({ ...current, error: event.error });
        delete next.streamed[event.path];
        break;
      }
      case "activation.waiting": {
        const current = at(event.path);
        if (current !== undefined && !isStale(event)) put({ ...current, status: "waiting" });
        break;
      }
      case "run.pausing":
        next.pauseRequested = event.requested;
        break;
      case "run.parked":
        if (!hasFinished(next.status)) next.status = event.status;
        break;
      case "activation.finished":
        put(event.activation);
        delete next.streamed[event.activation.path];
        next.simulated ||= event.activation.usage?.simulated ?? false;
        break;
      case "run.finished": {
        const { status, output, error, at: finishedAt } = event;
        Object.assign(next, { status, output, error, finishedAt, streamed: {} });
        break;
      }
    }
  }
  return next;
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
  takenFrom: null,
  usage: null,
});
