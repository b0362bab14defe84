import { describe, expect, it } from "vitest";
import { readConfigsAnew } from "@/core/graph/kind";
import { kinds } from "@/nodes/definitions";

describe("a node's config", () => {
  it("is read once however often it is asked about, until configs are to be read anew", () => {
    const config = { text: "{{value}}" };
    const first = kinds("template")?.read(config);
    expect(kinds("template")?.read(config)).toBe(first);
    expect(kinds("template")?.read({ ...config })).not.toBe(first);
    readConfigsAnew();
    expect(kinds("template")?.read(config)).not.toBe(first);
    expect(kinds("template")?.read(config)).toEqual(first);
  });
});
