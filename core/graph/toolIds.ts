import type { GraphNode } from "./document";
import { isJsonObject, type JsonObject } from "./json";
import type { Kinds } from "./kind";

/** A node's config when nodes have got other ids: an agent names its tools by theirs. */
export function withToolIds(
  { kind, config }: Pick<GraphNode, "kind" | "config">,
  ids: ReadonlyMap<string, string>,
  kinds: Kinds,
): JsonObject {
  const { tools } = config;
  if (kinds(kind)?.containerOf(config)?.type !== "agent" || !isJsonObject(tools)) return config;
  return { ...config, tools: Object.fromEntries(Object.entries(tools).map(([id, rule]) => [ids.get(id) ?? id, rule])) };
}
