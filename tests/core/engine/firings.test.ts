import { describe, expect, it } from "vitest";
import type { ActivationView } from "@/core/engine/events";
import { firingsByNode } from "@/core/engine/firings";

const activation = (nodeId: string, status: ActivationView["status"]): ActivationView => ({
  path: nodeId,
  graphId: "g",
  nodeId,
  kind: "template",
  status,
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  inputs: null,
  outputs: null,
  error: null,
  logs: [],
  takenFrom: null,
  usage: null,
});

describe("the firings of a run", () => {
  it("stay the same object for a node nothing came of, so that it isn't drawn again", () => {
    const [first, second] = [activation("first", "succeeded"), activation("second", "running")];
    const before = firingsByNode({ graphId: "g", activations: [first, second] });
    const after = firingsByNode({ graphId: "g", activations: [first, activation("second", "succeeded")] }, before);
    expect(after.first).toBe(before.first);
    expect(after.second).not.toBe(before.second);
    expect(after.second?.shown.status).toBe("succeeded");
  });

  it("are others when a node fires again", () => {
    const once = activation("first", "succeeded");
    const before = firingsByNode({ graphId: "g", activations: [once] });
    const again = { ...once, path: "loop#1/first" };
    expect(firingsByNode({ graphId: "g", activations: [once, again] }, before).first?.all).toEqual([once, again]);
  });
});
