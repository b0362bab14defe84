import { describe, expect, it } from "vitest";
import { changedPath, renamedVariable, suppliesOf } from "@/components/inspector/ports";
import { kinds } from "@/nodes/definitions";
import { smallGraph } from "../graphs";

describe("typing inside a variable", () => {
  it("is a rename, so that its edge follows", () => {
    expect(renamedVariable(["Hi {{question}}"], ["Hi {{questions}}"])).toEqual({ inputs: { question: "questions" } });
  });

  it("is no rename when a variable only came or only went", () => {
    expect(renamedVariable(["{{a}}"], ["{{a}} {{b}}"])).toBeUndefined();
    expect(renamedVariable(["{{a}} {{b}}"], ["{{a}}"])).toBeUndefined();
    expect(renamedVariable(["{{a}} {{b}}"], ["{{c}} {{d}}"])).toBeUndefined();
  });
});

describe("what may feed a node", () => {
  it("leaves out the node itself and everything after it", () => {
    expect(suppliesOf(smallGraph(), "ask", kinds).map(({ node, port }) => `${node}.${port}`)).toEqual(["start.question"]);
  });
});

describe("the field that changed", () => {
  it("is named by its path", () => {
    expect(changedPath({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toBe("a.b.1");
    expect(changedPath({ a: 1 }, { a: 1 })).toBe("");
    expect(changedPath({}, { a: 1 })).toBe("a");
  });
});
