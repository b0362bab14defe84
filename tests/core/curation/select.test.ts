import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanced, middleSize } from "@/core/curation/balance";
import { type Candidate, openSelection, SelectionRules } from "@/core/curation/select";

const call = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ id, endedWell: true, simulated: false, verdict: null, text: `Where is order ${id}, the one with ${id.repeat(6)}?`, turn: 0 },
  ...{ output: "shipping", cluster: null },
  ...more,
});
function selected(calls: readonly Candidate[], rules: Partial<SelectionRules> = {}) {
  const selection = openSelection(SelectionRules.parse(rules));
  for (const one of calls) selection.take(one);
  return selection.end();
}

describe("a selection", () => {
  it("says of every call whether it is selected or by what it was removed", () => {
    const { ids, counts } = selected(
      [
        ...[call("a"), call("b", { endedWell: false }), call("c", { simulated: true }), call("d", { verdict: "bad" })],
        ...[
          call("e", { text: "  where is ORDER a, the one with aaaaaa? " }),
          call("f", { text: "Where is order a, the one with aaaaab?" }),
        ],
        call("g", { output: "billing" }),
      ],
      { feedback: "notBad", balance: "output", most: 5 },
    );
    expect(ids).toEqual(["a", "g"]);
    expect(counts).toEqual({
      calls: 7,
      removed: { failed: 1, simulated: 1, feedback: 1, exact: 1, near: 1, balance: 0 },
      selected: 2,
      groups: 2,
    });
  });

  it("keeps everything when no rule is set, and only what was called good when that is asked", () => {
    const calls = [call("a", { endedWell: false, simulated: true, verdict: "bad" }), call("a2", { text: call("a").text, verdict: "good" })];
    expect(selected(calls, { endedWell: false, measured: false, exact: false, near: null }).ids).toEqual(["a", "a2"]);
    expect(selected(calls, { feedback: "good", exact: false, near: null }).ids).toEqual(["a2"]);
  });

  it("takes an agent's later turns for calls of their own", () => {
    const turns = [0, 1, 2].map((turn) => call(`t${turn}`, { text: "one long conversation about a lamp", turn }));
    expect(selected(turns).ids).toHaveLength(3);
  });

  it("is the same whenever it is made of the same calls: counts add up, ids are among those given", () => {
    const some = fc.array(
      fc.record({
        text: fc.constantFrom(
          "a long enough text about lamps",
          "a long enough text about lamp",
          "another one about invoices",
          "退款 台灯 不亮",
        ),
        endedWell: fc.boolean(),
        simulated: fc.boolean(),
        verdict: fc.constantFrom("good" as const, "bad" as const, null),
        output: fc.constantFrom("x", "y", null),
        cluster: fc.constantFrom("1", "2", null),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        some,
        fc.constantFrom("none" as const, "cluster" as const, "output" as const),
        fc.option(fc.integer({ min: 1, max: 4 })),
        (list, balance, most) => {
          const calls = list.map((one, index) => call(String(index), one));
          const { ids, counts } = selected(calls, { balance, most });
          expect(selected(calls, { balance, most })).toEqual({ ids, counts });
          expect(counts.calls).toBe(calls.length);
          expect(counts.selected + Object.values(counts.removed).reduce((sum, one) => sum + one, 0)).toBe(calls.length);
          expect(new Set(ids).size).toBe(counts.selected);
          for (const id of ids) expect(calls[Number(id)]?.endedWell).toBe(true);
        },
      ),
    );
  });
});

describe("balance", () => {
  const items = fc.uniqueArray(fc.record({ id: fc.uuid(), group: fc.constantFrom("a", "b", "c") }), {
    selector: ({ id }) => id,
    maxLength: 60,
  });

  it("leaves at most so many of each group, small groups whole, and hangs on no order", () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 99 }), (list, most, seed) => {
        const ids = new Set(balanced(list, most, seed));
        for (const group of Map.groupBy(list, ({ group }) => group).values())
          expect(group.filter(({ id }) => ids.has(id)).length).toBe(Math.min(group.length, most));
        expect(new Set(balanced(list.toReversed(), most, seed))).toEqual(ids);
        // Who is drawn stays drawn when more may be.
        for (const id of ids) expect(balanced(list, most + 1, seed)).toContain(id);
      }),
    );
  });

  it("by itself leaves as many of each as the middle group has", () => {
    expect([[900, 100], [5, 3, 1], [7], []].map(middleSize)).toEqual([100, 3, 7, 0]);
    const list = Array.from({ length: 40 }, (_, index) => ({ id: `${index}`, group: index < 30 ? "a" : index < 38 ? "b" : "c" }));
    expect(balanced(list, null, 1)).toHaveLength(8 + 8 + 2);
  });
});
