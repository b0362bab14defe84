import { describe, expect, it } from "vitest";
import { countChanges, doubtsOf } from "@/components/editor/publish/checks";
import { diffDocuments } from "@/core/graph/diff";
import { edit } from "@/core/graph/edits";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import type { ModelInfo } from "@/core/models";
import { type GraphEvidence, noEvidence } from "@/core/replacement/evidence";
import { kinds } from "@/nodes/definitions";
import { modelInfo } from "@/tests/core/replacement/series";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../../helpers/documents";

const document = graphOf(
  [inputNode("name"), modelNode("greet", "Greet {{name}}", "cloud/large"), templateNode("frame", "{{text}}"), outputNode("line")],
  ["input.name -> greet.name", "greet.output -> frame.text", "frame.text -> output.line"],
);
const greet = document.nodes[1];
const all: GraphEvidence = {
  ...noEvidence,
  runs: 1,
  nodes: ["input", "greet", "frame", "output"].map((nodeId) => ({ nodeId, fired: 1, p50: 1 })),
  tasks: [{ nodeId: "greet", fingerprint: nodeFingerprint(greet?.config ?? {}), firings: 1 }],
};
const doubts = (evidence: GraphEvidence, change: Partial<ModelInfo> = {}, of = document) =>
  doubtsOf(of, { kinds, models: new Map([["cloud/large", modelInfo("cloud/large", change)]]), evidence }).map(({ code, nodes }) => [
    code,
    nodes.map(({ id }) => id),
  ]);

describe("doubts before publishing", () => {
  it("are none once every node has run as it is and every model is real", () => {
    expect(doubts(all)).toEqual([]);
  });

  it("name the nodes that never ran, the graph's ends aside", () => {
    expect(doubts(noEvidence)).toEqual([["neverRan", ["greet", "frame"]]]);
  });

  it("take a node that was tried alone for one that ran", () => {
    expect(doubts({ ...noEvidence, tasks: all.tasks })).toEqual([["neverRan", ["frame"]]]);
  });

  it("name the nodes whose task was changed since, but not those that only got another model", () => {
    const [config, other] = ["Greet {{name}} warmly", "Greet {{name}}"].map((text) => modelNode("greet", text, "cloud/large").config);
    const changed = edit(document, { type: "configure", id: "greet", config: JSON.parse(JSON.stringify(config)) });
    expect(doubts(all, {}, changed)).toEqual([["changedSince", ["greet"]]]);
    const swapped = { ...JSON.parse(JSON.stringify(other)), assignment: { type: "single", model: "cloud/small", fallback: [] } };
    expect(doubts(all, {}, edit(document, { type: "configure", id: "greet", config: swapped }))).toEqual([]);
  });

  it("name the nodes whose model makes its answers up or plays them back", () => {
    expect(doubts(all, { connectionKind: "simulated" })).toEqual([["simulated", ["greet"]]]);
    expect(doubts(all, { connectionKind: "recorded" })).toEqual([["recorded", ["greet"]]]);
  });
});

describe("what changes, in short", () => {
  it("counts by what it is and what became of it", () => {
    const renamed = edit(document, { type: "renameNode", id: "greet", name: "Welcome" });
    const after = edit(renamed, { type: "removeElements", nodes: ["frame"], edges: [] });
    expect(countChanges(diffDocuments(document, after))).toEqual([
      { group: "nodes", change: "removed", count: 1 },
      { group: "nodes", change: "changed", count: 1 },
      { group: "edges", change: "removed", count: 2 },
    ]);
    expect(countChanges(diffDocuments(document, document))).toEqual([]);
  });
});
