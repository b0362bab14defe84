import { z } from "zod";
import { contentHash } from "../graph/fingerprint";
import type { Json, JsonObject } from "../graph/json";
import { slugOf } from "../slug";
import { parsedOr } from "./messages";
import type { ObservedCall, ObservedSpan } from "./observed";
import { stepKinds } from "./stepKinds";
import { type ObservedStep, stepsBefore, stepsOf } from "./steps";
import { groupCalls, inferTask, matchTask, ObservedTask, widenTask } from "./tasks";

/** A node of an agent that runs elsewhere, as far as its calls have told. */
const ObservedNode = z.object({
  /** As in the graph's document. */
  id: z.string(),
  key: z.string(),
  /** Of several nodes of one key, each with a task of its own: from 1. */
  number: z.number(),
  name: z.string(),
  what: z.enum(stepKinds),
  /** What it asks its models; null for what asks none. */
  task: ObservedTask.nullable(),
  /** Key in the registry of the model that served it last. */
  model: z.string().nullable(),
  fired: z.number(),
  /** Sum of its places in the runs, each from 0 for the first to 1 for the last. */
  places: z.number(),
});
export type ObservedNode = z.infer<typeof ObservedNode>;

const ObservedEdge = z.object({
  from: z.string(),
  to: z.string(),
  count: z.number(),
  /** How often a variable of the target held what the source gave. */
  ports: z.record(z.string(), z.number()),
});
export type ObservedEdge = z.infer<typeof ObservedEdge>;

/** What is known of an agent that runs elsewhere: enough to draw its graph, and to tell whose work a further call is. */
export const ObservedAgent = z.object({
  nodes: z.array(ObservedNode),
  edges: z.array(ObservedEdge),
  /** A few calls of each node, by its id, for when its task has to be widened. */
  samples: z.record(z.string(), z.array(z.unknown())),
});
export type ObservedAgent = z.infer<typeof ObservedAgent>;

export const unknownAgent = (): ObservedAgent => ({ nodes: [], edges: [], samples: {} });

/** A firing of a node in a run that was observed. */
export type ObservedActivation = {
  path: string;
  node: ObservedNode;
  span: ObservedSpan;
  inputs: JsonObject;
  outputs: JsonObject | null;
  error: string | null;
  calls: { span: ObservedSpan; call: ObservedCall; variables: JsonObject }[];
};
export type ObservedRun = { traceId: string; spans: readonly ObservedSpan[]; activations: ObservedActivation[] };

const MOST_SAMPLES = 3;
/** Of the JSON of a call kept as a sample, in characters. */
const LARGEST_SAMPLE = 40_000;
/** Nodes of an agent: more are a sign that names are made anew each time. */
const MOST_NODES = 300;
const OTHERS = "others";
/** Nodes of one key with tasks of their own: more are a sign that prompts are written anew each time. */
const MOST_TASKS = 20;

type Found = { step: ObservedStep; node: ObservedNode; calls: ObservedSpan[] };

/**
 * What runs of an agent tell of it, added to what is known, and the runs as its nodes' firings.
 * @param traces each the spans of one run
 * @param modelOf the registry's key of what served a call
 * @returns also the nodes whose task is another one now, by id with their task before
 */
export function observe(
  known: ObservedAgent,
  traces: readonly (readonly ObservedSpan[])[],
  modelOf: (call: ObservedCall) => string,
): { agent: ObservedAgent; runs: ObservedRun[]; widened: ReadonlyMap<string, ObservedTask> } {
  const agent = structuredClone(known);
  const steps = traces.map((spans) => stepsOf(spans));
  const widened = new Map<string, ObservedTask>();
  const keys = new Set(agent.nodes.map(({ key }) => key));
  for (const step of steps.flat()) {
    if (step.key === null || keys.has(step.key)) continue;
    if (keys.size < MOST_NODES) keys.add(step.key);
    else Object.assign(step, { key: OTHERS, name: "Other steps" });
  }
  const byCall = assignCalls(
    agent,
    steps.flat().flatMap(({ key, name, calls }) => calls.flatMap(({ call }) => (call === null ? [] : [{ key, name, call }]))),
    widened,
  );
  const runs = traces.map((spans, trace): ObservedRun => {
    const own = steps[trace] ?? [];
    const found = own.map((step) => firings(agent, step, byCall));
    const all = found.flat();
    const alone = all.length === 1;
    const activations = all.map((firing) => activationOf(firing, alone));
    note(agent, own, found, activations, modelOf);
    return { traceId: spans[0]?.traceId ?? "", spans, activations };
  });
  return { agent, runs, widened };
}

type Asked = { key: string | null; name: string; call: ObservedCall };

/** Finds, widens or makes the node of each call. */
function assignCalls(agent: ObservedAgent, asked: readonly Asked[], widened: Map<string, ObservedTask>): Map<ObservedCall, ObservedNode> {
  const byCall = new Map<ObservedCall, ObservedNode>();
  for (const [key, calls] of Map.groupBy(asked, ({ key }) => key)) {
    const nodes = agent.nodes.filter((node) => node.task !== null && node.key === (key ?? ANONYMOUS));
    const unmatched: ObservedCall[] = [];
    for (const { call } of calls) {
      const node = nodes.find(({ task }) => task !== null && matchTask(task, call) !== null);
      if (node === undefined) unmatched.push(call);
      else byCall.set(call, node);
    }
    for (const group of groupCalls(unmatched)) {
      const node = widen(agent, nodes, group, widened) ?? make(agent, nodes, key, calls[0]?.name ?? "", group);
      for (const call of group) byCall.set(call, node);
    }
    for (const { call } of calls) keepSample(agent, byCall.get(call), call);
  }
  return byCall;
}

const ANONYMOUS = "task";

function widen(
  agent: ObservedAgent,
  nodes: readonly ObservedNode[],
  group: readonly ObservedCall[],
  widened: Map<string, ObservedTask>,
): ObservedNode | undefined {
  for (const node of nodes) {
    const { task } = node;
    const samples = (agent.samples[node.id] ?? []) as ObservedCall[];
    // Without a call of before nobody knows what a wider task would still have to fit.
    const wide = task === null || samples.length === 0 ? null : widenTask(task, samples, group);
    if (task === null || wide === null) continue;
    if (contentHash(wide) !== contentHash(task) && !widened.has(node.id)) widened.set(node.id, task);
    node.task = wide;
    return node;
  }
  // Prompts that are written anew each time have no template: they are one node's all the same.
  return nodes.length >= MOST_TASKS ? nodes.at(-1) : undefined;
}

function make(agent: ObservedAgent, nodes: ObservedNode[], key: string | null, name: string, group: readonly ObservedCall[]): ObservedNode {
  const task = inferTask(group);
  const number = nodes.length + 1;
  const named = key === null ? titleOf(task) : name;
  const node = newNode(key ?? ANONYMOUS, number, number === 1 || key === null ? named : `${named} (${number})`, "model", task);
  nodes.push(node);
  agent.nodes.push(node);
  return node;
}

function newNode(key: string, number: number, name: string, what: ObservedNode["what"], task: ObservedTask | null): ObservedNode {
  const id = `${slugOf(name, { otherwise: what, longest: 40 })}-${contentHash([key, number, task === null]).slice(0, 8)}`;
  return { id, key, number, name: name.trim().slice(0, 120) || what, what, task, model: null, fired: 0, places: 0 };
}

/** A task's first words. */
function titleOf({ messages }: ObservedTask): string {
  const text = messages.flatMap(({ parts }) => parts).find((part) => /\p{L}{3}/u.test(part)) ?? "";
  const line = text.trim().split(/[\n.!?:]/)[0] ?? "";
  const words = line.replace(/^you are (?:an? |the )?/i, "").trim();
  return words.length > 48 ? `${words.slice(0, 47).trimEnd()}…` : words || "Model call";
}

function keepSample(agent: ObservedAgent, node: ObservedNode | undefined, call: ObservedCall): void {
  if (node === undefined) return;
  const samples = agent.samples[node.id] ?? [];
  if (samples.length >= MOST_SAMPLES) return;
  const { response: _, ...sample } = call;
  if (JSON.stringify(sample).length > LARGEST_SAMPLE) return;
  agent.samples[node.id] = [...samples, { ...sample, response: null }];
}

/** The nodes that fired in a step: usually one; a step that asks for several things is one node for each. */
function firings(agent: ObservedAgent, step: ObservedStep, byCall: ReadonlyMap<ObservedCall, ObservedNode>): Found[] {
  const byNode = Map.groupBy(step.calls, ({ call }) => (call === null ? undefined : byCall.get(call)));
  const asked = [...byNode].flatMap(([node, calls]) => (node === undefined ? [] : [{ step, node, calls }]));
  if (asked.length > 0) return asked;
  const key = step.key ?? ANONYMOUS;
  // A call that failed before anything was recorded of it is a firing of the node that usually asks.
  const model = step.what === "model" ? agent.nodes.find((node) => node.task !== null && node.key === key) : undefined;
  const node = model ?? agent.nodes.find((node) => node.task === null && node.key === key) ?? newNode(key, 1, step.name, step.what, null);
  if (!agent.nodes.includes(node)) agent.nodes.push(node);
  return [{ step, node, calls: [] }];
}

function activationOf({ step, node, calls }: Found, alone: boolean): ObservedActivation {
  const { span } = step;
  const made = calls.flatMap((span) => {
    const { call } = span;
    return call === null ? [] : [{ span, call, variables: (node.task === null ? null : matchTask(node.task, call)) ?? {} }];
  });
  const last = made.at(-1);
  const failed = span.error ?? last?.span.error ?? null;
  return {
    path: alone ? node.id : `${node.id}[${contentHash(span.spanId).slice(0, 10)}]`,
    node,
    span,
    inputs: made[0]?.variables ?? (span.input === null ? {} : { input: span.input }),
    outputs: failed !== null ? null : last === undefined ? { output: span.output } : { output: answerOf(last.call) },
    error: failed,
    calls: made,
  };
}

/** What a call gave: what it was to be, JSON or text; with the tools that it wanted called, as JSON text, when there are any. */
export function answerOf({ text, toolCalls, schema }: ObservedCall): Json {
  if (toolCalls.length > 0) return JSON.stringify({ text: text ?? "", toolCalls });
  return schema === null ? (text ?? "") : parsedOr(text ?? "", text ?? "");
}

/** Counts what fired, in which order, and what went from one to the next. */
function note(
  agent: ObservedAgent,
  steps: readonly ObservedStep[],
  found: readonly (readonly Found[])[],
  activations: readonly ObservedActivation[],
  modelOf: (call: ObservedCall) => string,
): void {
  const last = Math.max(1, activations.length - 1);
  for (const [place, { node, calls }] of activations.entries()) {
    node.fired += 1;
    node.places += place / last;
    const served = calls.at(-1);
    if (served !== undefined) node.model = modelOf(served.call);
  }
  const bySpan = new Map(activations.map((activation) => [`${activation.span.spanId} ${activation.node.id}`, activation]));
  const of = (index: number) => (found[index] ?? []).flatMap(({ step, node }) => bySpan.get(`${step.span.spanId} ${node.id}`) ?? []);
  for (const [index, before] of stepsBefore(steps).entries())
    for (const to of of(index)) for (const from of before.flatMap(of)) if (from.node !== to.node) noteEdge(agent, from, to);
}

/** Shorter answers are found in much by chance. */
const TELLING = 4;

function noteEdge(agent: ObservedAgent, from: ObservedActivation, to: ObservedActivation): void {
  let edge = agent.edges.find((edge) => edge.from === from.node.id && edge.to === to.node.id);
  if (edge === undefined) {
    edge = { from: from.node.id, to: to.node.id, count: 0, ports: {} };
    agent.edges.push(edge);
  }
  edge.count += 1;
  const given = textOf(from.outputs?.output ?? null);
  if (given.length < TELLING) return;
  for (const [name, value] of Object.entries(to.inputs)) if (textOf(value).includes(given)) edge.ports[name] = (edge.ports[name] ?? 0) + 1;
}

const textOf = (value: Json): string => (value === null ? "" : typeof value === "string" ? value.trim() : JSON.stringify(value));
