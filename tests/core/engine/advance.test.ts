import { describe, expect, it } from "vitest";
import { compile } from "@/core/engine/plan";
import { retryDelay } from "@/core/engine/retry";
import type { NodeSettings } from "@/core/graph/document";
import { graphOf } from "../../helpers/documents";
import { Drive, wireKinds } from "../../helpers/engine";

const wire = (id: string, inputs: string[], outputs: string[], settings?: Partial<NodeSettings>) => ({
  id,
  kind: "wire",
  config: { in: inputs, out: outputs },
  ...(settings && { settings }),
});
const output = (...fields: string[]) => ({ id: "output", kind: "output", config: { in: fields.map((field) => `${field}?`), out: [] } });
const drive = (nodes: Parameters<typeof graphOf>[0], arrows: string[]) => new Drive(compile(graphOf(nodes, arrows), wireKinds));

describe("the scheduler", () => {
  const diamond = () =>
    drive(
      [wire("a", [], ["x"]), wire("fast", ["x"], ["y"]), wire("slow", ["x"], ["y"]), wire("next", ["y"], ["z"]), output("slow", "next")],
      ["a.x -> fast.x", "a.x -> slow.x", "fast.y -> next.y", "slow.y -> output.slow", "next.z -> output.next"],
    );

  it("starts a node in the step in which its last input arrives, whatever else is running", () => {
    const run = diamond();
    run.complete("a", { x: 1 });
    expect([...run.running.keys()].sort()).toEqual(["fast", "slow"]);
    run.complete("fast", { y: 2 });
    expect(run.lastEffects).toMatchObject([{ type: "start", activation: "next", attempt: 1, inputs: { y: 2 } }]);
    expect(run.running.has("slow")).toBe(true);
  });

  it("finishes with what arrived at the output", () => {
    const run = diamond();
    run.complete("a", { x: 1 });
    run.complete("slow", { y: "s" });
    run.complete("fast", { y: 2 });
    run.complete("next", { z: "n" });
    expect(run.outcome).toBeNull();
    run.complete("output", {});
    expect(run.outcome).toEqual({ status: "succeeded", output: { slow: "s", next: "n" } });
  });

  it("skips what a port without a value feeds, and everything after it", () => {
    const run = diamond();
    run.complete("a", { x: 1 });
    run.complete("fast", {});
    expect(run.skipped).toEqual(["next"]);
    run.complete("slow", { y: 1 });
    expect(run.running.get("output")?.inputs).toEqual({ slow: 1 });
  });

  it("runs a node whose optional inputs were all skipped, without them", () => {
    const run = drive([wire("a", [], ["x", "y"]), wire("merge", ["x?", "y?"], [])], ["a.x -> merge.x", "a.y -> merge.y"]);
    run.complete("a", { y: 7 });
    expect(run.running.get("merge")?.inputs).toEqual({ y: 7 });
  });

  it("carries a skip through a chain of ten thousand nodes", () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => wire(`n${index}`, index === 0 ? [] : ["x"], ["x"]));
    const run = drive(
      nodes,
      nodes.slice(1).map((_, index) => `n${index}.x -> n${index + 1}.x`),
    );
    run.complete("n0", {});
    expect(run.skipped).toHaveLength(9_999);
    expect(run.outcome).toEqual({ status: "succeeded", output: null });
  });

  it("ignores results of activations that aren't running and of older attempts", () => {
    const run = diamond();
    run.complete("a", { x: 1 });
    run.send({ type: "completed", activation: "a", attempt: 1, outputs: { x: 2 } });
    run.send({ type: "completed", activation: "next", attempt: 1, outputs: { z: 2 } });
    run.send({ type: "completed", activation: "fast", attempt: 7, outputs: { y: 2 } });
    expect(run.started.map(({ activation }) => activation)).toEqual(["a", "fast", "slow"]);
  });

  it("starts nothing after it was cancelled", () => {
    const run = diamond();
    run.complete("a", { x: 1 });
    run.send({ type: "cancelled" });
    expect(run.outcome).toEqual({ status: "cancelled" });
    run.send({ type: "completed", activation: "fast", attempt: 1, outputs: { y: 1 } });
    expect(run.lastEffects).toEqual([]);
  });
});

describe("a failing node", () => {
  const single = (settings: Partial<NodeSettings>) =>
    drive(
      [wire("a", [], ["x"], settings), wire("ok", ["x"], []), output("error")],
      ["a.x -> ok.x", ...(settings.onError?.action === "route" ? ["a.error -> output.error"] : [])],
    );

  it("is tried again as often as its settings say, then fails the run", () => {
    const run = single({ retries: 2 });
    for (const attempt of [1, 2]) {
      run.fail("a", true);
      expect(run.resting.at(-1)).toMatchObject({ activation: "a", attempt });
      run.send({ type: "timer", activation: "a", attempt });
      expect(run.running.get("a")?.attempt).toBe(attempt + 1);
    }
    run.fail("a", true);
    expect(run.outcome).toMatchObject({ status: "failed", nodeId: "a", attempts: 3 });
  });

  it("is not tried again when trying again can't help", () => {
    const run = single({ retries: 2 });
    run.fail("a", false, "model_unassigned");
    expect(run.outcome).toMatchObject({ status: "failed", failure: { code: "model_unassigned" }, attempts: 1 });
  });

  it("leaves by its error port when it is routed", () => {
    const run = single({ retries: 0, onError: { action: "route" } });
    run.fail("a", true, "provider_failed");
    expect(run.skipped).toEqual(["ok"]);
    expect(run.running.get("output")?.inputs).toEqual({ error: { code: "provider_failed", message: "provider_failed", attempts: 1 } });
  });

  it("gives its default instead", () => {
    const run = single({ retries: 0, onError: { action: "default", outputs: { x: 0 } } });
    run.fail("a");
    expect(run.running.get("ok")?.inputs).toEqual({ x: 0 });
  });

  it("waits longer each time, within bounds and the same on replay", () => {
    for (const attempt of [1, 2, 3, 8, 20]) {
      const ceiling = Math.min(30_000, 500 * 2 ** (attempt - 1));
      const delay = retryDelay("run", "node", attempt);
      expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
      expect(delay).toBeLessThan(ceiling);
      expect(retryDelay("run", "node", attempt)).toBe(delay);
    }
  });
});

describe("a plan", () => {
  it("ranks nodes by the longest path that remains", () => {
    const document = graphOf(
      [wire("a", [], ["x"]), wire("b", ["x"], ["y"]), wire("c", ["y"], []), wire("d", ["x"], [])],
      ["a.x -> b.x", "b.y -> c.y", "a.x -> d.x"],
    );
    const weights: Record<string, number> = { a: 1, b: 40, c: 40, d: 400 };
    const plan = compile(document, wireKinds, { weightOf: ({ node }) => weights[node.id] ?? 1 });
    expect(plan.nodes.map(({ priority }) => priority)).toEqual([401, 80, 40, 400]);
  });
});
