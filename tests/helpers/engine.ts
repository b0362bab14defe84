import { z } from "zod";
import { advance, begin } from "@/core/engine/advance";
import type { Effect, EngineEvent, Outcome } from "@/core/engine/effects";
import type { Level } from "@/core/engine/level";
import type { RunState } from "@/core/engine/state";
import type { JsonObject } from "@/core/graph/json";
import { defineNode, forgetConfig, type Kinds } from "@/core/graph/kind";
import { optionalPort, port } from "@/core/graph/ports";

const text = { title: "t", summary: "s", help: "h", fields: {} };

/** A kind whose ports are simply listed in its config: `{ in: ["a", "b?"], out: ["c"] }`. */
const wire = forgetConfig(
  defineNode({
    kind: "wire",
    category: "data",
    icon: "IconCode",
    text: { en: text, zh: text },
    config: z.object({ in: z.array(z.string()), out: z.array(z.string()), effects: z.boolean().default(false) }),
    defaultConfig: { in: [], out: [] },
    ports: (config) => ({
      inputs: config.in.map((name) => (name.endsWith("?") ? optionalPort(name.slice(0, -1)) : port(name))),
      outputs: config.out.map((name) => port(name)),
    }),
    effects: "none",
  }),
);
const outside = { ...wire, kind: "outside", effects: "outside" as const };
const output = { ...wire, kind: "output" };
const input = { ...wire, kind: "input" };

export const wireKinds: Kinds = (kind) => ({ wire, outside, output, input })[kind];

type Start = Extract<Effect, { type: "start" }>;

/** Drives the scheduler by hand: keeps what is running and hands over one event at a time. */
export class Drive {
  state: RunState;
  running = new Map<string, Start>();
  resting: Extract<Effect, { type: "retryLater" }>[] = [];
  started: Start[] = [];
  skipped: string[] = [];
  held = new Map<string, JsonObject>();
  outcome: Outcome | null = null;
  lastEffects: Effect[] = [];
  constructor(plan: Level, seed = "seed", breakpoints: ReadonlySet<string> = new Set()) {
    const step = begin(plan, seed, breakpoints);
    this.state = step.state;
    this.take(step.effects);
  }

  send(event: EngineEvent): void {
    if (event.type !== "cancelled" && event.type !== "timer") this.running.delete(event.activation);
    const step = advance(this.state, event);
    this.state = step.state;
    this.take(step.effects);
  }

  complete(activation: string, outputs: JsonObject): void {
    const running = this.running.get(activation);
    if (running === undefined) throw new Error(`${activation} is not running`);
    this.send({ type: "completed", activation, attempt: running.attempt, outputs });
  }

  fail(activation: string, retryable = false, code = "node_crashed"): void {
    const running = this.running.get(activation);
    if (running === undefined) throw new Error(`${activation} is not running`);
    this.send({ type: "failed", activation, attempt: running.attempt, failure: { code, params: {}, message: code, retryable } });
  }

  release(activation: string, inputs: JsonObject | null = null): void {
    if (!this.held.delete(activation)) throw new Error(`${activation} is not held`);
    this.send({ type: "released", activation, inputs });
  }

  private take(effects: Effect[]): void {
    this.lastEffects = effects;
    for (const effect of effects) {
      if (effect.type === "start") {
        this.running.set(effect.activation, effect);
        this.started.push(effect);
      }
      if (effect.type === "held") this.held.set(effect.activation, effect.inputs);
      if (effect.type === "abandoned") this.held.delete(effect.activation);
      if (effect.type === "skipped") this.skipped.push(effect.activation);
      if (effect.type === "retryLater") this.resting.push(effect);
      if (effect.type === "finish") this.outcome = effect.outcome;
    }
  }
}
