import "server-only";
import type { ActivationStatus, ActivationView, RunError, RunEvent } from "@/core/engine/events";
import type { PlannedNode } from "@/core/engine/plan";
import type { Json, JsonObject } from "@/core/graph/json";
import type { runs } from "@/db/schema/runs";
import { type CallRow, usageOf } from "./calls";
import type { Journal, JournalEntry } from "./journal";

/** What is known of an activation while it runs, over all its attempts. */
export type Journey = {
  path: string;
  planned: PlannedNode;
  attempt: number;
  inputs: JsonObject | null;
  startedAt: Date | null;
  logs: string[];
  calls: CallRow[];
};

const MAX_LOG_LINES = 1_000;
const MAX_LOG_LINE = 2_000;

export const logTo = (journey: Journey) => (line: string) => {
  if (journey.logs.length < MAX_LOG_LINES) journey.logs.push(line.slice(0, MAX_LOG_LINE));
};

export type Scribe = {
  runStarted(): void;
  attemptStarted(journey: Journey): void;
  text(journey: Journey, text: string): void;
  call(row: CallRow): void;
  retrying(journey: Journey, delayMs: number, error: RunError): void;
  ended(
    journey: Journey,
    status: Exclude<ActivationStatus, "running">,
    end: { outputs?: JsonObject | null; error?: RunError | null },
  ): void;
  runEnded(end: {
    status: "succeeded" | "failed" | "cancelled";
    output: Json | null;
    error: RunError | null;
    simulated: boolean;
  }): Promise<void>;
  /** Resolves when everything told so far is durable. */
  durable(): Promise<void>;
};

/**
 * Writes down what happens in one run: rows for the record, events for who watches.
 * @param failed told once when something could not be written, a lost lease included
 */
export function openScribe(journal: Journal, run: typeof runs.$inferSelect, now: () => Date, failed: (error: unknown) => void): Scribe {
  const { id: runId, epoch, workspaceId, graphId } = run;
  let last: Promise<void> = Promise.resolve();

  const write = (entry: Omit<JournalEntry, "runId" | "epoch">): Promise<void> => {
    last = journal.append({ runId, epoch, ...entry });
    last.catch(failed);
    return last;
  };
  const tell = (event: RunEvent) => write({ events: [event] });

  return {
    runStarted: () => tell({ type: "run.started", at: (run.startedAt ?? now()).toISOString() }),
    attemptStarted({ path, planned, attempt, startedAt }) {
      const { id: nodeId, kind } = planned.node;
      void tell({ type: "activation.started", path, nodeId, kind, attempt, at: (startedAt ?? now()).toISOString() });
    },
    text: ({ path, planned, attempt }, text) => tell({ type: "activation.tokens", path, nodeId: planned.node.id, attempt, text }),
    call: (row) => write({ calls: [row] }),
    retrying: ({ path, planned, attempt }, delayMs, error) =>
      tell({ type: "activation.retrying", path, nodeId: planned.node.id, attempt, delayMs, error }),
    ended({ path, planned, attempt, inputs, startedAt, logs, calls }, status, { outputs = null, error = null }) {
      const finishedAt = now();
      const { id: nodeId, kind } = planned.node;
      const common = { path, nodeId, kind, status, attempt, inputs, outputs, error, logs };
      const activation: ActivationView = {
        ...common,
        startedAt: startedAt?.toISOString() ?? null,
        finishedAt: finishedAt.toISOString(),
        usage: usageOf(calls),
      };
      void write({
        activation: { ...common, runId, workspaceId, graphId, startedAt, finishedAt },
        events: [{ type: "activation.finished", activation }],
      });
    },
    runEnded({ status, output, error, simulated }) {
      const finishedAt = now();
      return write({
        run: { status, output, error, simulated, finishedAt },
        events: [{ type: "run.finished", at: finishedAt.toISOString(), status, output, error }],
      });
    },
    durable: () => last,
  };
}
