import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffDocuments, fieldChanges, isEmptyDiff, unionOf } from "@/core/graph/diff";
import { edit, type GraphCommand } from "@/core/graph/edits";
import type { JsonObject } from "@/core/graph/json";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";

const chain = () =>
  graphOf(
    [inputNode("question"), modelNode("ask", "{{question}}"), templateNode("wrap", "{{text}}"), outputNode("answer")],
    ["input.question -> ask.question", "ask.output -> wrap.text", "wrap.text -> output.answer"],
  );
const changed = (...commands: GraphCommand[]) => commands.reduce(edit, chain());
const told = (...commands: GraphCommand[]) => diffDocuments(chain(), changed(...commands)).nodes.map(({ id, change }) => [id, change]);

const command: fc.Arbitrary<GraphCommand> = fc.oneof(
  fc.record({ type: fc.constant("removeElements" as const), nodes: fc.subarray(["input", "ask", "wrap"]), edges: fc.constant([]) }),
  fc.record({ type: fc.constant("renameNode" as const), id: fc.constantFrom("ask", "wrap"), name: fc.string({ minLength: 1 }) }),
  fc.record({
    type: fc.constant("moveNodes" as const),
    positions: fc.tuple(fc.integer(), fc.integer()).map(([x, y]) => ({ wrap: { x, y } })),
  }),
  fc.record({ type: fc.constant("configure" as const), id: fc.constant("wrap"), config: fc.string().map((text) => ({ text })) }),
);

describe("the difference between two documents", () => {
  it("tells what was added, removed, changed and moved", () => {
    expect(told({ type: "removeElements", nodes: ["wrap"], edges: [] })).toEqual([["wrap", "removed"]]);
    expect(told({ type: "renameNode", id: "ask", name: "Ask" })).toEqual([["ask", "changed"]]);
    expect(told({ type: "moveNodes", positions: { ask: { x: 1, y: 1 } } })).toEqual([["ask", "moved"]]);
    expect(told({ type: "addNode", node: { id: "new", kind: "get", name: "New", position: { x: 0, y: 0 }, config: {} } })).toEqual([
      ["new", "added"],
    ]);
  });

  it("tells a connection that goes with its node", () => {
    const { edges } = diffDocuments(chain(), changed({ type: "removeElements", nodes: ["wrap"], edges: [] }));
    expect(edges.map(({ id, change }) => [id, change])).toEqual([
      ["ask.output-wrap.text", "removed"],
      ["wrap.text-output.answer", "removed"],
    ]);
  });

  it("tells which field of a node changed, however deep", () => {
    const node = chain().nodes.find(({ id }) => id === "ask");
    const config = JSON.parse(JSON.stringify(node?.config)) as JsonObject & { task: { messages: { content: string }[] } };
    const last = config.task.messages.at(-1);
    if (last !== undefined) last.content = "Be brief: {{question}}";
    const [diff] = diffDocuments(chain(), changed({ type: "configure", id: "ask", config })).nodes;
    expect(diff?.fields).toEqual([
      {
        path: ["config", "task", "messages", config.task.messages.length - 1, "content"],
        before: "{{question}}",
        after: "Be brief: {{question}}",
      },
    ]);
  });

  it("is nothing between a document and itself", () => {
    expect(isEmptyDiff(diffDocuments(chain(), chain()))).toBe(true);
  });

  it("turns around with its documents", () => {
    const turned = { added: "removed", removed: "added", changed: "changed", moved: "moved" } as const;
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
        const [here, there] = [diffDocuments(chain(), changed(...commands)), diffDocuments(changed(...commands), chain())];
        const sorted = (list: string[][]) => list.map((pair) => pair.join(" ")).sort();
        expect(sorted(there.nodes.map(({ id, change }) => [id, turned[change]]))).toEqual(
          sorted(here.nodes.map(({ id, change }) => [id, change])),
        );
        expect(there.edges.length).toBe(here.edges.length);
      }),
    );
  });

  it("draws both documents in one, each element once", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
        const now = changed(...commands);
        const { nodes, edges } = unionOf(chain(), now);
        expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
        expect(nodes.length).toBe(new Set([...chain().nodes, ...now.nodes].map(({ id }) => id)).size);
        expect(edges.length).toBe(new Set([...chain().edges, ...now.edges].map(({ id }) => id)).size);
      }),
    );
  });

  it("tells a change of the order of keys alone", () => {
    expect(fieldChanges({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual([
      { path: ["a"], before: { x: 1, y: 2 }, after: { y: 2, x: 1 } },
    ]);
  });
});
