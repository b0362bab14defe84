import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Hit, searchGraph } from "@/core/graph/search";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";

const document = {
  ...graphOf(
    [
      inputNode("question"),
      { ...modelNode("ask", "Answer the customer:\n{{question}}"), name: "Reply" },
      templateNode("wrap", "Reply: {{text}}"),
      outputNode("answer"),
    ],
    [],
  ),
  notes: [{ id: "note-1", text: "The reply must be polite", position: { x: 0, y: 0 }, size: { width: 100, height: 100 } }],
};
const search = (words: string) => searchGraph(document, words, kinds, "en");
const marked = ({ text, from, to }: Hit) => text.slice(from, to);

describe("searching a graph", () => {
  it("finds names first, then configs and notes, whatever the case", () => {
    expect(search("reply").map(({ id, place }) => [id, place.in])).toEqual([
      ["ask", "name"],
      ["wrap", "config"],
      ["note-1", "note"],
    ]);
  });

  it("finds kinds by their title in the person's language", () => {
    expect(search(kinds("template")?.text.en.title ?? "")).toContainEqual(expect.objectContaining({ id: "wrap", place: { in: "kind" } }));
    expect(searchGraph(document, kinds("template")?.text.zh.title ?? "", kinds, "zh")).toMatchObject([{ id: "wrap" }]);
  });

  it("says in which text of a node, and marks the words in their line", () => {
    const [hit] = search("customer");
    expect(hit).toMatchObject({ id: "ask", place: { in: "config", path: ["task", "messages", "0", "content"] } });
    expect(hit?.text).toBe("Answer the customer: {{question}}");
    expect(marked(hit as Hit)).toBe("customer");
  });

  it("shows only what is around the words in a long text, and marks them there", () => {
    const text = fc.string({ minLength: 0, maxLength: 200, unit: fc.constantFrom("a", "b", " ", "\n") });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const long = graphOf([templateNode("wrap", `${before}Needle${after}`)], []);
        const [hit] = searchGraph(long, "needle", kinds, "en");
        expect(marked(hit as Hit)).toBe("Needle");
        expect(hit?.text.length).toBeLessThan(90);
      }),
    );
  });

  it("finds nothing for nothing", () => {
    expect(search("  ")).toEqual([]);
    expect(search("zebra")).toEqual([]);
  });
});
