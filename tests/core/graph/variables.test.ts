import { describe, expect, it } from "vitest";
import { compile } from "@/core/engine/plan";
import { isRunnable, validateGraph } from "@/core/graph/validate";
import { kinds } from "@/nodes/definitions";
import { graphOf, inputNode, outputNode, templateNode } from "../../helpers/documents";
import { Drive } from "../../helpers/engine";

const set = (id: string, name: string, parentId?: string) => ({
  id,
  kind: "set",
  config: { name },
  ...(parentId !== undefined && { parentId }),
});
const get = (id: string, name: string, parentId?: string) => ({
  id,
  kind: "get",
  config: { name },
  ...(parentId !== undefined && { parentId }),
});
const map = { id: "each", kind: "map", config: { with: [], concurrency: 2, onItemError: "fail" } };
const codes = (...[nodes, arrows]: Parameters<typeof graphOf>) => validateGraph(graphOf(nodes, arrows), { kinds }).map(({ code }) => code);

const far = graphOf(
  [
    inputNode("tone", "list"),
    set("keep", "tone"),
    map,
    get("have", "tone", "each"),
    { ...templateNode("say", "{{tone}} {{it}}"), parentId: "each" },
    outputNode("all"),
  ],
  [
    "input.tone -> keep.value",
    "input.list -> each.items",
    "have.value -> say.tone",
    "each.item -> say.it",
    "say.text -> each.result",
    "each.results -> output.all",
  ],
);

describe("a variable", () => {
  it("is a wire: who gets it waits for it, inside containers too", () => {
    expect(validateGraph(far, { kinds }).filter(({ code }) => code !== "types_differ")).toEqual([]);
    const drive = new Drive(compile(far, kinds));
    drive.complete("input", { tone: "kind", list: ["a", "b"] });
    expect([...drive.running.keys()]).toEqual(["keep"]);
    drive.complete("keep", { value: "kind" });
    expect([...drive.running.keys()].toSorted()).toEqual(["each[0]/have", "each[1]/have"]);
    expect(drive.running.get("each[1]/have")?.inputs).toEqual({ $tone: "kind" });
  });

  it("is skipped where it is got, and nowhere else, when it was skipped where it is set", () => {
    const drive = new Drive(compile(far, kinds));
    drive.complete("input", { list: ["a"] });
    expect(drive.skipped).toEqual(["keep", "each[0]/have", "each[0]/say"]);
    expect(drive.running.get("output")?.inputs).toEqual({ all: [null] });
  });

  it("is set once, and within reach of who gets it", () => {
    const ends = [inputNode("a"), outputNode("b")];
    expect(codes([...ends, set("s", "x"), set("s2", "x")], ["input.a -> s.value", "input.a -> s2.value"])).toContain("variable_set_twice");
    expect(codes([...ends, get("g", "x")], ["g.value -> output.b"])).toContain("variable_unset");
    expect(codes([...ends, map, set("s", "x", "each"), get("g", "x")], ["each.item -> s.value", "g.value -> output.b"])).toContain(
      "variable_unset",
    );
  });

  it("closes no circle", () => {
    const circle = graphOf([inputNode("a"), set("s", "x"), get("g", "x"), outputNode("b")], ["g.value -> s.value", "s.value -> output.b"]);
    const problems = validateGraph(circle, { kinds });
    expect(problems.map(({ code }) => code)).toContain("cycle");
    expect(isRunnable(problems)).toBe(false);
  });
});
