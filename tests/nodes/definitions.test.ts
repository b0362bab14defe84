import * as icons from "@tabler/icons-react";
import { describe, expect, it } from "vitest";
import { GraphNode } from "@/core/graph/document";
import { kindCategories, locales } from "@/core/graph/kind";
import { allKinds, definitions } from "@/nodes/definitions";

describe.each(allKinds)("the kind $kind", (definition) => {
  const defaults = definition.defaultConfig;

  it("parses its own defaults and derives ports with unique names from them", () => {
    expect(definition.config.safeParse(defaults).success).toBe(true);
    const ports = definition.portsOf(defaults);
    expect(ports).not.toBeNull();
    for (const side of [ports?.inputs ?? [], ports?.outputs ?? []]) expect(new Set(side.map(({ name }) => name)).size).toBe(side.length);
  });

  it("parses what it parsed to the same value", () => {
    const once = definition.config.parse(defaults);
    expect(definition.config.parse(once)).toEqual(once);
  });

  it("makes a node that fits the document", () => {
    const node = { id: "n", kind: definition.kind, name: definition.text.en.title, position: { x: 0, y: 0 }, config: defaults };
    expect(GraphNode.safeParse(node).success).toBe(true);
  });

  it("explains itself in every language", () => {
    for (const locale of locales) {
      const { title, summary, help, fields } = definition.text[locale];
      for (const text of [title, summary, help]) expect(text.trim()).not.toBe("");
      expect(Object.keys(fields).sort()).toEqual(Object.keys(defaults).sort());
    }
  });

  it("has a known icon and category", () => {
    expect(Object.hasOwn(icons, definition.icon)).toBe(true);
    expect(kindCategories).toContain(definition.category);
  });

  it("refuses a foreign config without throwing", () => {
    expect(definition.portsOf({ nonsense: true })).toBeNull();
    expect(definition.checkOf({ nonsense: true })).toEqual([]);
  });
});

it("is registered under its own name", () => {
  for (const [name, { kind }] of Object.entries(definitions)) expect(kind).toBe(name);
});
