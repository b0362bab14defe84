import { GRAPH_FORMAT, type GraphDocument, type GraphEdge, type GraphNode, type PortRef } from "../document";
import type { JsonObject } from "../json";
import type { Kinds } from "../kind";
import { ChosenType } from "../names";
import { any, fits, type PortType } from "../ports";
import { type Crossing, lastPort, type Part } from "./border";
import { type Grouped, leastOf } from "./container";
import { edgeOf, type Lost, lostWire, portNames, resultNames } from "./naming";

/** By which field of its input or output a value crosses the border of the new graph. */
type Field = { crossing: Crossing; name: string };

/** A part as a graph of its own, and how the node that runs it is to be connected. */
export type Extracted = { document: GraphDocument; inputs: Field[]; outputs: Field[]; lost: Lost[] };

/** Between the new graph's ends and its nodes, in pixels. */
const BESIDE = 336;
const fieldTypes = ["text", "number", "boolean", "json"] as const;

/** Null when nothing comes out of the part: a graph gives something back. */
export function extractPart(document: GraphDocument, part: Part, kinds: Kinds): Extracted | null {
  const last = part.outgoing.length > 0 ? undefined : lastPort(part, document, kinds);
  const results: Crossing[] = last === undefined ? part.outgoing : [{ source: last.ref, type: last.type, targets: [] }];
  if (results.length === 0) return null;
  const ids = new Set(part.ids);
  const fresh = (wanted: string): string => {
    let id = wanted;
    for (let number = 2; ids.has(id); number++) id = `${wanted}-${number}`;
    return id;
  };
  const [entry, exit] = [fresh("input"), fresh("output")];
  const lost: Lost[] = [];
  const edges: GraphEdge[] = document.edges.filter(({ source, target }) => part.ids.has(source.node) && part.ids.has(target.node));

  const inputName = portNames(["error"]);
  const inputs = part.incoming.map(
    (crossing): Field => ({ crossing, name: inputName(crossing.targets[0]?.ref.port ?? crossing.source.port) }),
  );
  const inputFields = inputs.map(({ crossing, name }): JsonObject => {
    const type = fieldTypeOf(crossing);
    for (const { ref, type: taken } of crossing.targets) {
      if (fits(crossing.type, { type }) && fits({ type }, taken)) edges.push(edgeOf({ node: entry, port: name }, ref));
      else lost.push(lostWire(document, crossing.source, ref));
    }
    return field(
      name,
      type,
      crossing.targets.some(({ required }) => required),
    );
  });
  // Every graph has an input with a field, if only one that nothing uses.
  if (inputFields.length === 0) inputFields.push(field("start", "text", false));

  const outputName = portNames(["error"]);
  const wanted = resultNames(document, results);
  const outputs = results.map((crossing): Field => ({ crossing, name: outputName(wanted(crossing)) }));
  for (const { crossing, name } of outputs) edges.push(edgeOf(crossing.source, { node: exit, port: name }));

  const [left, top] = [leastOf(part.nodes, "x"), leastOf(part.nodes, "y")];
  const right = Math.max(...part.nodes.map(({ position }) => position.x));
  const outermost = new Set(part.nodes);
  const inner = document.nodes.flatMap((node): GraphNode[] => {
    if (!part.ids.has(node.id)) return [];
    if (!outermost.has(node)) return [node];
    const { parentId: _, ...top } = node;
    return [top];
  });
  const end = (id: string, kind: string, x: number, fields: JsonObject[]): GraphNode => ({
    id,
    kind,
    name: kinds(kind)?.text.en.title ?? kind,
    position: { x, y: top },
    config: { fields },
  });
  const nodes = [
    end(entry, "input", left - BESIDE, inputFields),
    ...inner,
    end(
      exit,
      "output",
      right + BESIDE,
      outputs.map(({ crossing, name }) => ({ name, type: chosenType(crossing.type) })),
    ),
  ];
  return { document: { format: GRAPH_FORMAT, nodes, edges, notes: [] }, inputs, outputs, lost };
}

const field = (name: string, type: string, required: boolean): JsonObject => ({
  name,
  type,
  label: "",
  hint: "",
  required,
  options: [],
  example: "",
});

/** The narrowest type that takes what comes in and that everything takes it goes to; else JSON, which is any value. */
function fieldTypeOf({ type, targets }: Crossing): (typeof fieldTypes)[number] {
  const wished = [type, ...targets.map((target) => target.type)].flatMap((wish) => fieldTypes.find((name) => name === wish.type) ?? []);
  return wished.find((name) => fits(type, { type: name }) && targets.every((target) => fits({ type: name }, target.type))) ?? "json";
}

const chosenType = ({ type }: PortType): ChosenType => {
  const parsed = ChosenType.safeParse(type);
  return parsed.success ? parsed.data : "any";
};

/**
 * Puts one node that runs the new graph in the place of the part.
 * @param chosen the config of that node
 */
export function replaceBySubgraph(
  document: GraphDocument,
  part: Part,
  { inputs, outputs, lost }: Extracted,
  { id, name, config, kinds }: { id: string; name: string; config: JsonObject; kinds: Kinds },
): Grouped {
  const node: GraphNode = {
    id,
    kind: "subgraph",
    name,
    position: { x: leastOf(part.nodes, "x"), y: leastOf(part.nodes, "y") },
    config,
    ...(part.level !== undefined && { parentId: part.level }),
  };
  const ports = kinds(node.kind)?.portsOf(config) ?? { inputs: [], outputs: [] };
  const typeOf = (side: "inputs" | "outputs", port: string) => ports[side].find((known) => known.name === port)?.type ?? any;
  const at = (port: string): PortRef => ({ node: id, port });
  const edges: GraphEdge[] = [];
  const gone = [...lost];
  const connect = (source: PortRef, from: PortType, target: PortRef, to: PortType, meant: [PortRef, PortRef]) => {
    if (fits(from, to)) edges.push(edgeOf(source, target));
    else gone.push(lostWire(document, ...meant));
  };
  for (const { crossing, name: port } of inputs) {
    connect(crossing.source, crossing.type, at(port), typeOf("inputs", port), [crossing.source, at(port)]);
  }
  for (const { crossing, name: port } of outputs) {
    for (const { ref, type } of crossing.targets) connect(at(port), typeOf("outputs", port), ref, type, [crossing.source, ref]);
  }
  return {
    command: {
      type: "regroup",
      did: { code: "group", name, count: part.nodes.length },
      moves: [],
      gone: part.nodes.map((inner) => inner.id),
      nodes: [node],
      cut: [],
      edges,
    },
    lost: gone,
  };
}
