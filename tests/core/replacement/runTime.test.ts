import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Level } from "@/core/engine/level";
import { compile } from "@/core/engine/plan";
import { contentHash } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { replayable } from "@/core/replacement/runTime";
import { graphOf } from "../../helpers/documents";
import { nestedDocument, nestedKinds } from "../../helpers/nested";
import { type TimedNature, timedRun } from "../../helpers/timedRun";

const START = Date.UTC(2026, 0, 1);
const planOf = (document: ReturnType<typeof graphOf>) => compile(document, nestedKinds);
const wire = (id: string, config: { in?: string[]; out?: string[] } = {}, parentId?: string) => ({
  ...{ id, kind: "wire", ...(parentId !== undefined && { parentId }) },
  config: { in: config.in ?? ["in"], out: config.out ?? ["out"] },
});

/** Every node takes what the table says, and gives what it says, or a value by `out`. */
const taking =
  (times: Record<string, number>, given: Record<string, JsonObject> = {}): TimedNature =>
  (path, { node: { id } }) => ({
    waits: 2,
    takes: times[path] ?? times[id] ?? 0,
    fails: false,
    outputs: given[path] ?? given[id] ?? { out: 1 },
  });

/** How long a recorded run would have taken with other durations, by path. */
function replayed(plan: Level, nature: TimedNature, durations: Record<string, number>): number | null {
  const run = timedRun(plan, nature, START);
  if (run === null) throw new Error("the run failed");
  const retimed = replayable(plan, run);
  if (retimed === null) throw new Error("it can't be replayed");
  return retimed(new Map(Object.entries(durations)));
}

describe("the time of a run, replayed with another duration of a node", () => {
  const chain = planOf(graphOf([wire("a", { in: [] }), wire("b"), wire("c")], ["a.out -> b.in", "b.out -> c.in"]));
  const fork = planOf(
    graphOf(
      [wire("a", { in: [] }), wire("fast"), wire("slow"), wire("end", { in: ["x", "y"] })],
      ["a.out -> fast.in", "a.out -> slow.in", "fast.out -> end.x", "slow.out -> end.y"],
    ),
  );

  it("changes by what the node's does, in a chain", () => {
    const nature = taking({ a: 100, b: 800, c: 50 });
    expect(replayed(chain, nature, {})).toBe(956);
    expect(replayed(chain, nature, { b: 300 })).toBe(456);
    expect(replayed(chain, nature, { b: 1_800.5 })).toBe(1_956.5);
  });

  it("stays when the node lies beside a longer branch", () => {
    const nature = taking({ a: 10, fast: 300, slow: 1_000, end: 5 });
    expect(replayed(fork, nature, { fast: 20 })).toBe(replayed(fork, nature, {}));
  });

  it("shrinks only as far as the branch beside it allows, and grows from where the node becomes the longer one", () => {
    const nature = taking({ a: 10, fast: 300, slow: 1_000, end: 5 });
    const whole = replayed(fork, nature, {}) ?? 0;
    expect(replayed(fork, nature, { slow: 100 })).toBe(whole - 700);
    expect(replayed(fork, nature, { fast: 1_200 })).toBe(whole + 200);
  });

  it("counts every round of a loop", () => {
    const loop = { id: "l", kind: "loop", config: { state: ["s"], with: [], until: "done", maxIterations: 5, onLimit: "continue" } };
    const plan = planOf(graphOf([wire("a", { in: [] }), loop, wire("b", {}, "l")], ["a.out -> l.s", "l.s -> b.in", "b.out -> l.s"]));
    const nature = taking({ a: 10, b: 400 }, { "l#2": { done: true }, l: { done: false } });
    const whole = replayed(plan, nature, {}) ?? 0;
    expect(replayed(plan, nature, { "l#0/b": 100, "l#1/b": 100, "l#2/b": 100 })).toBe(whole - 900);
  });

  it("counts the items of a map as they are worked on, so many at a time", () => {
    const map = { id: "m", kind: "map", config: { with: [], concurrency: 2, onItemError: "fail" } };
    const plan = planOf(
      graphOf([wire("a", { in: [] }), map, wire("b", {}, "m")], ["a.out -> m.items", "m.item -> b.in", "b.out -> m.result"]),
    );
    const nature = taking({ b: 400 }, { a: { out: [1, 2, 3, 4] } });
    const whole = replayed(plan, nature, {}) ?? 0;
    expect(replayed(plan, nature, { "m[0]/b": 100 })).toBe(whole);
    expect(replayed(plan, nature, { "m[0]/b": 100, "m[1]/b": 100, "m[2]/b": 100, "m[3]/b": 100 })).toBe(whole - 600);
  });

  describe("of a race", () => {
    const race = { id: "r", kind: "race", config: { inputs: ["x", "y"] } };
    const plan = planOf(
      graphOf(
        [wire("a", { in: [] }), wire("x"), wire("y"), race, wire("b")],
        [...["a.out -> x.in", "a.out -> y.in", "x.out -> r.x", "y.out -> r.y", "r.value -> b.in"]],
      ),
    );
    const nature = taking({ x: 300, y: 900, b: 50 }, { r: { value: 1, winner: "x" } });

    it("follows the winner", () => {
      const whole = replayed(plan, nature, {}) ?? 0;
      expect(replayed(plan, nature, { x: 100 })).toBe(whole - 200);
    });

    it("is not known when the winner would be slower than the other had come when it was stopped", () => {
      expect(replayed(plan, nature, { x: 500 })).toBeNull();
    });

    it("is not known when another would win", () => {
      expect(replayed(plan, nature, { y: 100 })).toBeNull();
    });
  });

  it("keeps how long what was ready waited", () => {
    const slow: TimedNature = (path, planned, inputs) => ({
      ...taking({ a: 10, b: 20, c: 30 })(path, planned, inputs),
      waits: path === "b" ? 500 : 0,
    });
    expect(replayed(chain, slow, { b: 5 })).toBe(545);
  });
});

describe("a run that can't be replayed", () => {
  const document = graphOf([wire("a", { in: [] }), wire("b")], ["a.out -> b.in"]);
  const run = timedRun(planOf(document), taking({ a: 10, b: 20 }), START);
  if (run === null) throw new Error("the run failed");

  it("took parts from another run", () => {
    const firings = run.firings.map((firing) => ({ ...firing, takenFrom: "record" as const }));
    expect(replayable(planOf(document), { ...run, firings })).toBeNull();
  });

  it("was of another graph", () => {
    const other = planOf(graphOf([wire("a", { in: [] }), wire("c")], ["a.out -> c.in"]));
    expect(replayable(other, run)).toBeNull();
  });

  it("has lost a part of its record", () => {
    expect(replayable(planOf(document), { ...run, firings: run.firings.slice(1) })).toBeNull();
  });

  it("is recorded as if a node had begun before what fed it had ended", () => {
    const firings = run.firings.map((firing) => ({
      ...firing,
      startedAt: firing.startedAt && firing.startedAt - (firing.path === "b" ? 50 : 0),
    }));
    expect(replayable(planOf(document), { ...run, firings })).toBeNull();
  });
});

/** A number in [0, 1) drawn from a text. */
const draw = (text: string) => Number.parseInt(contentHash({ text }).slice(0, 12), 16) / 16 ** 12;

/** Behaviour that depends on where a node is and what it gets, and on nothing else. Times hardly ever coincide. */
const natureOf =
  (seed: string, failing: number, takes: (path: string) => number | null = () => null): TimedNature =>
  (path, { node: { id, kind } }, inputs) => {
    const about = `${seed} ${path} ${contentHash(inputs)}`;
    const given = {
      ...(draw(`${about} p`) < 0.8 && { p: draw(about) }),
      ...(draw(`${about} q`) < 0.8 && { q: draw(about) }),
      ...(id.endsWith("f") && { p: "fed" }),
      l: Array.from({ length: Math.floor(draw(`${about} l`) * 5) }, (_, at) => at),
    };
    return {
      waits: Math.floor(draw(`${about} waits`) * 1e6),
      takes: takes(path) ?? Math.floor(draw(`${about} takes`) * 1e7),
      fails: kind === "wire" && draw(`${about} fails`) < failing,
      outputs: kind === "loop" ? { done: draw(`${about} done`) < 0.4 } : given,
    };
  };

describe("for any graph with containers in it", () => {
  it("a run replayed with the durations that were recorded takes what it took", () => {
    fc.assert(
      fc.property(nestedDocument, fc.string(), (document, seed) => {
        const plan = planOf(document);
        const run = timedRun(plan, natureOf(seed, 0.04), START);
        fc.pre(run !== null);
        expect(replayable(plan, run)?.(new Map())).toBe(run.finishedAt - run.startedAt);
      }),
      { numRuns: 200 },
    );
  });

  it("a run replayed with other durations takes what it takes with them, if nothing fails", () => {
    fc.assert(
      fc.property(nestedDocument, fc.string(), fc.string(), (document, seed, other) => {
        const plan = planOf(document);
        const [run, truth] = [
          timedRun(plan, natureOf(seed, 0), START),
          timedRun(
            plan,
            natureOf(seed, 0, (path) => (draw(path) < 0.5 ? Math.floor(draw(`${other} ${path}`) * 1e7) : null)),
          ),
        ];
        if (run === null || truth === null) throw new Error("nothing fails");
        const changed = truth.firings.flatMap(({ path, startedAt, finishedAt }) =>
          startedAt === null || draw(path) >= 0.5 ? [] : [[path, finishedAt - startedAt] as const],
        );
        expect(replayable(plan, run)?.(new Map(changed))).toBe(truth.finishedAt - truth.startedAt);
      }),
      { numRuns: 200 },
    );
  });
});
