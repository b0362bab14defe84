import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GraphDocument, GraphEdge, GraphNode } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { partOf, refusePart } from "@/core/graph/grouping/border";
import { groupIntoLoop, groupIntoMap } from "@/core/graph/grouping/container";
import { dissolveContainer, dissolveSubgraph, refuseDissolving } from "@/core/graph/grouping/dissolve";
import { extractPart, replaceBySubgraph } from "@/core/graph/grouping/subgraph";
import { JsonObject } from "@/core/graph/json";
import { type Kinds, portsOf } from "@/core/graph/kind";
import { isRunnable, validateGraph } from "@/core/graph/validate";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, jsonModelNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { wireKinds } from "../../helpers/engine";
import { nestedDocument } from "../../helpers/nested";

const corner = { x: 128, y: 48 };
const grouping = (known: Kinds = kinds) => ({ id: "group", name: "Group", corner, kinds: known });
let next = 0;
const newId = (kind: string) => `${kind}-new${next++}`;

/** Nodes by id, and edges by their ends. */
const shape = ({ nodes, edges }: Pick<GraphDocument, "nodes" | "edges">) => ({
  nodes: nodes
    .map(({ id, kind, name, config, parentId }) => ({ id, kind, name, config, parentId }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  edges: edges.map(arrow).toSorted(),
});
const arrow = ({ source, target }: Pick<GraphEdge, "source" | "target">) =>
  `${source.node}.${source.port} -> ${target.node}.${target.port}`;
const arrows = ({ edges }: GraphDocument) => edges.map(arrow).toSorted();

/** What a config of subgraph says of the graph it runs, as the server finds it. */
function chosenOf(document: GraphDocument, known: Kinds): JsonObject {
  const [entry, exit] = ["input", "output"].map((kind) => document.nodes.find((node) => node.kind === kind));
  const inputs = entry === undefined ? [] : portsOf(entry, known).outputs;
  const outputs = exit === undefined ? [] : portsOf(exit, known).inputs.map(({ name, type }) => ({ name, type }));
  return JsonObject.parse(JSON.parse(JSON.stringify({ chosen: { graphId: "g", version: 1, document: "hash", inputs, outputs } })));
}

const triage = () =>
  graphOf(
    [
      inputNode("ticket", "tone"),
      templateNode("wrap", "{{ticket}} {{tone}}"),
      modelNode("draft", "{{text}}"),
      modelNode("improve", "{{draft}} in {{tone}}"),
      outputNode("answer"),
    ],
    [
      "input.ticket -> wrap.ticket",
      "input.tone -> wrap.tone",
      "wrap.text -> draft.text",
      "draft.output -> improve.draft",
      "input.tone -> improve.tone",
      "improve.output -> output.answer",
    ],
  );

describe("grouping", () => {
  it("makes what goes out of a loop its state, which starts from the value of that name, and gives the rest to every round", () => {
    const document = graphOf(
      [inputNode("output", "tone"), modelNode("improve", "{{output}} in {{tone}}"), outputNode("answer")],
      ["input.output -> improve.output", "input.tone -> improve.tone", "improve.output -> output.answer"],
    );
    const { command, lost } = groupIntoLoop(document, partOf(document, ["improve"], kinds), grouping());
    const grouped = edit(document, command);
    expect(grouped.nodes.find(({ id }) => id === "group")?.config).toMatchObject({ state: ["output"], with: ["tone"] });
    expect(arrows(grouped)).toEqual(
      [
        "input.output -> group.output",
        "group.output -> improve.output",
        "input.tone -> group.tone",
        "group.tone -> improve.tone",
        "improve.output -> group.output",
        "group.output -> output.answer",
      ].toSorted(),
    );
    expect(lost).toEqual([]);
    expect(isRunnable(validateGraph(grouped, { kinds }))).toBe(true);
  });

  it("goes round the only value when one comes in and one goes out", () => {
    const document = triage();
    const grouped = edit(document, groupIntoLoop(document, partOf(document, ["draft"], kinds), grouping()).command);
    expect(grouped.nodes.find(({ id }) => id === "group")?.config).toMatchObject({ state: ["text"], with: [] });
  });

  it("takes the first list for what a map goes through, and gives the rest to every item", () => {
    const list = { type: "array", items: { type: "string" } };
    const document = graphOf(
      [
        inputNode("text", "tone"),
        jsonModelNode("split", "{{text}}", list),
        modelNode("rate", "{{part}} {{tone}}"),
        { id: "count", kind: "code", config: kinds("code")?.defaultConfig ?? {} },
        outputNode("answer"),
      ],
      [
        "input.text -> split.text",
        "input.tone -> rate.tone",
        "split.output -> rate.part",
        "rate.output -> count.value",
        "count.result -> output.answer",
      ],
    );
    const { command, lost, list: found } = groupIntoMap(document, partOf(document, ["rate"], kinds), grouping());
    const grouped = edit(document, command);
    expect(found).toBe("split.output");
    expect(arrows(grouped)).toEqual(
      expect.arrayContaining([
        "split.output -> group.items",
        "group.item -> rate.part",
        "input.tone -> group.tone",
        "group.tone -> rate.tone",
        "rate.output -> group.result",
        "group.results -> count.value",
      ]),
    );
    expect(lost).toEqual([]);
    expect(validateGraph(grouped, { kinds }).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("leaves out a connection that a list can't go into, and says so", () => {
    const document = graphOf(
      [inputNode("a"), modelNode("ask", "{{a}}"), { id: "output", kind: "output", config: { fields: [{ name: "answer", type: "text" }] } }],
      ["input.a -> ask.a", "ask.output -> output.answer"],
    );
    const { command, lost, list } = groupIntoMap(document, partOf(document, ["ask"], kinds), grouping());
    expect(lost).toEqual([{ from: "ask.output", to: "output.answer" }]);
    expect(list).toBeUndefined();
    expect(arrows(edit(document, command))).not.toContain("group.results -> output.answer");
  });

  it("puts the container where the nodes stood, and them back there when it is dissolved", () => {
    const document = triage();
    const grouped = edit(document, groupIntoLoop(document, partOf(document, ["wrap", "draft"], kinds), grouping()).command);
    const byId = new Map(grouped.nodes.map((node) => [node.id, node]));
    expect(byId.get("group")?.position).toEqual(document.nodes.find(({ id }) => id === "wrap")?.position);
    expect(byId.get("wrap")?.position).toEqual(corner);
    const dissolved = dissolveContainer(grouped, "group", { corner, kinds });
    const after = dissolved === null ? grouped : edit(grouped, dissolved.command);
    expect(after.nodes.map(({ id, position }) => [id, position])).toEqual(document.nodes.map(({ id, position }) => [id, position]));
  });

  it("makes a graph of its own, with fields for what comes in and goes out", () => {
    const document = triage();
    const part = partOf(document, ["draft", "improve"], kinds);
    const extracted = extractPart(document, part, kinds);
    if (extracted === null) throw new Error("nothing was extracted");
    expect(validateGraph(extracted.document, { kinds }).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(extracted.document.nodes.find(({ kind }) => kind === "input")?.config).toMatchObject({
      fields: [
        { name: "text", type: "text", required: true },
        { name: "tone", type: "text", required: true },
      ],
    });
    const config = chosenOf(extracted.document, kinds);
    const { command } = replaceBySubgraph(document, part, extracted, { id: "sub", name: "Sub", config, kinds });
    const grouped = edit(document, command);
    expect(arrows(grouped)).toEqual(
      [
        "input.ticket -> wrap.ticket",
        "input.tone -> wrap.tone",
        "wrap.text -> sub.text",
        "input.tone -> sub.tone",
        "sub.output -> output.answer",
      ].toSorted(),
    );
    expect(validateGraph(grouped, { kinds }).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("refuses what a container can't hold, and tells why", () => {
    const document = triage();
    const refusal = (ids: string[], into: "map" | "loop" | "subgraph" = "loop", of = document) =>
      refusePart(of, partOf(of, ids, kinds), into, kinds);
    expect(refusal([])?.code).toBe("nothing");
    expect(refusal(["input", "wrap"])).toEqual({ code: "boundary", params: { node: "input" } });
    expect(refusal(["wrap", "improve"])).toEqual({ code: "comes_back", params: { node: "draft" } });
    const nested = edit(document, groupIntoLoop(document, partOf(document, ["draft"], kinds), grouping()).command);
    expect(refusal(["draft", "improve"], "loop", nested)?.code).toBe("several_levels");
    const forked = graphOf(
      [inputNode("a"), modelNode("one", "{{a}}"), modelNode("two", "{{a}}"), outputNode("x", "y")],
      ["input.a -> one.a", "input.a -> two.a", "one.output -> output.x", "two.output -> output.y"],
    );
    expect(refusal(["one", "two"], "map", forked)?.code).toBe("map_several_results");
    expect(refusal(["one", "two"], "loop", forked)).toBeNull();
  });

  it("refuses to part a variable from those who use it", () => {
    const document = graphOf(
      [
        inputNode("a"),
        { id: "set", kind: "set", config: { name: "mood" } },
        { id: "get", kind: "get", config: { name: "mood" } },
        modelNode("ask", "{{mood}}"),
        outputNode("x"),
      ],
      ["input.a -> set.value", "get.value -> ask.mood", "ask.output -> output.x"],
    );
    const refusal = (ids: string[], into: "loop" | "subgraph") => refusePart(document, partOf(document, ids, kinds), into, kinds)?.code;
    expect(refusal(["set"], "loop")).toBe("variable_leaves");
    expect(refusal(["get", "ask"], "loop")).toBeUndefined();
    expect(refusal(["get", "ask"], "subgraph")).toBe("variable_crosses");
  });

  it("leaves an agent's tools alone", () => {
    const document = graphOf(
      [
        { id: "agent", kind: "agent", config: kinds("agent")?.defaultConfig ?? {} },
        { ...templateNode("tool", "{{x}}"), parentId: "agent" },
      ],
      [],
    );
    expect(refusePart(document, partOf(document, ["tool"], kinds), "loop", kinds)?.code).toBe("inside_agent");
    expect(refuseDissolving(document, "agent", kinds)?.code).toBe("no_container");
  });
});

describe("dissolving", () => {
  it("cuts a list from what took its items one by one, unless it takes a list", () => {
    const document = graphOf(
      [
        {
          id: "input",
          kind: "input",
          config: { fields: [{ name: "words", type: "json", label: "", hint: "", required: true, options: [], example: "" }] },
        },
        { id: "map", kind: "map", config: { with: [], concurrency: 2, onItemError: "fail" } },
        { ...modelNode("ask", "{{word}}"), parentId: "map" },
        { id: "output", kind: "output", config: { fields: [{ name: "all", type: "list" }] } },
      ],
      ["input.words -> map.items", "map.item -> ask.word", "ask.output -> map.result", "map.results -> output.all"],
    );
    const dissolved = dissolveContainer(document, "map", { corner, kinds });
    if (dissolved === null) throw new Error("nothing was dissolved");
    expect(arrows(edit(document, dissolved.command))).toEqual(["input.words -> ask.word"]);
    expect(dissolved.lost).toEqual([{ from: "map.results", to: "output.all" }]);
  });

  it("gives nodes of a subgraph ids of their own where theirs are taken, and an agent's tools with them", () => {
    const inner = graphOf(
      [
        inputNode("a"),
        { id: "agent", kind: "agent", config: { ...(kinds("agent")?.defaultConfig ?? {}), tools: { tool: { permission: "ask" } } } },
        { ...templateNode("tool", "{{x}}"), parentId: "agent" },
        outputNode("b"),
      ],
      ["input.a -> agent.task", "agent.output -> output.b"],
    );
    const document = graphOf(
      [inputNode("a"), templateNode("tool", "{{a}}"), { id: "sub", kind: "subgraph", config: chosenOf(inner, kinds) }, outputNode("b")],
      ["input.a -> tool.a", "tool.text -> sub.a", "sub.b -> output.b"],
    );
    const dissolved = dissolveSubgraph(document, "sub", inner, { kinds, newId });
    if (dissolved === null) throw new Error("nothing was dissolved");
    const after = edit(document, dissolved.command);
    const tool = after.nodes.find(({ parentId }) => parentId === "agent");
    expect(tool?.id).not.toBe("tool");
    expect(after.nodes.find(({ id }) => id === "agent")?.config).toMatchObject({ tools: { [tool?.id ?? ""]: { permission: "ask" } } });
    expect(arrows(after)).toEqual(["agent.output -> output.b", "input.a -> tool.a", "tool.text -> agent.task"]);
  });
});

/** Ends in the document's own way: a list of named ports. */
const wired: Kinds = (kind) => (kind === "wire" ? wireKinds(kind) : kinds(kind));
/** Problems that only a wrong edit could bring. */
const structural = new Set([
  "edge_node_missing",
  "edge_across_levels",
  "connects_itself",
  "output_port_missing",
  "input_port_missing",
  "node_id_repeats",
  "edge_id_repeats",
  "types_differ",
  "input_connected_twice",
  "cycle",
  "parent_missing",
  "parent_cycle",
  "config_invalid",
]);
const structure = (document: GraphDocument, ignored: ReadonlySet<string> = new Set()) =>
  validateGraph(document, { kinds: wired }).filter(({ code, nodeId = "" }) => structural.has(code) && !ignored.has(nodeId));

/** A document that ends in a real output, and some nodes of one of its levels. */
const chosenPart = nestedDocument.chain((document) => {
  const ended = {
    ...document,
    nodes: document.nodes.map((node) =>
      node.kind !== "output"
        ? node
        : {
            ...node,
            config: { fields: (node.config.in as string[]).slice(0, 50).map((name) => ({ name: name.replace("?", ""), type: "any" })) },
          },
    ),
  };
  const fields = new Set(portsOf(ended.nodes.find(({ kind }) => kind === "output") as GraphNode, wired).inputs.map(({ name }) => name));
  const whole = { ...ended, edges: ended.edges.filter(({ target }) => target.node !== "output" || fields.has(target.port)) };
  const levels = [
    ...Map.groupBy(
      whole.nodes.filter(({ kind }) => kind !== "output"),
      ({ parentId }) => parentId,
    ).values(),
  ];
  return fc
    .constantFrom(...levels)
    .chain((nodes) =>
      fc.subarray(
        nodes.map(({ id }) => id),
        { minLength: 1 },
      ),
    )
    .map((chosen) => ({ document: whole, chosen }));
});

describe("grouping and dissolving", () => {
  it("give the same nodes and connections again: a loop", () => {
    fc.assert(
      fc.property(chosenPart, ({ document, chosen }) => {
        const part = partOf(document, chosen, wired);
        fc.pre(refusePart(document, part, "loop", wired) === null);
        const grouped = edit(document, groupIntoLoop(document, part, grouping(wired)).command);
        expect(structure(grouped)).toEqual([]);
        const dissolved = dissolveContainer(grouped, "group", { corner, kinds: wired });
        if (dissolved === null) throw new Error("nothing was dissolved");
        expect(dissolved.lost).toEqual([]);
        expect(shape(edit(grouped, dissolved.command))).toEqual(shape(document));
      }),
    );
  });

  it("give the same nodes and connections again: a subgraph", () => {
    fc.assert(
      fc.property(chosenPart, ({ document, chosen }) => {
        const part = partOf(document, chosen, wired);
        fc.pre(refusePart(document, part, "subgraph", wired) === null);
        const extracted = extractPart(document, part, wired);
        fc.pre(extracted !== null && extracted.inputs.length <= 50 && extracted.outputs.length <= 50);
        if (extracted === null) return;
        expect(structure(extracted.document)).toEqual([]);
        const config = chosenOf(extracted.document, wired);
        const replaced = replaceBySubgraph(document, part, extracted, { id: "group", name: "Group", config, kinds: wired });
        const grouped = edit(document, replaced.command);
        expect(structure(grouped)).toEqual([]);
        const dissolved = dissolveSubgraph(grouped, "group", extracted.document, { kinds: wired, newId });
        if (dissolved === null) throw new Error("nothing was dissolved");
        expect(dissolved.lost).toEqual([]);
        expect(shape(edit(grouped, dissolved.command))).toEqual(shape(document));
      }),
    );
  });

  it("always leave a graph that holds together, and tell what could not be kept: a map", () => {
    fc.assert(
      fc.property(chosenPart, ({ document, chosen }) => {
        const part = partOf(document, chosen, wired);
        fc.pre(refusePart(document, part, "map", wired) === null);
        const grouped = edit(document, groupIntoMap(document, part, grouping(wired)).command);
        expect(structure(grouped)).toEqual([]);
        const dissolved = dissolveContainer(grouped, "group", { corner, kinds: wired });
        if (dissolved === null) throw new Error("nothing was dissolved");
        const after = edit(grouped, dissolved.command);
        expect(structure(after)).toEqual([]);
        expect(shape(after).nodes).toEqual(shape(document).nodes);
        const kept = new Set(arrows(after));
        expect(arrows(document).filter((edge) => !kept.has(edge))).toHaveLength(dissolved.lost.length);
      }),
    );
  });
});
