import type { z } from "zod";
import type { GraphNode, NodeSettings } from "./document";
import { settingsOf } from "./document";
import { JsonObject } from "./json";
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

export const kindCategories = ["boundary", "model", "data", "flow"] as const;
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
  /** Another graph's document, by its content's hash, once. */
  | { type: "subgraph"; document: string };

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
  /** Makes the kind a container: how it runs the nodes inside it. */
  container?(config: z.output<S>): Container;
  /** Fires with the first value that comes instead of waiting for every token. */
  fires?: "first";
  /** Problems beyond the schema, such as "no model chosen". */
  check?(config: z.output<S>): ConfigProblem[];
  /** Does running it change anything outside the run? Such a node starts only when its causes are durable. */
  effects: "none" | "outside";
};

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
  effects: "none" | "outside";
  fires: "all" | "first";
  isContainer: boolean;
  /** Null when the kind is no container or the config doesn't parse. */
  containerOf(config: JsonObject): Container | null;
  /** Ports of a raw config, or null when the config doesn't parse. */
  portsOf(config: JsonObject): Ports | null;
  checkOf(config: JsonObject): ConfigProblem[];
};

export function forgetConfig<K extends string, S extends z.ZodType>(definition: NodeDefinition<K, S>): AnyDefinition {
  const { kind, category, icon, text, config, defaultConfig, effects } = definition;
  return {
    kind,
    category,
    icon,
    text,
    config,
    defaultConfig: JsonObject.parse(config.parse(defaultConfig)),
    effects,
    fires: definition.fires ?? "all",
    isContainer: definition.container !== undefined,
    containerOf(raw) {
      const parsed = config.safeParse(raw);
      return parsed.success ? (definition.container?.(parsed.data) ?? null) : null;
    },
    portsOf(raw) {
      const parsed = config.safeParse(raw);
      return parsed.success ? definition.ports(parsed.data) : null;
    },
    checkOf(raw) {
      const parsed = config.safeParse(raw);
      return parsed.success ? (definition.check?.(parsed.data) ?? []) : [];
    },
  };
}

const errorPort = (settings: NodeSettings): Port[] => (settings.onError.action === "route" ? [{ ...port("error", { type: "json" }) }] : []);

const noPorts: Ports = { inputs: [], outputs: [] };

/** The node's ports, those of its settings included; none when the kind is unknown or the config doesn't parse. */
export function portsOf(node: GraphNode, kinds: Kinds): Ports {
  const ports = kinds(node.kind)?.portsOf(node.config) ?? noPorts;
  const extra = errorPort(settingsOf(node));
  return extra.length === 0 ? ports : { ...ports, outputs: [...ports.outputs, ...extra] };
}
