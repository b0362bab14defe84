import type { GraphDocument, GraphNode } from "@/core/graph/document";
import type { Renames } from "@/core/graph/edits";
import { type Kinds, portsOf } from "@/core/graph/kind";
import { fits, type Port, type PortType } from "@/core/graph/ports";
import { templateVariables } from "@/core/graph/template";
import { closesCycle } from "@/core/graph/traverse";

/** An output port that could feed a node. */
export type Supply = { node: string; nodeName: string; port: string; type: PortType };

/** What may feed a node without closing a circle: outputs of other nodes of its level, and what the container around it gives. */
export function suppliesOf(document: GraphDocument, target: string, kinds: Kinds): Supply[] {
  const parentId = document.nodes.find(({ id }) => id === target)?.parentId;
  const beside = document.nodes.filter(
    (node) => node.parentId === parentId && node.id !== target && !closesCycle(document, node.id, target),
  );
  return [...beside.flatMap((node) => outputsOf(node, kinds)), ...givenInside(document, parentId, kinds)];
}

/** What may feed the inside of a container: outputs of the nodes in it, and what it gives itself. */
export function innerSuppliesOf(document: GraphDocument, container: string, kinds: Kinds): Supply[] {
  const within = document.nodes.filter(({ parentId }) => parentId === container);
  return [...within.flatMap((node) => outputsOf(node, kinds)), ...givenInside(document, container, kinds)];
}

const supplyFrom =
  ({ id, name: nodeName }: GraphNode) =>
  ({ name, type }: Port): Supply => ({ node: id, nodeName, port: name, type });

const outputsOf = (node: GraphNode, kinds: Kinds): Supply[] => portsOf(node, kinds).outputs.map(supplyFrom(node));

function givenInside({ nodes }: GraphDocument, container: string | undefined, kinds: Kinds): Supply[] {
  const node = nodes.find(({ id }) => id === container);
  return node === undefined ? [] : (portsOf(node, kinds).inside?.gives ?? []).map(supplyFrom(node));
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
