import { describe, expect, it } from "vitest";
import { sameJobs } from "@/core/clustering/acrossNodes";
import { driftOf, effectiveClusters } from "@/core/clustering/drift";
import { fitIsDue } from "@/core/clustering/due";
import { signatureOf } from "@/core/clustering/signature";
import { textOf, wordsOf } from "@/core/clustering/terms";
import { fitCall, labelled } from "./calls";

describe("the words of a call", () => {
  it("are in lower case, numbers by their length, placeholders by their kind, unspaced scripts in pairs", () => {
    expect(wordsOf("Don't pay 12345 to <EMAIL_K7Q2ZXAB>!")).toEqual(["don't", "pay", "#5", "to", "<email>"]);
    expect(wordsOf("我的iPhone坏了")).toEqual(["我的", "iphone", "坏了"]);
    expect(wordsOf("ﬁne Ｆｕｌｌ")).toEqual(["fine", "full"]);
  });

  it("are those of the variables' values, not of their names, whatever they are", () => {
    expect(textOf({ message: "hello", order: { total: 3, items: ["lamp"] }, none: null })).toBe("hello\ntotal\n3\nitems\nlamp\n");
    expect(textOf(null)).toBe("");
  });
});

describe("what an answer did", () => {
  const of = (response: Parameters<typeof signatureOf>[0]["response"], outputText: string | null = "") =>
    signatureOf({ response, outputText });

  it("is the tools it calls, on any wire", () => {
    expect(of({ toolCalls: [{ id: "1", name: "search", arguments: {} }] })).toEqual(["tool:search"]);
    expect(
      of({
        tool_calls: [
          { name: "search", args: {} },
          { name: "search", args: {} },
        ],
      }),
    ).toEqual(["tool:search"]);
    expect(of({ choices: [{ message: { tool_calls: [{ function: { name: "book", arguments: "{}" } }] } }] })).toEqual(["tool:book"]);
    expect(of({ content: [{ type: "tool_use", name: "pay", input: {} }] })).toEqual(["tool:pay"]);
    expect(of({ candidates: [{ content: { parts: [{ functionCall: { name: "look" } }] } }] })).toEqual(["tool:look"]);
  });

  it("is the shape of its JSON and the values that may be labels", () => {
    expect(of(null, '{"urgent":true,"topic":"Refund","total":3}')).toEqual([
      "shape:{topic:string,total:number,urgent:boolean}",
      "value:urgent=true",
      "value:topic=refund",
    ]);
  });

  it("is a label, or a text, or nothing", () => {
    expect(of(null, " Refund ")).toEqual(["form:text", "label:refund"]);
    expect(of(null, "A long answer that says a lot and is no label at all.")).toEqual(["form:text"]);
    expect(of(null, null)).toEqual([]);
  });
});

describe("drift", () => {
  it("is how far a window's shares are from those before it", () => {
    const windows = [{ a: 50, b: 50 }, { a: 5, b: 5 }, { c: 10 }].map((counts, from) => ({
      from,
      counts: new Map(Object.entries(counts)),
    }));
    const [none, same, other] = driftOf(windows);
    expect(none).toBeNull();
    expect(same).toBeCloseTo(0, 9);
    expect(other).toBeCloseTo(1, 9);
  });

  it("counts clusters as many as weigh equally", () => {
    expect(effectiveClusters([10, 10, 10])).toBeCloseTo(3);
    expect(effectiveClusters([97, 1, 1, 1])).toBeLessThan(1.3);
    expect(effectiveClusters([])).toBeNull();
  });
});

describe("a fit made anew", () => {
  const since = { fittedCalls: 1_000, outlierShare: 0.05, newCalls: 0, newOutliers: 0 };

  it("is due when half as many calls have come again, and no fewer than 200", () => {
    expect(fitIsDue({ ...since, newCalls: 499 })).toBe(false);
    expect(fitIsDue({ ...since, newCalls: 500 })).toBe(true);
    expect(fitIsDue({ ...since, fittedCalls: 60, newCalls: 199 })).toBe(false);
    expect(fitIsDue({ ...since, fittedCalls: 60, newCalls: 200 })).toBe(true);
  });

  it("is due when clearly more of what comes fits nowhere, once that can be told", () => {
    expect(fitIsDue({ ...since, newCalls: 90, newOutliers: 90 })).toBe(false);
    expect(fitIsDue({ ...since, newCalls: 100, newOutliers: 15 })).toBe(false);
    expect(fitIsDue({ ...since, newCalls: 100, newOutliers: 30 })).toBe(true);
  });
});

describe("clusters of different nodes", () => {
  it("do the same job when their calls are alike", () => {
    const of = (task: string, seed: number) =>
      labelled("documents, 6 kinds", 400, seed)
        .filter((call) => call.task === task)
        .slice(0, 40)
        .map((call) => fitCall({ ...call, id: `${seed} ${call.id}` }));
    const jobs = [
      { node: "read", cluster: "1", calls: of("lease", 1) },
      { node: "read", cluster: "2", calls: of("invoice", 1) },
      { node: "check", cluster: "1", calls: of("lease", 2) },
      { node: "check", cluster: "2", calls: of("vacancy", 2) },
    ];
    expect(sameJobs(jobs).map(({ first, second }) => [first, second])).toEqual([
      [
        { node: "read", cluster: "1" },
        { node: "check", cluster: "1" },
      ],
    ]);
  });
});
