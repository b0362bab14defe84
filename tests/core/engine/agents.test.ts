import { describe, expect, it } from "vitest";
import { compile } from "@/core/engine/plan";
import type { JsonObject } from "@/core/graph/json";
import { validateGraph } from "@/core/graph/validate";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, outputNode, templateNode } from "../../helpers/documents";
import { Drive } from "../../helpers/engine";

const agent = (more: JsonObject = {}) => ({
  id: "solve",
  kind: "agent",
  config: {
    task: { instructions: "", prompt: "{{task}} as {{tone}}", output: { type: "text" } },
    assignment: { type: "single", model: "test/model" },
    tools: {},
    maxTurns: 3,
    ...more,
  },
});
const tool = (id: string, text: string, settings: object = { retries: 0 }) => ({ ...templateNode(id, text), parentId: "solve", settings });

const document = (more: JsonObject = {}) =>
  graphOf(
    [inputNode("task", "tone"), agent(more), tool("look", "{{what}} in {{tone}}"), tool("add", "{{a}} + {{b}}"), outputNode("answer")],
    ["input.task -> solve.task", "input.tone -> solve.tone", "solve.tone -> look.tone", "solve.output -> output.answer"],
  );

function started(more: JsonObject = {}) {
  const drive = new Drive(compile(document(more), kinds));
  drive.complete("input", { task: "t", tone: "kind" });
  return drive;
}
const call = (id: string, node: string, inputs: JsonObject) => ({ id, node, inputs });
const turn = (drive: Drive, activation: string) => drive.running.get(activation)?.inputs.$turn;

describe("an agent", () => {
  it("is sound although nothing feeds its tools", () => {
    expect(validateGraph(document(), { kinds })).toEqual([]);
    const feeding = graphOf([...document().nodes], []);
    expect(
      validateGraph(
        {
          ...document(),
          edges: [...document().edges, { id: "x", source: { node: "look", port: "text" }, target: { node: "add", port: "a" } }],
        },
        { kinds },
      ).map(({ code }) => code),
    ).toEqual(["tools_connected"]);
    expect(
      validateGraph({ ...feeding, nodes: feeding.nodes.filter(({ parentId }) => parentId === undefined) }, { kinds }).map(
        ({ code }) => code,
      ),
    ).toContain("agent_without_tools");
  });

  it("runs the tools that are called at once, each with its arguments and what the agent shares", () => {
    const drive = started();
    expect(drive.running.get("solve#0")?.inputs).toEqual({
      task: "t",
      tone: "kind",
      $turn: { number: 0, last: false, transcript: null, results: [] },
    });
    drive.complete("solve#0", { calls: [call("1", "look", { what: "x" }), call("2", "add", { a: 1, b: 2 })], transcript: ["so far"] });
    expect([...drive.running].map(([path, { inputs }]) => [path, inputs])).toEqual([
      ["solve#0[0]/look", { what: "x", tone: "kind" }],
      ["solve#0[1]/add", { a: 1, b: 2 }],
    ]);
  });

  it("takes its next turn when the last result is there, with all of them in the order of the calls", () => {
    const drive = started();
    drive.complete("solve#0", { calls: [call("1", "look", { what: "x" }), call("2", "add", { a: 1, b: 2 })], transcript: ["so far"] });
    drive.complete("solve#0[1]/add", { text: "3" });
    expect(drive.running.has("solve#1")).toBe(false);
    drive.complete("solve#0[0]/look", { text: "seen" });
    expect(turn(drive, "solve#1")).toEqual({
      number: 1,
      last: false,
      transcript: ["so far"],
      results: [
        { id: "1", outputs: { text: "seen" } },
        { id: "2", outputs: { text: "3" } },
      ],
    });
    drive.complete("solve#1", { outputs: { output: "done", turns: 2 } });
    expect(drive.running.get("output")?.inputs).toEqual({ answer: "done" });
  });

  it("is told of a tool that failed, and of one without the arguments it needs, and goes on", () => {
    const drive = started();
    drive.complete("solve#0", { calls: [call("1", "look", { what: "x" }), call("2", "add", { a: 1 })], transcript: null });
    expect(drive.skipped).toEqual(["solve#0[1]/add"]);
    drive.fail("solve#0[0]/look");
    expect(turn(drive, "solve#1")).toMatchObject({
      results: [
        { id: "1", error: { code: "node_crashed", message: "node_crashed" } },
        { id: "2", outputs: {} },
      ],
    });
  });

  it("knows its last turn, and fails when it still calls tools then", () => {
    const drive = started({ maxTurns: 1 });
    expect(turn(drive, "solve#0")).toMatchObject({ last: true });
    drive.complete("solve#0", { calls: [call("1", "look", { what: "x" })], transcript: null });
    expect(drive.outcome).toMatchObject({ status: "failed", nodeId: "solve", failure: { code: "agent_limit" } });
  });

  it("tries a turn again that failed for a while, and fails with one that fails for good", () => {
    const drive = started();
    drive.fail("solve#0", true);
    expect(drive.resting.map(({ activation, attempt }) => [activation, attempt])).toEqual([["solve#0", 1]]);
    drive.send({ type: "timer", activation: "solve#0", attempt: 1 });
    expect(drive.running.get("solve#0")?.attempt).toBe(2);
    // A late answer of the first attempt counts no more.
    drive.send({ type: "completed", activation: "solve#0", attempt: 1, outputs: { outputs: { output: "late" } } });
    expect(drive.outcome).toBeNull();
    drive.running.set("solve#0", { ...(drive.started.at(-1) as (typeof drive.started)[number]) });
    drive.fail("solve#0", false);
    expect(drive.outcome).toMatchObject({ status: "failed", nodeId: "solve" });
  });

  it("asks a person before a tool that is to ask first", () => {
    const drive = started({ tools: { add: { permission: "ask" } } });
    drive.complete("solve#0", { calls: [call("1", "add", { a: 1, b: 2 })], transcript: null });
    expect([...drive.running].map(([path, { inputs, planned }]) => [path, planned.node.kind, inputs])).toEqual([
      ["solve#0[0]/add~approval", "human", { value: { a: 1, b: 2 } }],
    ]);
    drive.complete("solve#0[0]/add~approval", { rejected: { reason: "too dear", value: null } });
    expect(drive.skipped).toEqual(["solve#0[0]/add"]);
    expect(turn(drive, "solve#1")).toMatchObject({ results: [{ id: "1", outputs: { $rejected: { reason: "too dear" } } }] });
    drive.complete("solve#1", { calls: [call("2", "add", { a: 1, b: 2 })], transcript: null });
    drive.complete("solve#1[0]/add~approval", { approved: { a: 1, b: 2 } });
    expect(drive.running.get("solve#1[0]/add")?.inputs).toMatchObject({ a: 1, b: 2 });
  });
});
