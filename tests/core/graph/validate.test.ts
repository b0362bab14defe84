import { describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import { isRunnable, validateGraph } from "@/core/graph/validate";
import { messages, problemText } from "@/core/messages";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";

const models = new Set(["test/model"]);
const problems = (document: GraphDocument) => validateGraph(document, { kinds, models });
const codes = (document: GraphDocument) =>
  problems(document).map(({ code, nodeId }) => (nodeId === undefined ? code : `${nodeId}: ${code}`));

const sound = () =>
  graphOf(
    [inputNode("question"), modelNode("ask", "{{question}}"), outputNode("answer")],
    ["input.question -> ask.question", "ask.output -> output.answer"],
  );

describe("validating a graph", () => {
  it("finds nothing wrong with a sound one", () => {
    expect(problems(sound())).toEqual([]);
  });

  it("asks for an input and an output", () => {
    expect(codes(graphOf([], []))).toEqual(["no_input", "no_output"]);
  });

  it("names the port that is not connected", () => {
    const document = { ...sound(), edges: sound().edges.slice(1) };
    expect(problems(document)).toContainEqual({
      code: "input_unconnected",
      params: { node: "ask", port: "question" },
      severity: "error",
      nodeId: "ask",
      inputPort: "question",
    });
  });

  it("says which model is missing, and when none is chosen", () => {
    const nodes = [inputNode("q"), modelNode("a", "{{q}}", null), modelNode("b", "{{q}}", "gone/model"), outputNode("a", "b")];
    const document = graphOf(nodes, ["input.q -> a.q", "input.q -> b.q", "a.output -> output.a", "b.output -> output.b"]);
    expect(codes(document)).toEqual(["a: model_unassigned", "b: model_missing"]);
  });

  it("shows the way round a circle", () => {
    const nodes = [inputNode("q"), templateNode("a", "{{q}} {{back}}"), templateNode("b", "{{text}}"), outputNode("answer")];
    const document = graphOf(nodes, ["input.q -> a.q", "a.text -> b.text", "b.text -> a.back", "b.text -> output.answer"]);
    expect(problems(document)).toContainEqual(expect.objectContaining({ code: "cycle", params: { node: "a", path: "a → b → a" } }));
  });

  it("refuses a connection between types that cannot fit", () => {
    const document = graphOf(
      [
        inputNode("q"),
        modelNode("ask", "{{q}}"),
        { id: "output", kind: "output", config: { fields: [{ name: "count", type: "number" }] } },
      ],
      ["input.q -> ask.q", "ask.output -> output.count"],
    );
    expect(problems(document)).toContainEqual(
      expect.objectContaining({
        code: "types_differ",
        params: { from: "ask · output", fromType: "text", to: "output · count", toType: "number" },
      }),
    );
  });

  it("keeps a connection to a vanished port in sight", () => {
    const document = graphOf(
      [inputNode("question"), modelNode("ask", "no variable any more"), outputNode("answer")],
      ["input.question -> ask.question", "ask.output -> output.answer"],
    );
    expect(codes(document)).toEqual(["ask: input_port_missing"]);
  });

  it("warns of work whose result nobody uses, and still lets it run", () => {
    const document = sound();
    const extra = graphOf([...sound().nodes, templateNode("idle", "{{x}}")], []);
    const found = problems({
      ...document,
      nodes: extra.nodes,
      edges: [...document.edges, { id: "e", source: { node: "input", port: "question" }, target: { node: "idle", port: "x" } }],
    });
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([["result_unused", "warning"]]);
    expect(isRunnable(found)).toBe(true);
  });

  it("reads an expression before it runs", () => {
    const document = graphOf(
      [inputNode("q"), { id: "route", kind: "router", config: { cases: [{ name: "yes", when: "category = " }] } }, outputNode("a")],
      ["input.q -> route.value", "route.yes -> output.a"],
    );
    expect(codes(document)).toContain("route: expression");
  });

  it("does not know kinds of other versions", () => {
    expect(codes(graphOf([inputNode("q"), { id: "x", kind: "teleport", config: {} }, outputNode("a")], ["input.q -> output.a"]))).toContain(
      "x: kind_unknown",
    );
  });

  it("has a sentence in every language for everything it can say", () => {
    const document = graphOf([inputNode("q"), modelNode("a", "{{q}}", null)], []);
    for (const problem of problems(document)) {
      for (const locale of ["en", "zh"] as const) expect(problemText(locale, problem, kinds)).not.toContain("{");
    }
    expect(Object.keys(messages.zh.problems)).toEqual(Object.keys(messages.en.problems));
  });
});
