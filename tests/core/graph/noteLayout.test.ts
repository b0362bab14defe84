import { describe, expect, it } from "vitest";
import type { Box } from "@/core/graph/align";
import { followNodes } from "@/core/graph/noteLayout";

const box = (id: string, x: number, y: number, width = 100, height = 50): Box => ({ id, x, y, width, height });
const before = [box("a", 0, 0), box("b", 400, 0)];

describe("notes beside nodes that are laid out anew", () => {
  it("go along with the node they stand by", () => {
    const after = [box("a", 0, 0), box("b", 160, 320)];
    expect(followNodes([box("note", 400, -80)], before, after)).toEqual({ note: { x: 160, y: 240 } });
    expect(followNodes([box("note", 0, -80)], before, after)).toEqual({});
  });

  it("make way for nodes and for each other", () => {
    const after = [box("a", 0, 0), box("b", 0, 60)];
    const notes = [box("one", 400, -60), box("two", 400, -70)];
    expect(followNodes(notes, before, after)).toEqual({ one: { x: 0, y: -66 }, two: { x: 0, y: -132 } });
  });

  it("stay behind their nodes when they frame them", () => {
    const after = [box("a", 50, 10), box("b", 400, 0)];
    expect(followNodes([box("frame", -20, -20, 140, 90)], before, after)).toEqual({ frame: { x: 30, y: -10 } });
  });

  it("stay where they are in a graph without nodes", () => {
    expect(followNodes([box("note", 0, 0)], [], [])).toEqual({});
  });
});
