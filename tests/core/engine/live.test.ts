import { describe, expect, it } from "vitest";
import type { ActivationView, RunEvent, RunView } from "@/core/engine/events";
import { applyRunEvents } from "@/core/engine/live";

const queued: RunView = {
  id: "r",
  graphId: "g",
  graphName: "Triage",
  nodeNames: {},
  version: 1,
  trigger: "editor",
  status: "queued",
  pauseRequested: false,
  againOf: null,
  valuesTakenOut: null,
  input: {},
  output: null,
  error: null,
  simulated: false,
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: null,
  finishedAt: null,
  activations: [],
  streamed: {},
  lastEventId: 0,
};

const at = "2026-01-01T00:00:01.000Z";
const started = (path: string, attempt = 1): RunEvent => ({
  type: "activation.started",
  path,
  nodeId: path,
  kind: "model",
  attempt,
  at,
});
const tokens = (path: string, text: string, attempt = 1): RunEvent => ({ type: "activation.tokens", path, nodeId: path, attempt, text });
const finished = (path: string, change: Partial<ActivationView> = {}): RunEvent => ({
  type: "activation.finished",
  activation: {
    path,
    graphId: "g",
    nodeId: path,
    kind: "model",
    status: "succeeded",
    attempt: 1,
    startedAt: at,
    finishedAt: at,
    inputs: {},
    outputs: { output: "done" },
    error: null,
    logs: [],
    takenFrom: null,
    usage: null,
    ...change,
  },
});

const follow = (events: RunEvent[], from = queued): RunView =>
  events.reduce((run, event) => applyRunEvents(run, run.lastEventId + 1, [event]), from);

describe("a run that is followed", () => {
  it("starts, streams and ends", () => {
    const running = follow([{ type: "run.started", at }, started("a"), tokens("a", "Hel"), tokens("a", "lo")]);
    expect(running).toMatchObject({ status: "running", startedAt: at, streamed: { a: "Hello" }, lastEventId: 4 });
    expect(running.activations).toMatchObject([{ path: "a", status: "running" }]);
    const ended = follow([finished("a"), { type: "run.finished", at, status: "succeeded", output: { x: 1 }, error: null }], running);
    expect(ended).toMatchObject({ status: "succeeded", output: { x: 1 }, finishedAt: at, streamed: {} });
    expect(ended.activations).toMatchObject([{ status: "succeeded", outputs: { output: "done" } }]);
  });

  it("takes no event twice", () => {
    const once = applyRunEvents(follow([started("a")]), 5, [tokens("a", "x")]);
    expect(applyRunEvents(once, 5, [tokens("a", "x")])).toBe(once);
    expect(applyRunEvents(once, 3, [tokens("a", "y")])).toBe(once);
  });

  it("doesn't reopen what has ended when older events are replayed", () => {
    const ended = { ...follow([started("a"), finished("a")]), status: "succeeded" as const, lastEventId: 0 };
    const replayed = follow([{ type: "run.started", at }, started("a"), tokens("a", "x")], ended);
    expect(replayed).toMatchObject({ status: "succeeded", streamed: {}, activations: [{ status: "succeeded" }] });
  });

  it("forgets the text of an attempt that is retried and shows why", () => {
    const error = { code: "provider_failed", params: {} };
    const retrying = follow([
      started("a"),
      tokens("a", "half"),
      { type: "activation.retrying", path: "a", nodeId: "a", attempt: 1, delayMs: 100, error },
    ]);
    expect(retrying).toMatchObject({ streamed: {}, activations: [{ status: "running", error }] });
    const second = follow([started("a", 2), tokens("a", "late", 1), tokens("a", "new", 2)], retrying);
    expect(second).toMatchObject({ streamed: { a: "new" }, activations: [{ attempt: 2, error: null }] });
  });

  it("is simulated as soon as one answer was", () => {
    const usage = { calls: 1, inputTokens: 1, outputTokens: 1, cost: null, models: ["m"], simulated: true };
    expect(follow([finished("a", { usage }), finished("b")]).simulated).toBe(true);
  });
});
