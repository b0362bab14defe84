import { describe, expect, it } from "vitest";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { connectNew, endsOfEdge, kindFits, levelOfEnd, type OpenEnd, splitEdge, typeOfEnd } from "@/core/graph/fitting";
import { allKinds, kinds } from "@/nodes/definitions";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";

const mapNode = { id: "each", kind: "map", config: kinds("map")?.defaultConfig ?? {} };
const document = () =>
  graphOf(
    [inputNode("question"), modelNode("ask", "{{question}} {{tone}}"), outputNode("answer"), mapNode],
    ["input.question -> ask.question", "ask.output -> output.answer"],
  );
const fresh = (kind: string, parentId?: string): GraphNode => ({
  id: "new",
  kind,
  name: "New",
  position: { x: 0, y: 0 },
  config: kinds(kind)?.defaultConfig ?? {},
  ...(parentId !== undefined && { parentId }),
});
const end = (node: string, port: string, side: OpenEnd["side"], inside = false): OpenEnd => ({ node, port, side, inside });
const ids = (edges: readonly { id: string }[] = []) => edges.map(({ id }) => id);
const onlyEdge = (graph: GraphDocument, id: string) => graph.edges.find((edge) => edge.id === id) as GraphDocument["edges"][number];

describe("an open end of a connection", () => {
  it("has the type of its port, outside and inside a container", () => {
    expect(typeOfEnd(document(), end("input", "question", "source"), kinds)?.type).toBe("text");
    expect(typeOfEnd(document(), end("input", "nothing", "source"), kinds)).toBeNull();
    const given = kinds("map")?.portsOf(mapNode.config)?.inside?.gives[0]?.name ?? "";
    expect(typeOfEnd(document(), end("each", given, "source", true), kinds)).not.toBeNull();
    expect([levelOfEnd(document(), end("each", given, "source", true)), levelOfEnd(document(), end("ask", "output", "source"))]).toEqual([
      "each",
      undefined,
    ]);
  });

  it("is offered only kinds that have a port for it", () => {
    const offered = (type: "text" | "number", side: "source" | "target") =>
      allKinds.filter((definition) => kindFits(definition, { type }, side)).map(({ kind }) => kind);
    expect(offered("text", "source")).toContain("model");
    expect(offered("text", "source")).not.toContain("input");
    expect(offered("text", "target")).toContain("input");
    expect(offered("number", "target")).not.toContain("template");
  });

  it("is connected to the port of a new node that fits best", () => {
    const wiring = connectNew(document(), fresh("template"), end("ask", "output", "source"), kinds);
    expect(wiring?.edges.map(({ source, target }) => [source.node, target.node])).toEqual([["ask", "new"]]);
    expect(wiring?.cut).toEqual([]);
  });

  it("of an input gives up what fed it before", () => {
    const wiring = connectNew(document(), fresh("template"), end("output", "answer", "target"), kinds);
    expect(ids(wiring?.edges)).toEqual(["new.text-output.answer"]);
    expect(wiring?.cut).toEqual(["ask.output-output.answer"]);
    const drawn = edit(document(), {
      type: "insert",
      nodes: [fresh("template")],
      notes: [],
      edges: wiring?.edges ?? [],
      cut: wiring?.cut ?? [],
    });
    expect(ids(drawn.edges)).toEqual(["input.question-ask.question", "new.text-output.answer"]);
  });

  it("stays open when nothing fits", () => {
    expect(connectNew(document(), fresh("input"), end("ask", "output", "source"), kinds)).toBeNull();
  });
});

describe("a node put into a connection", () => {
  it("takes what came out of the one side and gives to the other", () => {
    const graph = document();
    const wiring = splitEdge(graph, onlyEdge(graph, "ask.output-output.answer"), fresh("template"), kinds);
    expect(wiring?.cut).toEqual(["ask.output-output.answer"]);
    expect(wiring?.edges.map(({ source, target }) => `${source.node} ${target.node}`)).toEqual(["ask new", "new output"]);
  });

  it("does not go where it doesn't fit, or on another level", () => {
    const graph = document();
    const edge = onlyEdge(graph, "ask.output-output.answer");
    expect(splitEdge(graph, edge, fresh("output"), kinds)).toBeNull();
    expect(splitEdge(graph, edge, fresh("template", "each"), kinds)).toBeNull();
  });

  it("does not go into a connection whose port is gone", () => {
    const graph = edit(document(), { type: "configure", id: "input", config: { fields: [] } });
    expect(endsOfEdge(graph, onlyEdge(graph, "input.question-ask.question"), kinds)).toBeNull();
  });
});
