import type { GraphNode } from "../document";
import type { Container, Kinds } from "../kind";

/** What dissolving a node would take apart: a container's own body, or the document of the graph that it runs. */
export const dissolves = (node: GraphNode | undefined, kinds: Kinds): Container["type"] | null => {
  const rule = node === undefined ? null : (kinds(node.kind)?.containerOf(node.config) ?? null);
  return rule === null || rule.type === "agent" ? null : rule.type;
};
