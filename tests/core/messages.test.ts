import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { errorStatus } from "@/core/errors";
import { messages } from "@/core/messages";

type Tree = { [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );

const argumentsOf = (text: string) => [...text.matchAll(/\{\s*(\w+)/g)].map((match) => match[1]).sort();

describe("the texts on screen", () => {
  const english = new Map(flat(messages.en));
  const chinese = new Map(flat(messages.zh));

  it("exist in every language under the same keys", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("are well-formed ICU messages that use the same values", () => {
    for (const [key, text] of english) {
      const other = chinese.get(key) ?? "";
      for (const [locale, message] of [
        ["en", text],
        ["zh", other],
      ] as const)
        expect(() => new IntlMessageFormat(message, locale, undefined, { ignoreTag: false }), `${key} (${locale})`).not.toThrow();
      const used = new Set(argumentsOf(other));
      const plural = /plural|select/.test(text);
      for (const name of used) expect(argumentsOf(text), key).toContain(name);
      if (!plural) expect(new Set(argumentsOf(text)), key).toEqual(used);
    }
  });

  it("say how numbers look by skeletons: names of styles mean nothing where messages are compiled beforehand", () => {
    const named = [...english, ...chinese].filter(([, text]) => /,\s*number,\s*[^\s:]/.test(text));
    expect(named).toEqual([]);
  });

  it("say something for every error there is", () => {
    expect(Object.keys(messages.en.errors).sort()).toEqual(Object.keys(errorStatus).sort());
  });
});
