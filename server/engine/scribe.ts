import "server-only";
import type { ActivationStatus, RunError } from "@/core/engine/events";
import type { PlannedNode } from "@/core/engine/level";
import type { JsonObject } from "@/core/graph/json";
import type { activations, runs } from "@/db/schema/runs";
import { type CallRow, usageOf } from "./calls";
import type { JournalEntry, RunEndRow } from "./commit";
import type { Journal } from "./journal";
import type { StoredEvent } from "./storedEvents";

/** What is known of an activation while it runs, over all its attempts. */
export type Journey = {
  path: string;
  planned: PlannedNode;
  attempt: number;
  inputs: JsonObject | null;
  startedAt: Date | null;
  logs: string[];
  calls: CallRow[];
  /** Aborted when nobody waits for it any more. */
  stop: AbortController;
  takenFrom?: "pin";
  /** Of a container with a time limit. */
  timer?: NodeJS.Timeout;
};

const MAX_LOG_LINES = 1_000;
const MAX_LOG_LINE = 2_000;

export const logTo = (journey: Journey) => (line: string) => {
  if (journey.logs.length < MAX_LOG_LINES) journey.logs.push(line.slice(0, MAX_LOG_LINE));
};

/** How an activation ended. */
export type Ending = {
  journey: Journey;
  status: Exclude<ActivationStatus, "running" | "waiting">;
  outputs?: JsonObject | null;
  error?: RunError | null;
};

export type Scribe = {
  runStarted(): void;
  attemptStarted(journey: Journey): void;
  text(journey: Journey, text: string): void;
  call(row: CallRow): void;
  /** It waits for a person. */
  waiting(journey: Journey): void;
  pausing(requested: boolean): void;
  retrying(journey: Journey, delayMs: number, error: RunError): void;
  ended(ending: Ending): void;
  /** The run's end and that of what it ended with it, written together or not at all. */
  runEnded(end: Omit<RunEndRow, "finishedAt">, endings: readonly Ending[]): Promise<void>;
  /** Resolves when everything told so far is durable. */
  durable(): Promise<void>;
};

/**
 * Writes down what happens in one run: rows for the record, events for who watches.
 * @param failed told when something could not be written, a lost lease included
 */
export function openScribe(journal: Journal, run: typeof runs.$inferSelect, now: () => Date, failed: (error: unknown) => void): Scribe {
  const { id: runId, epoch, workspaceId, graphId } = run;
  let last: Promise<void> = Promise.resolve();

  const write = (entry: Omit<JournalEntry, "runId" | "epoch">): void => {
    last = journal.append({ runId, epoch, ...entry });
    last.catch(failed);
  };
  const tell = (event: StoredEvent) => write({ events: [event] });

  const rowOf = ({ journey, status, outputs = null, error = null }: Ending): typeof activations.$inferInsert => {
    const { path, planned, attempt, inputs, startedAt, logs, takenFrom } = journey;
    const { id: nodeId, kind } = planned.node;
    return {
      runId,
      path,
      workspaceId,
      graphId: planned.graphId ?? graphId,
      nodeId,
      kind,
      status,
      attempt,
      inputs,
      outputs,
      error,
      logs,
      takenFrom,
      startedAt,
      finishedAt: now(),
    };
  };
  const eventOf = ({ journey: { path, calls } }: Ending): StoredEvent => ({
    type: "activation.finished",
    activation: { path, usage: usageOf(calls) },
  });

  return {
    runStarted: () => tell({ type: "run.started", at: (run.startedAt ?? now()).toISOString() }),
    attemptStarted({ path, planned, attempt, startedAt }) {
      const { id: nodeId, kind } = planned.node;
      tell({
        type: "activation.started",
        path,
        ...(planned.graphId !== null && { graphId: planned.graphId }),
        nodeId,
        kind,
        attempt,
        at: (startedAt ?? now()).toISOString(),
      });
    },
    text: ({ path, planned, attempt }, text) => tell({ type: "activation.tokens", path, nodeId: planned.node.id, attempt, text }),
    waiting: ({ path, planned, attempt }) => tell({ type: "activation.waiting", path, nodeId: planned.node.id, attempt }),
    pausing: (requested) => tell({ type: "run.pausing", requested }),
    call: (row) => write({ calls: [row] }),
    retrying: ({ path, planned, attempt }, delayMs, error) =>
      tell({ type: "activation.retrying", path, nodeId: planned.node.id, attempt, delayMs, error }),
    ended: (ending) => write({ activations: [rowOf(ending)], events: [eventOf(ending)] }),
    runEnded(end, endings) {
      const finishedAt = now();
      const { status, output, error } = end;
      write({
        activations: endings.map(rowOf),
        events: [...endings.map(eventOf), { type: "run.finished", at: finishedAt.toISOString(), status, output, error }],
        end: { ...end, finishedAt },
      });
      return last;
    },
    durable: () => last,
  };
}
