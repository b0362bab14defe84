import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "@/core/engine/plan";
import type { GraphDocument } from "@/core/graph/document";
import { contentHash } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { graphOf } from "../helpers/documents";
import { Drive, wireKinds } from "../helpers/engine";

/** What each node does in a scenario: deterministic in its inputs, as confluence asks for. */
type Behaviour = { gives: boolean[]; fails: boolean };
type Scenario = { document: GraphDocument; behaviours: Record<string, Behaviour> };

const PORTS = ["p", "q"];

const scenario: fc.Arbitrary<Scenario> = fc
  .array(
    fc.record({
      parents: fc.array(fc.record({ back: fc.integer({ min: 1, max: 6 }), port: fc.integer({ min: 0, max: 1 }) }), { maxLength: 3 }),
      optional: fc.boolean(),
      gives: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
      fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      action: fc.constantFrom("route" as const, "default" as const),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((specs) => {
    const arrows: string[] = [];
    const nodes = specs.map(({ parents, optional, action }, index) => {
      const feeding = parents.filter(({ back }) => index - back >= 0);
      feeding.forEach(({ back, port }, input) => {
        arrows.push(`n${index - back}.${PORTS[port]} -> n${index}.i${input}`);
      });
      return {
        id: `n${index}`,
        kind: "wire",
        config: { in: feeding.map((_, input) => `i${input}${optional ? "?" : ""}`), out: PORTS },
        settings: { retries: 1, onError: action === "route" ? { action } : { action, outputs: { p: "default" } } },
      };
    });
    // Everything that leaves a node arrives at the output, so that the outcome tells it all.
    const fields = nodes.flatMap(({ id }) => PORTS.map((port) => ({ name: `${id}${port}`, from: `${id}.${port}` })));
    const output = { id: "output", kind: "output", config: { in: fields.map(({ name }) => `${name}?`), out: [] } };
    const document = graphOf([...nodes, output], [...arrows, ...fields.map(({ name, from }) => `${from} -> output.${name}`)]);
    return { document, behaviours: Object.fromEntries(specs.map((spec, index) => [`n${index}`, spec])) };
  });

function outputsOf(id: string, inputs: JsonObject, { gives }: Behaviour): JsonObject {
  const value = contentHash({ id, inputs }).slice(0, 12);
  return Object.fromEntries(PORTS.flatMap((port, index) => (gives[index] ? [[port, `${value}${port}`]] : [])));
}

type Row = { activation: string; outputs: JsonObject };

/** Runs a scenario, letting `choose` pick which running or resting activation moves next. */
function play({ document, behaviours }: Scenario, choose: (count: number) => number, journal: readonly Row[] = []) {
  const drive = new Drive(compile(document, wireKinds));
  const rows: Row[] = [];
  const executed: string[] = [];
  for (;;) {
    const known = journal.find(({ activation }) => drive.running.has(activation));
    if (known !== undefined) {
      drive.complete(known.activation, known.outputs);
      continue;
    }
    const [running, resting] = [[...drive.running.values()], drive.resting];
    if (running.length + resting.length === 0) break;
    const picked = choose(running.length + resting.length);
    const start = running[picked];
    if (start === undefined) {
      const [rest] = resting.splice(picked - running.length, 1);
      if (rest !== undefined) drive.send({ type: "timer", activation: rest.activation, attempt: rest.attempt });
      continue;
    }
    const behaviour = behaviours[start.activation];
    executed.push(`${start.activation} #${start.attempt}`);
    if (behaviour?.fails) {
      drive.fail(start.activation, true);
      continue;
    }
    const outputs = behaviour === undefined ? {} : outputsOf(start.activation, start.inputs, behaviour);
    rows.push({ activation: start.activation, outputs });
    drive.complete(start.activation, outputs);
  }
  return { drive, rows, executed };
}

const chooser = (seed: number) => {
  let state = seed >>> 0;
  return (count: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % count;
  };
};

describe("for any graph and any order of completion", () => {
  it("the outcome is the same", () => {
    fc.assert(
      fc.property(scenario, fc.integer(), fc.integer(), (made, one, other) => {
        expect(play(made, chooser(one)).drive.outcome).toEqual(play(made, chooser(other)).drive.outcome);
      }),
    );
  });

  it("every node is skipped exactly once or starts exactly once per attempt", () => {
    fc.assert(
      fc.property(scenario, fc.integer(), (made, seed) => {
        const { drive } = play(made, chooser(seed));
        const fates = [...new Set(drive.started.map(({ activation }) => activation)), ...drive.skipped];
        expect(fates.sort()).toEqual(made.document.nodes.map(({ id }) => id).sort());
        const attempts = drive.started.map(({ activation, attempt }) => `${activation} ${attempt}`);
        expect(new Set(attempts).size).toBe(attempts.length);
      }),
    );
  });

  it("resuming from any prefix of the journal gives the same outcome and repeats nothing recorded", () => {
    fc.assert(
      fc.property(scenario, fc.integer(), fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (made, seed, other, share) => {
        const whole = play(made, chooser(seed));
        const prefix = whole.rows.slice(0, Math.floor(share * whole.rows.length));
        const resumed = play(made, chooser(other), prefix);
        expect(resumed.drive.outcome).toEqual(whole.drive.outcome);
        const recorded = new Set(prefix.map(({ activation }) => activation));
        expect(resumed.executed.filter((start) => recorded.has(start.split(" ")[0] ?? ""))).toEqual([]);
      }),
    );
  });
});
