import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRuns, type Outcome } from "@/core/engine/compare";
import type { ActivationView } from "@/core/engine/events";
import { anyRun, firing, iso, runOf, usage } from "./recordedRun";

const outcomesOf = (a: ActivationView[], b: ActivationView[]): Record<string, Outcome> =>
  Object.fromEntries(compareRuns(runOf(a), runOf(b)).nodes.map(({ key, outcome }) => [key, outcome]));

const mirrored: Record<Outcome, Outcome> = {
  failedInOne: "failedInOne",
  different: "different",
  onlyA: "onlyB",
  onlyB: "onlyA",
  open: "open",
  same: "same",
  neither: "neither",
};
const negated = (value: number | null) => (value === null ? null : 0 - value);

const failed = (path: string) => firing(path, { status: "failed", outputs: null, error: { code: "model_refused", params: {} } });
const skipped = (path: string) => firing(path, { status: "skipped", startedAt: null, outputs: null });

describe("two runs compared", () => {
  it("tell of each node whether it gave the same, something else, failed or ran in one alone", () => {
    const outcomes = outcomesOf(
      [firing("same"), firing("other"), failed("broke"), firing("gone"), skipped("idle"), skipped("new"), failed("twice")],
      [
        firing("same", { startedAt: iso(40), finishedAt: iso(90) }),
        firing("other", { outputs: { output: "no" } }),
        firing("broke"),
        skipped("gone"),
        skipped("idle"),
        firing("new"),
        failed("twice"),
      ],
    );
    expect(outcomes).toEqual({
      same: "same",
      other: "different",
      broke: "failedInOne",
      gone: "onlyA",
      idle: "neither",
      new: "onlyB",
      twice: "same",
    });
  });

  it("find the same output whatever the order of its keys", () => {
    expect(outcomesOf([firing("n", { outputs: { a: 1, b: 2 } })], [firing("n", { outputs: { b: 2, a: 1 } })])).toEqual({ n: "same" });
  });

  it("compare what a node without outputs was given, as it is what it gives", () => {
    const end = (answer: string) => [firing("output", { inputs: { answer }, outputs: {} })];
    expect(outcomesOf(end("so"), end("so"))).toEqual({ output: "same" });
    expect(outcomesOf(end("so"), end("no"))).toEqual({ output: "different" });
  });

  it("compare what is inside a container item by item", () => {
    const items = (outputs: string[]) => outputs.map((output, index) => firing(`m[${index}]/x`, { outputs: { output } }));
    const { nodes } = compareRuns(runOf(items(["a", "b"])), runOf(items(["a", "c", "d"])));
    expect(nodes.map(({ key, outcome }) => [key, outcome])).toEqual([["x", "different"]]);
    expect(nodes[0]?.pairs.map(({ path, outcome }) => [path, outcome])).toEqual([
      ["m[0]/x", "same"],
      ["m[1]/x", "different"],
      ["m[2]/x", "onlyB"],
    ]);
  });

  it("keep nodes of subgraphs apart from those on the canvas", () => {
    const inner = firing("call/ask", { graphId: "inner", nodeId: "ask" });
    const { nodes } = compareRuns(runOf([firing("ask"), inner]), runOf([firing("ask"), inner]));
    expect(nodes.map(({ key, own }) => [key, own])).toEqual([
      ["ask", true],
      ["inner/ask", false],
    ]);
  });

  it("count what a container's decisions used for the container", () => {
    const agent = [firing("agent"), firing("agent#0", { usage: usage() }), firing("agent#1", { usage: usage() })];
    const { nodes } = compareRuns(runOf([firing("agent", { usage: usage() })]), runOf(agent));
    expect(nodes.map(({ key, delta }) => [key, delta.cost, delta.tokens])).toEqual([["agent", 0.25, 15]]);
  });

  it("don't know what a firing took that was taken over, nor a cost without a price", () => {
    const { nodes } = compareRuns(
      runOf([firing("kept"), firing("dear", { usage: usage() })]),
      runOf([firing("kept", { takenFrom: "record" }), firing("dear", { usage: usage({ cost: null }) })]),
    );
    expect(nodes[0]?.delta.durationMs).toBeNull();
    expect(nodes[1]?.delta).toEqual({ durationMs: 0, tokens: 0, cost: null });
  });

  it("say where their inputs and outputs differ", () => {
    const { input, output } = compareRuns(
      runOf([], { input: { message: "a", lang: "en" }, output: { answer: { text: "x" } } }),
      runOf([], { input: { message: "b", lang: "en" }, output: { answer: { text: "y" } } }),
    );
    expect(input.map(({ path }) => path)).toEqual([["message"]]);
    expect(output.map(({ path }) => path)).toEqual([["answer", "text"]]);
  });

  it("put what only the second has after what came before it there", () => {
    const { nodes } = compareRuns(
      runOf([firing("a"), firing("d")]),
      runOf([firing("x"), firing("a"), firing("b"), firing("c"), firing("d")]),
    );
    expect(nodes.map(({ key }) => key)).toEqual(["x", "a", "b", "c", "d"]);
  });

  it("find no difference between a run and itself", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const { nodes, input, output, delta } = compareRuns(run, run);
        expect(nodes.every(({ outcome }) => outcome === "same" || outcome === "neither")).toBe(true);
        expect([input, output]).toEqual([[], []]);
        expect([delta.durationMs, delta.tokens, delta.cost]).toEqual([0, 0, 0]);
      }),
    );
  });

  it("find the opposite the other way round", () => {
    fc.assert(
      fc.property(anyRun, anyRun, (a, b) => {
        const back = new Map(compareRuns(b, a).nodes.map((node) => [node.key, node]));
        const { nodes } = compareRuns(a, b);
        expect(nodes.length).toBe(back.size);
        for (const { key, outcome, delta } of nodes) {
          const other = back.get(key);
          expect(other?.outcome).toBe(mirrored[outcome]);
          expect(other?.delta).toEqual({
            durationMs: negated(delta.durationMs),
            tokens: negated(delta.tokens),
            cost: negated(delta.cost),
          });
        }
      }),
    );
  });

  it("differ by as many tokens and dollars as their nodes do together", () => {
    fc.assert(
      fc.property(anyRun, anyRun, (a, b) => {
        const { nodes, delta } = compareRuns(a, b);
        expect(nodes.reduce((sum, node) => sum + node.delta.tokens, 0)).toBe(delta.tokens);
        expect(nodes.reduce((sum, node) => sum + (node.delta.cost ?? 0), 0)).toBe(delta.cost);
      }),
    );
  });
});
