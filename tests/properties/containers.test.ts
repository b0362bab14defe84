import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, begin } from "@/core/engine/advance";
import type { Effect, EngineEvent, Outcome } from "@/core/engine/effects";
import type { Level, PlannedNode } from "@/core/engine/level";
import { compile } from "@/core/engine/plan";
import { contentHash } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { meaningOf, type Nature } from "../helpers/dataflow";
import { nestedDocument, nestedKinds } from "../helpers/nested";

/** A number in [0, 1) drawn from a text. */
const draw = (text: string) => Number.parseInt(contentHash({ text }).slice(0, 12), 16) / 16 ** 12;

/** Behaviour that depends on where a node is and what it gets, and on nothing else. Times hardly ever coincide. */
const natureOf =
  (seed: string, failing = 0.04): Nature =>
  (path, { node }, inputs) => {
    const about = `${seed} ${path} ${contentHash(inputs)}`;
    const give = (port: string) => draw(`${about} ${port}`) < 0.8;
    const outputs: JsonObject =
      node.kind === "loop"
        ? { done: draw(`${about} done`) < 0.4 }
        : {
            ...(give("p") && { p: `${about.length} ${draw(about)}` }),
            ...(give("q") && { q: draw(about) }),
            l: Array.from({ length: Math.floor(draw(`${about} l`) * 5) }, (_, at) => at),
          };
    if (node.id.endsWith("f")) Object.assign(outputs, { p: "fed" });
    return { takes: 1 + draw(`${about} takes`) * 100, fails: node.kind === "wire" && draw(`${about} fails`) < failing, outputs };
  };

const never = { code: "node_crashed", params: {}, message: "node_crashed", retryable: false };
type Start = Extract<Effect, { type: "start" }>;
type Row = { activation: string; event: EngineEvent };

type Played = {
  outcome: Outcome | null;
  at: number;
  started: Map<string, number>;
  counts: Map<string, number>;
  skipped: string[];
  rows: Row[];
};

/** Runs a plan in virtual time; `order` may delay what is done, so that the order of completion is another. */
function play(plan: Level, nature: Nature, order: (start: Start) => number = () => 0, journal: readonly Row[] = []): Played {
  const recorded = new Map(journal.map((row) => [row.activation, row.event]));
  const played: Played = { outcome: null, at: 0, started: new Map(), counts: new Map(), skipped: [], rows: [] };
  const due: { at: number; event: EngineEvent }[] = [];
  let now = 0;
  const { state, effects } = begin(plan, "seed");
  const count = (activation: string) => played.counts.set(activation, (played.counts.get(activation) ?? 0) + 1);
  const take = (all: readonly Effect[]) => {
    for (const effect of all) {
      if (effect.type === "finish") {
        played.outcome = effect.outcome;
        played.at = now;
      } else if (effect.type === "skipped") played.skipped.push(effect.activation);
      else if (effect.type === "opened") {
        played.started.set(effect.activation, now);
        count(effect.activation);
      } else if (effect.type === "start") {
        const { activation, attempt, planned, inputs } = effect;
        const known = recorded.get(activation);
        if (known !== undefined) {
          due.push({ at: now, event: known });
          continue;
        }
        played.started.set(activation, now);
        count(activation);
        const { takes, fails, outputs } = nature(activation, planned as PlannedNode, inputs);
        const event: EngineEvent = fails
          ? { type: "failed", activation, attempt, failure: never }
          : { type: "completed", activation, attempt, outputs };
        due.push({ at: now + takes + order(effect), event });
      }
    }
  };
  take(effects);
  while (played.outcome === null && due.length > 0) {
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    if (next === undefined) break;
    now = next.at;
    if (next.event.type !== "cancelled" && state.active.has(next.event.activation))
      played.rows.push({ activation: next.event.activation, event: next.event });
    take(advance(state, next.event).effects);
  }
  return played;
}

const planOf = (document: Parameters<typeof compile>[0]) => compile(document, nestedKinds);
const close = (a: number, b: number) => Math.abs(a - b) < 1e-6;

describe("for any graph with containers in it", () => {
  it("every activation starts in the moment its inputs are there, and the outcome is what the graph means", () => {
    fc.assert(
      fc.property(nestedDocument, fc.string(), (document, seed) => {
        const plan = planOf(document);
        const nature = natureOf(seed);
        const meaning = meaningOf(plan, nature);
        const played = play(plan, nature);
        expect(played.outcome?.status).toBe(meaning.failed ? "failed" : "succeeded");
        if (played.outcome?.status === "succeeded") expect(played.outcome.output).toEqual(meaning.output);
        expect(close(played.at, meaning.at)).toBe(true);
        expect([...played.started.keys()].sort()).toEqual([...meaning.started.keys()].sort());
        for (const [path, at] of meaning.started) expect(close(played.started.get(path) ?? Number.NaN, at), path).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("the outcome is the same for any order of completion, if nothing fails", () => {
    fc.assert(
      fc.property(nestedDocument, fc.string(), fc.string(), (document, seed, other) => {
        const plan = planOf(document);
        const nature = natureOf(seed, 0);
        expect(play(plan, nature, ({ activation }) => draw(`${other} ${activation}`) * 500).outcome).toEqual(play(plan, nature).outcome);
      }),
    );
  });

  it("every activation starts once or is skipped once, and never both", () => {
    fc.assert(
      fc.property(nestedDocument, fc.string(), (document, seed) => {
        const { counts, skipped } = play(planOf(document), natureOf(seed));
        expect([...counts.values()].every((count) => count === 1)).toBe(true);
        expect(new Set(skipped).size).toBe(skipped.length);
        expect(skipped.filter((path) => counts.has(path))).toEqual([]);
      }),
    );
  });

  it("resuming from any prefix of the journal gives the same outcome and repeats nothing recorded", () => {
    fc.assert(
      fc.property(nestedDocument, fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (document, seed, share) => {
        const plan = planOf(document);
        const nature = natureOf(seed, 0);
        const whole = play(plan, nature);
        const prefix = whole.rows.slice(0, Math.floor(share * whole.rows.length));
        const resumed = play(plan, nature, () => 0, prefix);
        expect(resumed.outcome).toEqual(whole.outcome);
        expect(prefix.filter(({ activation }) => resumed.counts.has(activation))).toEqual([]);
        expect(new Set([...resumed.counts.keys(), ...prefix.map(({ activation }) => activation)])).toEqual(new Set(whole.counts.keys()));
      }),
    );
  });
});
