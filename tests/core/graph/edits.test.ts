import { describe, expect, it } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import { edit, type GraphCommand, refuseConnection } from "@/core/graph/edits";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";

const chain = () =>
  graphOf(
    [inputNode("question"), modelNode("ask", "{{question}}"), templateNode("wrap", "{{text}}"), outputNode("answer")],
    ["input.question -> ask.question", "ask.output -> wrap.text", "wrap.text -> output.answer"],
  );

const applied = (document: GraphDocument, ...commands: GraphCommand[]) =>
  commands.reduce((state, command) => edit(state, command), document);

describe("editing a graph", () => {
  it("gives a new node a name of its own", () => {
    const node = { id: "n1", kind: "template", name: "wrap", position: { x: 0, y: 0 }, config: { text: "" } };
    const document = applied(chain(), { type: "addNode", node }, { type: "addNode", node: { ...node, id: "n2" } });
    expect(document.nodes.map(({ name }) => name).slice(-2)).toEqual(["wrap 2", "wrap 3"]);
  });

  it("takes a removed node's connections with it", () => {
    const document = applied(chain(), { type: "removeElements", nodes: ["wrap"], edges: [] });
    expect(document.nodes.map(({ id }) => id)).toEqual(["input", "ask", "output"]);
    expect(document.edges.map(({ id }) => id)).toEqual(["input.question-ask.question"]);
  });

  it("replaces the connection of an input that is connected again", () => {
    const document = applied(chain(), {
      type: "connect",
      source: { node: "ask", port: "output" },
      target: { node: "output", port: "answer" },
    });
    expect(document.edges.filter(({ target }) => target.node === "output")).toEqual([
      { id: "ask.output-output.answer", source: { node: "ask", port: "output" }, target: { node: "output", port: "answer" } },
    ]);
  });

  it("lets connections follow a renamed port", () => {
    const document = applied(chain(), {
      type: "configure",
      id: "output",
      config: { fields: [{ name: "reply", type: "any" }] },
      renames: { inputs: { answer: "reply" } },
    });
    expect(document.edges.at(-1)).toMatchObject({ id: "wrap.text-output.reply", target: { node: "output", port: "reply" } });
  });

  it("adds, changes and removes notes", () => {
    const note = { id: "note", text: "Why", position: { x: 0, y: 0 }, size: { width: 100, height: 80 } };
    const added = applied(chain(), { type: "insert", nodes: [], edges: [], notes: [note] });
    const changed = edit(added, { type: "editNote", id: "note", change: { text: "Because", color: "blue" } });
    expect(changed.notes).toEqual([{ ...note, text: "Because", color: "blue" }]);
    const emptied = edit(changed, { type: "removeElements", nodes: ["note"], edges: [] });
    expect([emptied.notes, emptied.nodes]).toEqual([[], chain().nodes]);
  });

  it("keeps the old name when the new one is blank", () => {
    expect(applied(chain(), { type: "renameNode", id: "ask", name: "   " }).nodes[1]?.name).toBe("ask");
  });

  it("moves notes together with nodes", () => {
    const note = { id: "note-1", text: "", position: { x: 0, y: 0 }, size: { width: 100, height: 100 } };
    const to = { x: 16, y: 32 };
    const document = applied({ ...chain(), notes: [note] }, { type: "moveNodes", positions: { ask: to, "note-1": to } });
    expect([document.nodes[1]?.position, document.notes[0]?.position]).toEqual([to, to]);
  });

  it("saves an example in its place, or as the last", () => {
    const example = (id: string, name: string) => ({ type: "saveExample", example: { id, name, input: {} } }) as const;
    const { examples } = applied(chain(), example("a", "A"), example("b", "B"), example("a", "B"));
    expect(examples?.map(({ id, name }) => [id, name])).toEqual([
      ["a", "B 2"],
      ["b", "B"],
    ]);
  });

  it("leaves the document as it is when the node is gone", () => {
    const document = chain();
    expect(edit(document, { type: "renameNode", id: "nobody", name: "x" })).toBe(document);
  });
});

describe("drawing a connection", () => {
  const refusal = (source: string, target: string) => {
    const ref = (text: string) => ({ node: text.split(".")[0] ?? "", port: text.split(".")[1] ?? "" });
    return refuseConnection(chain(), ref(source), ref(target), kinds)?.code ?? null;
  };

  it.each([
    ["input.question", "wrap.text", null],
    ["ask.output", "ask.question", "connects_itself"],
    ["wrap.text", "ask.question", "closes_cycle"],
    ["ask.nothing", "wrap.text", "port_missing"],
  ])("%s to %s: %s", (source, target, expected) => {
    expect(refusal(source, target)).toBe(expected);
  });
});
