import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "@/core/engine/plan";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, outputNode, templateNode } from "../../helpers/documents";
import { Drive, wireKinds } from "../../helpers/engine";

const wire = (id: string, inputs: string[], outputs: string[]) => ({ id, kind: "wire", config: { in: inputs, out: outputs } });
const output = { id: "output", kind: "output", config: { in: ["y?", "z?"], out: [] } };
const fork = graphOf(
  [wire("a", [], ["x"]), wire("b", ["x"], ["y"]), wire("c", ["x"], ["z"]), output],
  ["a.x -> b.x", "a.x -> c.x", "b.y -> output.y", "c.z -> output.z"],
);
const drive = (...breakpoints: string[]) => new Drive(compile(fork, wireKinds), "seed", new Set(breakpoints));

describe("a breakpoint", () => {
  it("holds its node when the inputs are there, and nothing else", () => {
    const run = drive("b");
    run.complete("a", { x: 1 });
    expect([...run.held]).toEqual([["b", { x: 1 }]]);
    expect([...run.running.keys()]).toEqual(["c"]);
    run.complete("c", { z: 3 });
    expect(run.outcome).toBeNull();
  });

  it("lets the node go with what it was to get", () => {
    const run = drive("b");
    run.complete("a", { x: 1 });
    run.release("b");
    expect(run.running.get("b")?.inputs).toEqual({ x: 1 });
  });

  it("lets the node go with other inputs, which change nothing for its neighbours", () => {
    const run = drive("b", "c");
    run.complete("a", { x: 1 });
    run.release("b", { x: "edited", unknown: 2 });
    run.release("c");
    expect(run.running.get("b")?.inputs).toEqual({ x: "edited" });
    expect(run.running.get("c")?.inputs).toEqual({ x: 1 });
  });

  it("skips the node when a required input was taken away", () => {
    const run = drive("b");
    run.complete("a", { x: 1 });
    run.release("b", {});
    expect(run.skipped).toEqual(["b"]);
    run.complete("c", { z: 3 });
    expect(run.running.get("output")?.inputs).toEqual({ z: 3 });
  });

  it("holds the output too: the run gives what it is released with", () => {
    const run = drive("output");
    run.complete("a", { x: 1 });
    run.complete("b", { y: 2 });
    run.complete("c", { z: 3 });
    run.release("output", { y: "edited" });
    run.complete("output", {});
    expect(run.outcome).toEqual({ status: "succeeded", output: { y: "edited" } });
  });

  it("ends with the run when that is cancelled", () => {
    const run = drive("b");
    run.complete("a", { x: 1 });
    run.send({ type: "cancelled" });
    run.send({ type: "released", activation: "b", inputs: null });
    expect(run.running.has("b")).toBe(false);
  });

  it("holds a container before anything in it starts, and a node in it for every item", () => {
    const document = graphOf(
      [
        { id: "input", kind: "input", config: { fields: [{ name: "items", type: "json" }] } },
        { id: "each", kind: "map", config: { with: [], concurrency: 2, onItemError: "fail" } },
        { ...templateNode("shout", "{{item}}!"), parentId: "each" },
        outputNode("all"),
      ],
      ["input.items -> each.items", "each.item -> shout.item", "shout.text -> each.result", "each.results -> output.all"],
    );
    const run = new Drive(compile(document, kinds), "seed", new Set(["each", "shout"]));
    run.complete("input", { items: ["a", "b"] });
    expect([...run.held.keys()]).toEqual(["each"]);
    run.release("each", { items: ["c"] });
    expect([...run.held]).toEqual([["each[0]/shout", { item: "c" }]]);
    run.release("each[0]/shout");
    run.complete("each[0]/shout", { text: "c!" });
    expect(run.running.get("output")?.inputs).toEqual({ all: ["c!"] });
  });

  it("changes nothing of the outcome when everything is released unchanged, in whatever order", () => {
    const document = graphOf(
      [inputNode("q"), templateNode("one", "1{{q}}"), templateNode("two", "2{{q}}"), templateNode("both", "{{a}}{{b}}"), outputNode("r")],
      ["input.q -> one.q", "input.q -> two.q", "one.text -> both.a", "two.text -> both.b", "both.text -> output.r"],
    );
    const texts: Record<string, string> = { one: "1", two: "2", both: "12" };
    fc.assert(
      fc.property(fc.subarray(["input", "one", "two", "both", "output"]), fc.infiniteStream(fc.nat()), (breakpoints, choices) => {
        const run = new Drive(compile(document, kinds), "seed", new Set(breakpoints));
        while (run.outcome === null) {
          const moves = [
            ...[...run.held.keys()].map((path) => () => run.release(path)),
            ...[...run.running.keys()].map((path) => () => run.complete(path, path === "input" ? { q: "" } : { text: texts[path] ?? "" })),
          ];
          moves[(choices.next().value ?? 0) % moves.length]?.();
        }
        expect(run.outcome).toEqual({ status: "succeeded", output: { r: "12" } });
      }),
    );
  });
});
