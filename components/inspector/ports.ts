import type { GraphDocument } from "@/core/graph/document";
import type { Renames } from "@/core/graph/edits";
import { type Kinds, portsOf } from "@/core/graph/kind";
import { fits, type Port, type PortType } from "@/core/graph/ports";
import { templateVariables } from "@/core/graph/template";
import { closesCycle } from "@/core/graph/traverse";

/** An output port that could feed a node. */
export type Supply = { node: string; nodeName: string; port: string; type: PortType };

/** Output ports of other nodes that may feed `target` without closing a circle. */
export function suppliesOf(document: GraphDocument, target: string, kinds: Kinds): Supply[] {
  return document.nodes
    .filter(({ id }) => id !== target && !closesCycle(document, id, target))
    .flatMap((node) => portsOf(node, kinds).outputs.map(({ name, type }) => ({ node: node.id, nodeName: node.name, port: name, type })));
}

export const suppliesFor = (supplies: readonly Supply[], port: Port): Supply[] => supplies.filter(({ type }) => fits(type, port.type));

/**
 * The rename that turns one set of template variables into another: exactly one went and exactly one came.
 * Typing inside `{{question}}` then keeps its edge.
 */
export function renamedVariable(before: readonly string[], after: readonly string[]): Renames | undefined {
  const old = templateVariables(...before);
  const now = templateVariables(...after);
  const gone = old.filter((name) => !now.includes(name));
  const come = now.filter((name) => !old.includes(name));
  const [from] = gone;
  const [to] = come;
  return gone.length === 1 && come.length === 1 && from !== undefined && to !== undefined ? { inputs: { [from]: to } } : undefined;
}

/** The top-level path at which two values first differ, such as `task.messages.0.content`; empty when they don't. */
export function changedPath(before: unknown, after: unknown): string {
  if (before === after || before === null || after === null || typeof before !== "object" || typeof after !== "object") return "";
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(key), now.get(key)];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    const deeper = changedPath(a, b);
    return deeper === "" ? key : `${key}.${deeper}`;
  }
  return "";
}
