import type { GraphDocument, GraphEdge, GraphNode, PortRef } from "./document";
import { edgeId } from "./edits";
import { type AnyDefinition, type Kinds, portsOf } from "./kind";
import { levelOfEdge, sourcePort, targetPort } from "./levels";
import { fits, type Port, type Ports, type PortType, portTypeName } from "./ports";

/** A port that waits for the other end of a connection. Source: a value comes out of it. Inside: of a container, towards its body. */
export type OpenEnd = PortRef & { side: "source" | "target"; inside: boolean };

/** New edges, and the edges that make way for them. */
export type Wiring = { edges: GraphEdge[]; cut: string[] };

/** The type of an open end's port, or null when there is no such port. */
export function typeOfEnd({ nodes }: GraphDocument, { node, port, side, inside }: OpenEnd, kinds: Kinds): PortType | null {
  const found = nodes.find(({ id }) => id === node);
  const ports = found && portsOf(found, kinds);
  const outside = side === "source" ? ports?.outputs : ports?.inputs;
  const within = side === "source" ? ports?.inside?.gives : ports?.inside?.takes;
  return (inside ? within : outside)?.find(({ name }) => name === port)?.type ?? null;
}

/** The level on which what is connected to an open end stands: a container's id, or undefined for the top level. */
export const levelOfEnd = ({ nodes }: GraphDocument, { node, inside }: OpenEnd): string | undefined =>
  inside ? node : nodes.find(({ id }) => id === node)?.parentId;

/** Of ports that take a value, or give one, the one that fits a type best: of that very type, then required, then first. */
function bestPort(ports: readonly Port[], type: PortType, side: "source" | "target"): Port | null {
  const fitting = ports.filter((port) => (side === "source" ? fits(type, port.type) : fits(port.type, type)));
  const weight = (port: Port) => (portTypeName(port.type) === portTypeName(type) ? 2 : 0) + (port.required ? 1 : 0);
  return fitting.reduce<Port | null>((best, port) => (best === null || weight(port) > weight(best) ? port : best), null);
}

/** The port of a node's outside by which it fits an open end of this type best, or null. */
export const fittingPort = ({ inputs, outputs }: Ports, type: PortType, side: "source" | "target"): string | null =>
  bestPort(side === "source" ? inputs : outputs, type, side)?.name ?? null;

const defaultPorts = (definition: AnyDefinition): Ports => definition.portsOf(definition.defaultConfig) ?? { inputs: [], outputs: [] };

/** Can a new node of this kind be connected to an open end of this type? */
export const kindFits = (definition: AnyDefinition, type: PortType, side: "source" | "target"): boolean =>
  fittingPort(defaultPorts(definition), type, side) !== null;

/** Can a new node of this kind be put between two ports of these types? */
export const kindFitsBetween = (definition: AnyDefinition, from: PortType, to: PortType): boolean =>
  kindFits(definition, from, "source") && kindFits(definition, to, "target");

/** Connects a node that isn't in the document yet to an open end; an input gives up what fed it before. Null when nothing fits. */
export function connectNew(document: GraphDocument, node: GraphNode, end: OpenEnd, kinds: Kinds): Wiring | null {
  const type = typeOfEnd(document, end, kinds);
  const port = type === null ? null : fittingPort(portsOf(node, kinds), type, end.side);
  if (port === null) return null;
  const here = { node: node.id, port };
  const there = { node: end.node, port: end.port };
  if (end.side === "source") return { edges: [edgeOf(there, here)], cut: [] };
  const byId = new Map(document.nodes.map((known) => [known.id, known]));
  const cut = document.edges.filter(({ source, target }) => {
    const [from, to] = [byId.get(source.node), byId.get(target.node)];
    const level = from && to && levelOfEdge(from, to);
    return target.node === end.node && target.port === end.port && (level === end.node) === end.inside;
  });
  return { edges: [edgeOf(here, there)], cut: cut.map(({ id }) => id) };
}

/** The types at both ends of an edge and its level; null when an end is gone. */
export function endsOfEdge(
  document: GraphDocument,
  edge: GraphEdge,
  kinds: Kinds,
): { from: PortType; to: PortType; level: string | undefined } | null {
  const [source, target] = [edge.source.node, edge.target.node].map((id) => document.nodes.find((node) => node.id === id));
  const level = source && target && levelOfEdge(source, target);
  if (source === undefined || target === undefined || level === undefined) return null;
  const from = sourcePort(edge, level, portsOf(source, kinds))?.type;
  const to = targetPort(edge, level, portsOf(target, kinds))?.type;
  return from === undefined || to === undefined ? null : { from, to, level: level ?? undefined };
}

/** Puts a node between the ends of an edge, whether the node is in the document yet or not. Null when it doesn't fit there. */
export function splitEdge(document: GraphDocument, edge: GraphEdge, node: GraphNode, kinds: Kinds): Wiring | null {
  const ends = endsOfEdge(document, edge, kinds);
  if (ends === null || node.parentId !== ends.level) return null;
  const ports = portsOf(node, kinds);
  const [input, output] = [fittingPort(ports, ends.from, "source"), fittingPort(ports, ends.to, "target")];
  if (input === null || output === null) return null;
  return {
    edges: [edgeOf(edge.source, { node: node.id, port: input }), edgeOf({ node: node.id, port: output }, edge.target)],
    cut: [edge.id],
  };
}

const edgeOf = (source: PortRef, target: PortRef): GraphEdge => ({ id: edgeId(source, target), source, target });
