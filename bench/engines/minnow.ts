import { z } from "zod";
import { advance, begin } from "@/core/engine/advance";
import type { Effect } from "@/core/engine/effects";
import type { Level } from "@/core/engine/level";
import { compile } from "@/core/engine/plan";
import { GRAPH_FORMAT, type GraphDocument, type GraphNode } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { defineNode, forgetConfig, type Kinds } from "@/core/graph/kind";
import { optionalPort, port } from "@/core/graph/ports";
import { kinds } from "@/nodes/definitions";
import type { AnyExecutor } from "@/nodes/executors";
import { type Dag, PAYLOAD, sleep } from "../work";

const text = { title: "Work", summary: "Takes its time.", help: "Takes its time.", fields: {} };
const Work = z.object({ ms: z.number(), inputs: z.array(z.string()) });

/** A node that takes so many milliseconds and hands 2 KB on. */
const work = forgetConfig(
  defineNode({
    kind: "work",
    category: "data",
    icon: "IconCode",
    text: { en: text, zh: text },
    config: Work,
    defaultConfig: { ms: 0, inputs: [] },
    ports: ({ inputs }) => ({ inputs: inputs.map((name) => optionalPort(name)), outputs: [port("value")] }),
    effects: "none",
  }),
);

export const benchKinds: Kinds = (kind) => (kind === "work" ? work : kinds(kind));

const execute: AnyExecutor = async ({ config }) => {
  const ms = Number(config.ms);
  if (ms > 0) await sleep(ms);
  return { value: PAYLOAD };
};
export const benchExecutor = (kind: string): AnyExecutor | undefined => (kind === "work" ? execute : undefined);

const node = (id: string, kind: string, config: JsonObject, parentId?: string): GraphNode => ({
  id,
  kind,
  name: id,
  position: { x: 0, y: 0 },
  config,
  ...(parentId !== undefined && { parentId }),
});
const edge = (id: string, from: [string, string], to: [string, string]) => ({
  id,
  source: { node: from[0], port: from[1] },
  target: { node: to[0], port: to[1] },
});

export function documentOf({ nodes, edges }: Dag): GraphDocument {
  const parents = Map.groupBy(edges, ([, target]) => target);
  return {
    format: GRAPH_FORMAT,
    nodes: nodes.map(({ id, ms }) => node(id, "work", { ms, inputs: (parents.get(id) ?? []).map(([source]) => `from_${source}`) })),
    edges: edges.map(([source, target]) => edge(`${source}-${target}`, [source, "value"], [target, `from_${source}`])),
    notes: [],
  };
}

/** A list of `items` in, one node of `ms` for each, all at once. */
export const mapDocument = (ms: number): GraphDocument => ({
  format: GRAPH_FORMAT,
  nodes: [
    node("list", "work", { ms: 0, inputs: [] }),
    node("each", "map", { with: [], concurrency: 10_000, onItemError: "fail" }),
    node("call", "work", { ms, inputs: ["item"] }, "each"),
  ],
  edges: [
    edge("a", ["list", "value"], ["each", "items"]),
    edge("b", ["each", "item"], ["call", "item"]),
    edge("c", ["call", "value"], ["each", "result"]),
  ],
  notes: [],
});

export const loopDocument = (iterations: number): GraphDocument => ({
  format: GRAPH_FORMAT,
  nodes: [
    node("again", "loop", { state: ["value"], with: [], until: "", maxIterations: iterations, onLimit: "continue" }),
    node("step", "work", { ms: 0, inputs: ["value"] }, "again"),
  ],
  edges: [edge("a", ["again", "value"], ["step", "value"]), edge("b", ["step", "value"], ["again", "value"])],
  notes: [],
});

export const planOf = (document: GraphDocument): Level => compile(document, benchKinds);

/** Runs a plan by the scheduler alone, without a journal; `list` is what a map goes over. */
export async function runInMemory(plan: Level, list?: readonly number[]): Promise<void> {
  let step = begin(plan, "seed");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const take = (effects: readonly Effect[]) => {
    for (const effect of effects) {
      if (effect.type === "finish")
        return effect.outcome.status === "succeeded" ? resolve() : reject(new Error(JSON.stringify(effect.outcome)));
      if (effect.type === "start") start(effect).catch(reject);
    }
  };
  const start = async ({ activation, attempt, planned, inputs }: Extract<Effect, { type: "start" }>) => {
    const given =
      planned.node.id === "list"
        ? { value: [...(list ?? [])] }
        : await execute({ config: planned.node.config, inputs, context: undefined as never });
    step = advance(step.state, { type: "completed", activation, attempt, outputs: given });
    take(step.effects);
  };
  take(step.effects);
  return promise;
}
