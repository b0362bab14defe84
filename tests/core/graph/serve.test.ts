import { describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import { exampleInputs } from "@/core/graph/exampleInputs";
import type { JsonObject } from "@/core/graph/json";
import { answerersOf, assignmentOf, servedAlone, servedBy } from "@/core/graph/serve";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";

const single = { task: 1, assignment: { type: "single", model: "a", fallback: ["b", "c"], reuse: true } };
const cascade = { assignment: { type: "cascade", first: "a", escalateTo: "b", gate: { type: "schema" }, fallback: ["c"], reuse: false } };

describe("who serves a node", () => {
  it("is changed to one model, with those who stand in for it; everything else stays", () => {
    expect(servedBy(single, "b")).toEqual({ task: 1, assignment: { type: "single", model: "b", fallback: ["c"], reuse: true } });
    expect(servedBy(cascade, "d")).toEqual({ assignment: { type: "single", model: "d", fallback: ["c"], reuse: false } });
  });

  it("is one model alone in a comparison: nobody stands in, and nothing comes from the record", () => {
    expect(servedAlone(single, "b")?.assignment).toEqual({ type: "single", model: "b", fallback: [], reuse: false });
  });

  it("is told of a cascade as its two models", () => {
    const assignment = assignmentOf(cascade);
    expect(assignment === null ? [] : answerersOf(assignment)).toEqual(["a", "b"]);
  });

  it("is nobody where a node asks no model", () => {
    const others: JsonObject[] = [{}, { assignment: null }, { assignment: { type: "single" } }];
    for (const config of others) {
      expect([assignmentOf(config), servedBy(config, "a"), servedAlone(config, "a")]).toEqual([null, null, null]);
    }
  });
});

describe("the graph's examples as inputs of a node", () => {
  const document: GraphDocument = {
    ...graphOf(
      [inputNode("name", "mood"), modelNode("greet", "Greet {{who}} {{how}}"), templateNode("frame", "{{text}}"), outputNode("line")],
      ["input.name -> greet.who", "input.mood -> greet.how", "greet.output -> frame.text", "frame.text -> output.line"],
    ),
    examples: [
      { id: "e1", name: "Ada", input: { name: "Ada", mood: "kindly" } },
      { id: "e2", name: "Nobody", input: { mood: "briefly" } },
    ],
  };

  it("are renamed to its ports; what an example lacks is left out", () => {
    expect(exampleInputs(document, "greet")).toEqual([
      { id: "e1", name: "Ada", inputs: { who: "Ada", how: "kindly" } },
      { id: "e2", name: "Nobody", inputs: { how: "briefly" } },
    ]);
  });

  it("are none where other nodes come before it, or nothing does", () => {
    expect(exampleInputs(document, "frame")).toEqual([]);
    expect(exampleInputs(document, "input")).toEqual([]);
  });
});
