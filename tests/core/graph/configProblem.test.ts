import { describe, expect, it } from "vitest";
import { z } from "zod";
import { configProblem } from "@/core/graph/configProblem";
import { fieldLabel } from "@/core/graph/fieldLabel";
import type { Json, JsonObject } from "@/core/graph/json";
import { locales } from "@/core/graph/kind";
import { messages, problemText } from "@/core/messages";
import { allKinds, kinds } from "@/nodes/definitions";

const many = Array.from({ length: 300 }, () => "a b");
const wrongs: (Json | undefined)[] = [undefined, null, -1, 1.5, 1e9, "", "x".repeat(300_000), [], many, [null], {}, { a: 1 }, [{}]];

/** The sentences, in English, on what a schema doesn't take. */
const sentences = (schema: z.ZodType, config: unknown) =>
  (schema.safeParse(config).error?.issues ?? []).map((issue) => {
    const { code, params } = configProblem(issue, config);
    return problemText("en", { code, params: { node: "N", ...params } }, kinds);
  });

describe("what is wrong with a node's setting", () => {
  it("is said in a sentence of its own", () => {
    const list = z.object({ list: z.array(z.string().min(1).max(3)).min(2).max(3) });
    expect(sentences(list, { list: ["a", "b", "c", "d"] })).toEqual(["“N”: list has more than 3 entries. Take some out."]);
    expect(sentences(list, { list: ["a"] })).toEqual(["“N”: list needs at least 2 entries. Add some."]);
    expect(sentences(list, { list: ["", "abcd"] })).toEqual([
      "“N”: list.0 is empty. Fill it in.",
      "“N”: list.1 is longer than 3 characters. Shorten it.",
    ]);
    expect(sentences(list, {})).toEqual(["“N”: list is missing. Fill it in."]);
    const number = z.object({ n: z.number().gt(0).max(2).multipleOf(0.5) });
    expect(sentences(number, { n: 0 })).toEqual(["“N”: n must be above 0."]);
    expect(sentences(number, { n: 2.2 })).toEqual(["“N”: n must be at most 2.", "“N”: n must be a multiple of 0.5."]);
    expect(sentences(number, { n: "1" })).toEqual(["“N”: n must be a number."]);
    expect(sentences(z.object({ n: z.number().int() }), { n: 1.5 })).toEqual(["“N”: n must be a whole number."]);
    expect(sentences(z.object({ c: z.enum(["a", "b"]) }), { c: "x" })).toEqual(["“N”: c must be one of: a, b."]);
    expect(sentences(z.object({ u: z.url() }), { u: "x" })).toEqual(["“N”: u is no address. Write one such as https://example.org."]);
    expect(sentences(z.strictObject({}), { old: 1, older: 2 })).toEqual([
      "“N” has settings that this version does not know: old, older. Remove them, or update Minnow.",
    ]);
  });

  it("names the fault in the form that a value comes nearest to", () => {
    const either = z.object({ of: z.union([z.object({ text: z.string() }), z.object({ list: z.array(z.number().max(3)) })]) });
    expect(sentences(either, { of: { list: [1, 9] } })).toEqual(["“N”: of.list.1 must be at most 3."]);
  });

  it("is said of the setting's label, in every language", () => {
    expect(fieldLabel(kinds, "human", "timeoutMinutes", "en")).toBe("Longest wait");
    expect(fieldLabel(kinds, "human", "timeoutMinutes", "zh")).toBe("最长等待");
    expect(fieldLabel(kinds, "router", "cases.2.name", "en")).toMatch(/ 3 · name$/);
    expect(fieldLabel(kinds, "unheard-of", "a.b", "en")).toBe("a · b");
  });

  // Each setting of each kind, taken away or turned into what nobody would take for it.
  it.each(allKinds)("has a sentence for whatever is put into a $kind node", ({ config, defaultConfig }) => {
    const found = Object.keys(defaultConfig).flatMap((key) =>
      wrongs.flatMap((wrong) => {
        const { [key]: _, ...others } = defaultConfig;
        const broken: JsonObject = wrong === undefined ? others : { ...others, [key]: wrong };
        return (config.safeParse(broken).error?.issues ?? []).map((issue) => configProblem(issue, broken));
      }),
    );
    for (const { code, params } of found)
      for (const locale of locales) {
        expect(Object.keys(messages[locale].problems)).toContain(code);
        const text = problemText(locale, { code, params: { node: "N", ...params } }, kinds);
        expect(text).not.toMatch(/Invalid|expected|received|[{}]/);
      }
  });
});
