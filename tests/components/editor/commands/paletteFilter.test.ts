import { describe, expect, it } from "vitest";
import { findActions } from "@/components/editor/commands/paletteFilter";

const groups = [
  {
    group: "Edit",
    actions: [
      { id: "copy", label: "Copy" },
      { id: "all", label: "Select all" },
    ],
  },
  { group: "Add", actions: [{ id: "text", label: "Add Text", description: "Writes text from values", keywords: ["template"] }] },
  { group: "Open", actions: [] },
];
const found = (query: string) => findActions(query, groups).flatMap(({ actions }) => actions.map(({ id }) => id));

describe("the command palette", () => {
  it("shows everything to begin with, and no empty group", () => {
    expect(found("")).toEqual(["copy", "all", "text"]);
    expect(findActions(" ", groups)).toHaveLength(2);
  });

  it("finds by every word, in any order, in names and other words", () => {
    expect(found("all sel")).toEqual(["all"]);
    expect(found("add template")).toEqual(["text"]);
    expect(found("add copy")).toEqual([]);
  });

  it("puts what begins with the letters first", () => {
    expect(found("a")).toEqual(["text", "all"]);
  });
});
