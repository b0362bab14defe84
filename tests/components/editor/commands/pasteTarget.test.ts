import { describe, expect, it } from "vitest";
import { duplicateTarget, pasteTarget } from "@/components/editor/commands/pasteTarget";
import { copyPart } from "@/core/graph/clipboard";
import { emptyDocument, type GraphDocument } from "@/core/graph/document";
import { node } from "../../graphs";

/** A node `a` beside a container that holds `inner`. */
const document: GraphDocument = {
  ...emptyDocument(),
  nodes: [
    node("a", "template", { text: "" }),
    { ...node("box", "map", {}), position: { x: 640, y: 0 } },
    { ...node("inner", "template", { text: "" }), parentId: "box", position: { x: 160, y: 64 } },
  ],
};
const scene = {
  document,
  selected: [] as string[],
  sizes: new Map([["box", { width: 560, height: 220 }]]),
  pointer: null,
  centre: { x: 2000, y: 1000 },
};
const clip = copyPart(document, ["a"]);

describe("what is pasted", () => {
  it("goes beside its original, a step further each time", () => {
    expect(pasteTarget(clip, scene)).toEqual({ at: { x: 32, y: 32 } });
    const again = { ...document, nodes: [...document.nodes, { ...node("b", "template", {}), position: { x: 32, y: 32 } }] };
    expect(pasteTarget(clip, { ...scene, document: again })).toEqual({ at: { x: 64, y: 64 } });
  });

  it("goes into the middle of the view when it comes from elsewhere", () => {
    expect(pasteTarget(clip, { ...scene, document: emptyDocument() })).toEqual({ at: { x: 1888, y: 928 } });
  });

  it("goes under the pointer, and into the container there", () => {
    expect(pasteTarget(clip, { ...scene, pointer: { x: 320, y: 480 } })).toEqual({ at: { x: 208, y: 416 } });
    expect(pasteTarget(clip, { ...scene, pointer: { x: 960, y: 160 } })).toEqual({ into: "box", at: { x: 208, y: 96 } });
  });

  it("goes into the selected container, unless that is what was copied", () => {
    expect(pasteTarget(clip, { ...scene, selected: ["box"] })).toEqual({ into: "box", at: { x: 128, y: 48 } });
    expect(pasteTarget(copyPart(document, ["box"]), { ...scene, selected: ["box"] })).toEqual({ at: { x: 672, y: 32 } });
  });
});

describe("a duplicate", () => {
  it("stands beside its original, in the same container", () => {
    expect(duplicateTarget(copyPart(document, ["inner"]), document)).toEqual({ into: "box", at: { x: 192, y: 96 } });
    expect(duplicateTarget(copyPart(document, ["a"]), document)).toEqual({ at: { x: 32, y: 32 } });
  });
});
