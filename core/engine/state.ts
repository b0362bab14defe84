import type { Json, JsonObject } from "../graph/json";
import type { AgentCall, AgentResult } from "./agent";
import type { Effect } from "./effects";
import type { Level, PlannedNode } from "./level";

export type NodeState = "waiting" | "held" | "running" | "resting" | "done" | "skipped" | "failed" | "abandoned";

/** One activation of a level: the run's top level, or the body of a container for one item or iteration. */
export type Scope = {
  level: Level;
  /** What the paths of its nodes begin with: empty, or `review[3]/`. */
  prefix: string;
  /** The container it runs for, and as which of its bodies. */
  owner: { scope: Scope; index: number; ordinal: number } | null;
  arrived: Uint8Array;
  values: (Json | undefined)[];
  missing: Int32Array;
  states: NodeState[];
  attempts: Int32Array;
  /** Nodes that have not yet come to an end. */
  open: number;
  /** Nothing in it counts any more. */
  abandoned: boolean;
  /** Bodies of the containers that are open, by node index. */
  bodies: Map<number, Body>;
};

/** What goes on inside an open container. */
export type Body =
  | {
      type: "map";
      items: readonly Json[];
      given: JsonObject;
      next: number;
      results: Json[];
      dropped: Set<number>;
      scopes: Map<number, Scope>;
    }
  | { type: "loop"; given: JsonObject; state: JsonObject; turn: number; decision: Decision | null; scopes: Map<number, Scope> }
  | {
      type: "agent";
      given: JsonObject;
      transcript: Json;
      turn: number;
      decision: Decision | null;
      calls: readonly AgentCall[];
      results: AgentResult[];
      scopes: Map<number, Scope>;
    }
  | { type: "subgraph"; scopes: Map<number, Scope> };

/** The executor of a container is being asked how to go on, for the so many-th time; or it will be, after a rest. */
export type Decision = { attempt: number; resting: boolean };

/**
 * Where a run is. Owned by whoever advances it: `advance` consumes the state it is given and returns the next,
 * so that an event costs time in proportion to the edges it touches and not to the graph.
 */
export type RunState = {
  top: Scope;
  /** Where the activations are that run, rest or are open, by path. */
  active: Map<string, { scope: Scope; index: number }>;
  output: JsonObject | null;
  finished: boolean;
  /** Ids of the nodes of the run's own graph that are held before they start. */
  breakpoints: ReadonlySet<string>;
  /** Seed of the jitter between retries. */
  seed: string;
};

/** One advance under way: what it says is to be done, and what it still has to look at itself. Tasks instead of calls, because chains may be long. */
export type Work = { state: RunState; effects: Effect[]; tasks: Task[] };
export type Task = { type: "enter" | "ended"; scope: Scope; index: number };

export const VALUE = 1;
export const SKIPPED = 2;

export const nodeAt = ({ level }: Scope, index: number): PlannedNode => level.nodes[index] as PlannedNode;
export const pathOf = (scope: Scope, index: number): string => scope.prefix + nodeAt(scope, index).node.id;

/** Path of what a container's executor decides in a turn: whether a loop is done, what an agent does next. Such as `improve#2`. */
export const decisionPath = (scope: Scope, index: number, turn: number): string => `${pathOf(scope, index)}#${turn}`;

export function newScope(level: Level, prefix: string, owner: Scope["owner"]): Scope {
  return {
    level,
    prefix,
    owner,
    arrived: new Uint8Array(level.targets.length),
    values: new Array(level.targets.length),
    missing: Int32Array.from(level.nodes, ({ indegree }) => indegree),
    states: level.nodes.map(() => "waiting"),
    attempts: new Int32Array(level.nodes.length),
    open: level.nodes.length,
    abandoned: false,
    bodies: new Map(),
  };
}
