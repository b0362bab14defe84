import type { Level, PlannedNode } from "@/core/engine/level";
import type { Json, JsonObject } from "@/core/graph/json";

/**
 * What a graph means, worked out level by level without a scheduler: a node starts when its last token is there, a container's body
 * when there is room for it, and nothing waits for anything else. The scheduler is held to this.
 */

/** How a node behaves, by its path and inputs; `takes` is a time in any unit. */
export type Nature = (path: string, planned: PlannedNode, inputs: JsonObject) => { takes: number; fails: boolean; outputs: JsonObject };

type Token = { at: number; value: Json | undefined };
type Started = Map<string, number>;
type LevelEnd = { at: number; exits: JsonObject; output: JsonObject | null; failed: boolean };
type Given = Record<string, Token>;

export type Meaning = { started: Started; at: number; output: JsonObject | null; failed: boolean };

export function meaningOf(plan: Level, nature: Nature): Meaning {
  const started: Started = new Map();
  const { at, output, failed } = levelMeaning(plan, "", {}, 0, nature, started);
  // Nothing starts after the run has ended.
  if (failed) for (const [path, time] of started) if (time > at) started.delete(path);
  return { started, at, output: failed ? null : output, failed };
}

function levelMeaning(level: Level, prefix: string, given: Given, opened: number, nature: Nature, into: Started): LevelEnd {
  const tokens: (Token | undefined)[] = level.targets.map(() => undefined);
  for (const [port, edges] of level.entry) for (const edge of edges) tokens[edge] = given[port] ?? { at: opened, value: undefined };
  const started: Started = new Map();
  let failedAt = Number.POSITIVE_INFINITY;
  let endsAt = opened;
  let output: JsonObject | null = null;
  const open = new Set(level.nodes.keys());
  for (let progress = true; progress; ) {
    progress = false;
    for (const index of open) {
      const planned = level.nodes[index] as PlannedNode;
      const feeding = planned.inputs.filter(({ edge }) => edge !== -1);
      if (feeding.some(({ edge }) => tokens[edge] === undefined)) continue;
      open.delete(index);
      progress = true;
      const arrived = feeding.map(({ port, edge }) => ({ port, token: tokens[edge] as Token }));
      const at = Math.max(opened, ...arrived.map(({ token }) => token.at));
      const put = (outputs: JsonObject, when: number) => {
        endsAt = Math.max(endsAt, when);
        for (const [port, edges] of planned.outputs) for (const edge of edges) tokens[edge] = { at: when, value: outputs[port] };
      };
      const has = (port: string) => arrived.some((input) => input.port === port && input.token.value !== undefined);
      if (planned.inputs.some(({ port, required }) => required && !has(port))) {
        put({}, at);
        continue;
      }
      const inputs: JsonObject = Object.fromEntries(
        arrived.flatMap(({ port, token }) => (token.value === undefined ? [] : [[port, token.value]])),
      );
      if (planned.node.kind === "output") output = inputs;
      const path = `${prefix}${planned.node.id}`;
      started.set(path, at);
      const end = nodeMeaning(planned, path, inputs, at, nature, started);
      if (!end.failed) {
        put(end.outputs, end.at);
        continue;
      }
      const { onError } = planned.settings;
      if (onError.action === "fail") failedAt = Math.min(failedAt, end.at);
      else if (onError.action === "default") put(onError.outputs, end.at);
      else put({ error: { code: "node_crashed", message: "node_crashed", attempts: 1 } }, end.at);
    }
  }
  const failed = failedAt < Number.POSITIVE_INFINITY;
  const at = failed ? failedAt : endsAt;
  for (const [path, time] of started) if (time <= at) into.set(path, time);
  const exits = Object.fromEntries(
    level.exit.flatMap(({ port, edge }) => {
      const value = edge === -1 ? undefined : tokens[edge]?.value;
      return value === undefined ? [] : [[port, value]];
    }),
  );
  return { at, exits, output, failed };
}

type NodeEnd = { at: number; failed: boolean; outputs: JsonObject };

function nodeMeaning(planned: PlannedNode, path: string, inputs: JsonObject, at: number, nature: Nature, started: Started): NodeEnd {
  if (planned.container === null) {
    const { takes, fails, outputs } = nature(path, planned, inputs);
    return { at: at + takes, failed: fails, outputs };
  }
  const { rule, body } = planned.container;
  const inner = (suffix: string, given: JsonObject, when: number) =>
    levelMeaning(
      body,
      `${path}${suffix}`,
      Object.fromEntries(Object.entries(given).map(([port, value]) => [port, { at: when, value }])),
      when,
      nature,
      started,
    );
  if (rule.type === "map") {
    const items = inputs[rule.over] as Json[];
    const results: Json[] = [];
    /** When each place becomes free. */
    const places = Array.from({ length: rule.concurrency }, () => at);
    let endsAt = at;
    let failedAt = Number.POSITIVE_INFINITY;
    for (const [index, item] of items.entries()) {
      const place = places.indexOf(Math.min(...places));
      const opens = places[place] as number;
      if (opens >= failedAt) break;
      const end = inner(`[${index}]/`, { ...inputs, [rule.item]: item, [rule.index]: index }, opens);
      places[place] = end.at;
      endsAt = Math.max(endsAt, end.at);
      if (end.failed && rule.onItemError === "fail") failedAt = Math.min(failedAt, end.at);
      if (!end.failed) results.push(end.exits[rule.result] ?? null);
      else if (rule.onItemError === "null") results.push(null);
    }
    if (failedAt === Number.POSITIVE_INFINITY) return { at: endsAt, failed: false, outputs: { [rule.results]: results } };
    for (const [inside, time] of started) if (inside.startsWith(`${path}[`) && time > failedAt) started.delete(inside);
    return { at: failedAt, failed: true, outputs: {} };
  }
  if (rule.type === "loop") {
    let state = inputs;
    let now = at;
    for (let iteration = 0; ; iteration++) {
      const end = inner(`#${iteration}/`, { ...inputs, ...state, [rule.iteration]: iteration }, now);
      now = end.at;
      if (end.failed) return { at: now, failed: true, outputs: {} };
      state = { ...state, ...end.exits };
      let done = false;
      if (rule.decides) {
        started.set(`${path}#${iteration}`, now);
        const decision = nature(`${path}#${iteration}`, planned, state);
        now += decision.takes;
        if (decision.fails) return { at: now, failed: true, outputs: {} };
        done = decision.outputs.done === true;
      }
      if (!done && iteration + 1 < rule.maxIterations) continue;
      const kept = Object.entries(state).filter(([name]) => rule.state.includes(name));
      return { at: now, failed: false, outputs: { ...Object.fromEntries(kept), [rule.iterations]: iteration + 1 } };
    }
  }
  throw new Error(`no meaning for ${rule.type}`);
}
