import { describe, expect, it } from "vitest";
import { describeEdit, type EditDescription, editCodes } from "@/core/graph/describeEdit";
import { emptyDocument, type GraphNode } from "@/core/graph/document";
import type { GraphCommand } from "@/core/graph/edits";
import { messages } from "@/core/messages";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";

const document = graphOf(
  [inputNode("question"), modelNode("ask", "{{question}}"), outputNode("answer")],
  ["input.question -> ask.question", "ask.output -> output.answer"],
);
const ask = document.nodes[1] as GraphNode;
const asked = modelNode("ask", "Please: {{question}}").config as GraphNode["config"];
const other = modelNode("ask", "{{question}}", "other/model").config as GraphNode["config"];
const at = { x: 0, y: 0 };
const note = { id: "note", text: "Words", position: at, size: { width: 10, height: 10 } };
const end = (node: string, port: string) => ({ node, port });

const examples: [GraphCommand, EditDescription][] = [
  [
    { type: "addNode", node: ask },
    { code: "add", params: { name: "ask" } },
  ],
  [
    { type: "insert", nodes: [ask, ask], edges: [], notes: [] },
    { code: "insert", params: { count: 2 } },
  ],
  [
    { type: "insert", nodes: [ask], edges: [], notes: [] },
    { code: "add", params: { name: "ask" } },
  ],
  [
    { type: "insert", nodes: [], edges: [], notes: [note] },
    { code: "add_note", params: {} },
  ],
  [
    {
      type: "regroup",
      did: { code: "group", name: "Loop", count: 2 },
      moves: [],
      gone: [],
      nodes: [],
      cut: [],
      edges: [],
    },
    { code: "group", params: { name: "Loop", count: 2 } },
  ],
  [
    { type: "collapse", ids: ["ask"], collapsed: true },
    { code: "collapse", params: { name: "ask" } },
  ],
  [
    { type: "collapse", ids: ["ask", "input"], collapsed: false },
    { code: "expand_several", params: { count: 2 } },
  ],
  [
    { type: "editNote", id: "note", change: { text: "More" } },
    { code: "edit_note", params: {} },
  ],
  [
    { type: "rewire", cut: [], edges: [] },
    { code: "rewire", params: {} },
  ],
  [
    { type: "removeElements", nodes: ["ask"], edges: [] },
    { code: "remove", params: { name: "ask" } },
  ],
  [
    { type: "removeElements", nodes: ["ask", "input"], edges: [] },
    { code: "remove_several", params: { count: 2 } },
  ],
  [
    { type: "removeElements", nodes: [], edges: ["ask.output-output.answer"] },
    { code: "disconnect", params: { from: "ask", to: "output" } },
  ],
  [
    { type: "moveNodes", positions: { ask: at } },
    { code: "move", params: { name: "ask" } },
  ],
  [
    { type: "moveNodes", positions: { ask: at, input: at, output: at } },
    { code: "move_several", params: { count: 3 } },
  ],
  [
    { type: "reparent", moves: [{ id: "ask", parentId: "input", position: at }] },
    { code: "put_into", params: { name: "ask", container: "input" } },
  ],
  [
    { type: "reparent", moves: [{ id: "ask", position: at }] },
    { code: "take_out", params: { name: "ask" } },
  ],
  [
    { type: "renameNode", id: "ask", name: " Triage " },
    { code: "rename", params: { name: "ask", to: "Triage" } },
  ],
  [
    { type: "configure", id: "ask", config: asked },
    { code: "change_prompt", params: { name: "ask" } },
  ],
  [
    { type: "configure", id: "ask", config: other },
    { code: "change_model", params: { name: "ask" } },
  ],
  [
    { type: "configure", id: "input", config: {} },
    { code: "configure", params: { name: "input" } },
  ],
  [
    { type: "changeSettings", id: "ask", settings: { retries: 1 } },
    { code: "change_settings", params: { name: "ask" } },
  ],
  [
    { type: "connect", source: end("ask", "output"), target: end("output", "answer") },
    { code: "connect", params: { from: "ask", to: "output" } },
  ],
  [
    { type: "saveExample", example: { id: "e", name: "A hard one", input: {} } },
    { code: "save_example", params: { name: "A hard one" } },
  ],
  [
    { type: "removeExample", id: "e" },
    { code: "remove_example", params: { name: "e" } },
  ],
  [
    { type: "replaceDocument", document: emptyDocument() },
    { code: "replace", params: {} },
  ],
];

describe("what an edit did", () => {
  it.each(examples)("is told of $type", (command, description) => {
    expect(describeEdit(command, document)).toEqual(description);
  });

  it("has words in every language", () => {
    for (const { commands } of Object.values(messages)) expect(Object.keys(commands.did).sort()).toEqual([...editCodes].sort());
  });
});
