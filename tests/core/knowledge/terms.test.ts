import { describe, expect, it } from "vitest";
import { citationOf, numbered } from "@/core/knowledge/passage";
import { queryTerms, searchTerms, spelledWords } from "@/core/knowledge/terms";

describe("search terms", () => {
  it("are the text itself where words stand apart", () => expect(searchTerms("Refunds take 5 days.")).toBe("Refunds take 5 days."));

  it("are pairs of characters where they don't, and the characters too", () => {
    expect(searchTerms("申请退款，请").split(/\s+/).filter(Boolean)).toEqual(["申请", "请退", "退款", ",", "请", "申", "请", "退", "款"]);
  });

  it("fold full-width letters", () => expect(searchTerms("ＡＢＣ１")).toBe("ABC1"));
});

describe("a question", () => {
  it("asks for pairs and keeps its quotes and minus signs", () => {
    expect(queryTerms('"申请退款" -发货 fast')).toBe('"申请 请退 退款" -发货 fast');
    expect(queryTerms("税")).toBe("税");
  });

  it("has words that may be misspelled", () => expect(spelledWords("Is the Warantee for 退款 the warantee?")).toEqual(["warantee"]));
});

describe("a citation", () => {
  it("names document, page and headings as far as there are any", () => {
    expect(citationOf({ document: "a.txt", heading: "", page: null })).toBe("a.txt");
    expect(citationOf({ document: "a.pdf", heading: "", page: 3 })).toBe("a.pdf, p. 3");
    expect(citationOf({ document: "a.md", heading: "Shop › Returns", page: null })).toBe("a.md › Shop › Returns");
  });

  it("stands beside each numbered passage", () => {
    const passage = { document: "a.txt", heading: "", page: null, score: 1, citation: "a.txt" };
    expect(
      numbered([
        { ...passage, text: "one" },
        { ...passage, text: "two" },
      ]),
    ).toBe("[1] a.txt\none\n\n[2] a.txt\ntwo");
  });
});
