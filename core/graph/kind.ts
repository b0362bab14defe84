import type { z } from "zod";
import type { GraphNode, NodeSettings } from "./document";
import { JsonObject, type JsonSchema } from "./json";
import { type Port, type Ports, port } from "./ports";

export const locales = ["en", "zh"] as const;
export type Locale = (typeof locales)[number];

/** What a person reads about a kind: palette, inspector and documentation page come from it. */
export type KindText = {
  title: string;
  /** One line for the palette. */
  summary: string;
  /** One paragraph for the inspector's help and the documentation. */
  help: string;
  /** Labels of the config's top-level fields, for forms derived from the schema. */
  fields: Record<string, { label: string; hint?: string }>;
};

export const kindCategories = ["boundary", "model", "tools", "data", "flow"] as const;
export type KindCategory = (typeof kindCategories)[number];

/** A finding about one node's config that its schema alone can't express. Params fill the message `problems.<code>`. */
export type ConfigProblem = { code: string; params?: Record<string, string | number>; severity?: "error" | "warning" };

/** How a container runs what is inside it. The scheduler knows these rules; they have no executor. */
export type Container =
  /** The body once for each item of the list at port `over`, at most `concurrency` at a time. */
  | {
      type: "map";
      over: string;
      item: string;
      index: string;
      result: string;
      results: string;
      concurrency: number;
      onItemError: "fail" | "null" | "drop";
    }
  /** The body again and again, each time with what it gave the time before; `decides`: the node's executor says after each time whether it is done. */
  | {
      type: "loop";
      state: readonly string[];
      iteration: string;
      iterations: string;
      maxIterations: number;
      decides: boolean;
      onLimit: "continue" | "fail";
    }
  /** Its executor says turn by turn which of the nodes inside, its tools, are to run, until it has an answer. */
  | { type: "agent"; maxTurns: number; asks: readonly string[] }
  /** A published version of another graph, by its document's hash, once. */
  | { type: "subgraph"; graphId: string; document: string };

/**
 * Everything both browser and server know about a node kind. How it runs is its executor's business.
 * @template K the kind's name, as stored in documents
 * @template S the zod schema of its config
 */
export type NodeDefinition<K extends string = string, S extends z.ZodType = z.ZodType> = {
  kind: K;
  category: KindCategory;
  /** Name of a Tabler icon, such as `IconRoute`. */
  icon: string;
  text: Record<Locale, KindText>;
  config: S;
  defaultConfig: z.input<S>;
  ports(config: z.output<S>): Ports;
  /** Makes the kind a container: how it runs the nodes inside it. Null as long as the config doesn't say. */
  container?(config: z.output<S>): Container | null;
  /** Waits for people: no limit of time holds but its own. */
  waits?: true;
  /** Fires with the first value that comes instead of waiting for every token. */
  fires?: "first";
  /** Problems beyond the schema, such as "no model chosen". */
  check?(config: z.output<S>): ConfigProblem[];
  /** Keys of the models it asks, the one that serves it first; null for one that nobody has chosen yet. */
  models?(config: z.output<S>): (string | null)[];
  /** What it asks of its model, whoever that is. */
  task?(config: z.output<S>): TaskShape;
  /** Sets or gets a variable of the run. */
  variable?(config: z.output<S>): Variable;
  effects: Effects | ((config: z.output<S>) => Effects);
};

export type Variable = { role: "set" | "get"; name: string };

/** What of a task says how far it is fixed: its prompts as templates, the answer's schema, tools and sampling. */
export type TaskShape = { prompts: readonly string[]; schema: JsonSchema | null; temperature: number | null; tools: number };

/** Does running a node change anything outside the run? Such a node starts only when its causes are durable. */
export type Effects = "none" | "outside";

export function defineNode<const K extends string, S extends z.ZodType>(definition: NodeDefinition<K, S>): NodeDefinition<K, S> {
  return definition;
}

/** Looks up a kind's definition; undefined when this build doesn't know the kind. */
export type Kinds = (kind: string) => AnyDefinition | undefined;

/** A definition whose config type has been forgotten: its functions take only what its own schema parsed. */
export type AnyDefinition = {
  kind: string;
  category: KindCategory;
  icon: string;
  text: Record<Locale, KindText>;
  config: z.ZodType;
  /** With every default of the schema filled in. */
  defaultConfig: JsonObject;
  fires: "all" | "first";
  waits: boolean;
  /** Does it take nodes inside it? */
  isContainer: boolean;
  /** Does it ask models? */
  asksModels: boolean;
  /** What the schema says of a raw config. */
  read(config: JsonObject): z.ZodSafeParseResult<unknown>;
  taskOf(config: JsonObject): TaskShape | null;
  effectsOf(config: JsonObject): Effects;
  variableOf(config: JsonObject): Variable | null;
  /** Keys of the models it asks, the one that serves it first. */
  modelsOf(config: JsonObject): string[];
  /** Null when the kind is no container or the config doesn't parse. */
  containerOf(config: JsonObject): Container | null;
  /** Ports of a raw config, or null when the config doesn't parse. */
  portsOf(config: JsonObject): Ports | null;
  checkOf(config: JsonObject): ConfigProblem[];
};

let edition = 0;
/** Schemas read more exactly than before: what they said of configs is forgotten. */
export function readConfigsAnew(): void {
  edition++;
}

export function forgetConfig<K extends string, S extends z.ZodType>(definition: NodeDefinition<K, S>): AnyDefinition {
  const { kind, category, icon, text, config, effects } = definition;
  const defaults = config.parse(definition.defaultConfig);
  // Documents never change in place, so a config is read once however often it is asked about.
  type Known = { parsed: z.ZodSafeParseResult<z.output<S>>; edition: number; problems?: ConfigProblem[] };
  const known = new WeakMap<JsonObject, Known>();
  const knownOf = (raw: JsonObject): Known => {
    const before = known.get(raw);
    if (before?.edition === edition) return before;
    const now: Known = { parsed: config.safeParse(raw), edition };
    known.set(raw, now);
    return now;
  };
  const read = (raw: JsonObject) => knownOf(raw).parsed;
  const check = (raw: JsonObject): ConfigProblem[] => {
    const about = knownOf(raw);
    about.problems ??= ask<ConfigProblem[]>(raw, (parsed) => definition.check?.(parsed) ?? [], []);
    return about.problems;
  };
  /** What a function of the definition gives for a raw config, or what stands for it when that doesn't parse. */
  const ask = <T>(raw: JsonObject, tell: (parsed: z.output<S>) => T, otherwise: T): T => {
    const parsed = read(raw);
    return parsed.success ? tell(parsed.data) : otherwise;
  };
  return {
    kind,
    category,
    icon,
    text,
    config,
    defaultConfig: JsonObject.parse(defaults),
    fires: definition.fires ?? "all",
    waits: definition.waits ?? false,
    isContainer: definition.ports(defaults).inside !== undefined,
    asksModels: definition.models !== undefined,
    read,
    taskOf: (raw) => ask(raw, (parsed) => definition.task?.(parsed) ?? null, null),
    effectsOf: (raw) => (typeof effects === "string" ? effects : ask(raw, effects, "outside")),
    variableOf: (raw) => (definition.variable === undefined ? null : ask<Variable | null>(raw, definition.variable, null)),
    modelsOf: (raw) => ask(raw, (parsed) => definition.models?.(parsed) ?? [], []).filter((key) => key !== null),
    containerOf: (raw) => ask(raw, (parsed) => definition.container?.(parsed) ?? null, null),
    portsOf: (raw) => ask<Ports | null>(raw, definition.ports, null),
    checkOf: check,
  };
}

/** Keys of the models a node asks, the one that serves it first. */
export const modelsOf = ({ kind, config }: Pick<GraphNode, "kind" | "config">, kinds: Kinds): string[] =>
  kinds(kind)?.modelsOf(config) ?? [];

const errorPort = ({ onError }: Partial<NodeSettings> = {}): Port[] =>
  onError?.action === "route" ? [{ ...port("error", { type: "json" }) }] : [];

const noPorts: Ports = { inputs: [], outputs: [] };

/** A node is never changed, only replaced: what follows from it is worked out once. */
const knownPorts = new WeakMap<Kinds, WeakMap<GraphNode, Ports>>();

/** The node's ports, those of its settings included; none when the kind is unknown or the config doesn't parse. */
export function portsOf(node: GraphNode, kinds: Kinds): Ports {
  const known = knownPorts.get(kinds) ?? new WeakMap<GraphNode, Ports>();
  knownPorts.set(kinds, known);
  const ports = known.get(node) ?? readPorts(node, kinds);
  known.set(node, ports);
  return ports;
}

function readPorts(node: GraphNode, kinds: Kinds): Ports {
  const ports = kinds(node.kind)?.portsOf(node.config) ?? noPorts;
  const extra = errorPort(node.settings);
  return extra.length === 0 ? ports : { ...ports, outputs: [...ports.outputs, ...extra] };
}
