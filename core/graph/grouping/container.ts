import type { GraphDocument, GraphEdge, GraphNode, PortRef } from "../document";
import type { GraphCommand } from "../edits";
import { JsonObject } from "../json";
import type { Kinds } from "../kind";
import type { Point } from "../levels";
import { any, fits, type PortType } from "../ports";
import { type Crossing, lastPort, type Part } from "./border";
import { edgeOf, type Lost, lostWire, portNames, resultNames } from "./naming";

export type Regroup = Extract<GraphCommand, { type: "regroup" }>;

export type Grouped = {
  command: Regroup;
  /** Connections that could not be kept. */
  lost: Lost[];
  /** Of a map: what gives it its list. */
  list?: string;
};

export type Grouping = {
  id: string;
  /** The container's. */
  name: string;
  /** Where the first of its nodes stands, from its own corner. */
  corner: Point;
  kinds: Kinds;
};

/** By which ports of a container a value comes in. */
type Entering = Map<Crossing, { outside: string; inside: string }>;

const listType: PortType = { type: "list", of: any };

/** A list is the surest to be meant as a map's items, and words or numbers can't be. */
const listness: Partial<Record<PortType["type"], number>> = { list: 4, messages: 3, json: 2, any: 1 };

/** The value that a map goes through, of those that come in: what is a list for sure comes first. */
function listOf(incoming: readonly Crossing[]): Crossing | undefined {
  const rank = ({ type }: Crossing) => listness[type.type] ?? 0;
  const best = incoming.reduce<Crossing | undefined>((top, next) => (top === undefined || rank(next) > rank(top) ? next : top), undefined);
  return best !== undefined && rank(best) > 0 && fits(best.type, listType) ? best : undefined;
}

const wantedName = ({ targets, source }: Crossing): string => targets[0]?.ref.port ?? source.port;

/** Puts a part into a new map: one value that comes in is its list, the others are given to every item unchanged, what goes out is its result. */
export function groupIntoMap(document: GraphDocument, part: Part, grouping: Grouping): Grouped {
  const nameFor = portNames(["items", "item", "index", "result", "results", "error"]);
  const list = listOf(part.incoming);
  const into: Entering = new Map();
  if (list !== undefined) into.set(list, { outside: "items", inside: "item" });
  for (const crossing of part.incoming) {
    if (crossing === list) continue;
    const name = nameFor(wantedName(crossing));
    into.set(crossing, { outside: name, inside: name });
  }
  const shared = [...into].flatMap(([crossing, { outside }]) => (crossing === list ? [] : [outside]));
  const config = { ...defaultsOf("map", grouping.kinds), with: shared };
  const results = part.outgoing[0] ?? lastOf(document, part, grouping.kinds);
  const out = results === undefined ? [] : [{ crossing: results, inside: "result", outside: "results", type: listType }];
  const grouped = regroup(document, part, "map", { config, into, out }, grouping);
  return list === undefined ? grouped : { ...grouped, list: lostWire(document, list.source, list.source).from };
}

/**
 * Puts a part into a new loop: what goes out is its state, and a value that comes in by the same name, or as the only one beside the
 * only result, is what that starts from. Other values are given to every round unchanged.
 */
export function groupIntoLoop(document: GraphDocument, part: Part, grouping: Grouping): Grouped {
  const nameFor = portNames(["iteration", "iterations", "error"]);
  const last = lastOf(document, part, grouping.kinds);
  const results = part.outgoing.length > 0 || last === undefined ? part.outgoing : [last];
  const starts = pairs(part.incoming, results);
  const wantedResult = resultNames(document, results);
  const into: Entering = new Map();
  const out: Leaving[] = [];
  for (const crossing of results) {
    const start = starts.get(crossing);
    const name = nameFor(start === undefined ? wantedResult(crossing) : wantedName(start));
    if (start !== undefined) into.set(start, { outside: name, inside: name });
    out.push({ crossing, inside: name, outside: name, type: any });
  }
  const state = out.map(({ inside }) => inside);
  const shared: string[] = [];
  for (const crossing of part.incoming) {
    if (into.has(crossing)) continue;
    const name = nameFor(wantedName(crossing));
    into.set(crossing, { outside: name, inside: name });
    // A loop has a state at the least, whether anything is brought to it or not.
    if (state.length === 0) state.push(name);
    else shared.push(name);
  }
  if (state.length === 0) state.push(nameFor("draft"));
  const config = { ...defaultsOf("loop", grouping.kinds), state, with: shared };
  return regroup(document, part, "loop", { config, into, out }, grouping);
}

/** What each result starts from, of what comes in. */
function pairs(incoming: readonly Crossing[], results: readonly Crossing[]): Map<Crossing, Crossing> {
  const starts = new Map<Crossing, Crossing>();
  const suits = (start: Crossing, result: Crossing) => start.targets.every(({ type }) => fits(result.type, type));
  const [onlyIn, onlyOut] = [incoming[0], results[0]];
  if (incoming.length === 1 && results.length === 1 && onlyIn !== undefined && onlyOut !== undefined && suits(onlyIn, onlyOut)) {
    return starts.set(onlyOut, onlyIn);
  }
  const free = new Set(incoming);
  for (const result of results) {
    const start = [...free].find((candidate) => wantedName(candidate) === result.source.port && suits(candidate, result));
    if (start === undefined) continue;
    starts.set(result, start);
    free.delete(start);
  }
  return starts;
}

type Leaving = { crossing: Crossing; inside: string; outside: string; type: PortType };
type Rewiring = { config: JsonObject; into: Entering; out: readonly Leaving[] };

function lastOf(document: GraphDocument, part: Part, kinds: Kinds): Crossing | undefined {
  const last = part.outgoing.length > 0 ? undefined : lastPort(part, document, kinds);
  return last && { source: last.ref, type: last.type, targets: [] };
}

const defaultsOf = (kind: string, kinds: Kinds): JsonObject => JsonObject.parse(kinds(kind)?.defaultConfig ?? {});

function regroup(document: GraphDocument, part: Part, kind: string, { config, into, out }: Rewiring, grouping: Grouping): Grouped {
  const { id, name, corner } = grouping;
  const position = { x: leastOf(part.nodes, "x"), y: leastOf(part.nodes, "y") };
  const container: GraphNode = { id, kind, name, position, config, ...(part.level !== undefined && { parentId: part.level }) };
  const at = (port: string): PortRef => ({ node: id, port });
  const edges: GraphEdge[] = [];
  const lost: Lost[] = [];
  for (const [{ source, targets }, { outside, inside }] of into) {
    edges.push(edgeOf(source, at(outside)));
    for (const { ref } of targets) edges.push(edgeOf(at(inside), ref));
  }
  for (const { crossing, inside, outside, type } of out) {
    edges.push(edgeOf(crossing.source, at(inside)));
    for (const { ref, type: taken } of crossing.targets) {
      if (fits(type, taken)) edges.push(edgeOf(at(outside), ref));
      else lost.push(lostWire(document, crossing.source, ref));
    }
  }
  return {
    command: {
      type: "regroup",
      did: { code: "group", name, count: part.nodes.length },
      moves: part.nodes.map((node) => ({
        id: node.id,
        parentId: id,
        position: { x: node.position.x - position.x + corner.x, y: node.position.y - position.y + corner.y },
      })),
      gone: [],
      nodes: [container],
      cut: part.crossing.map((edge) => edge.id),
      edges,
    },
    lost,
  };
}

export const leastOf = (nodes: readonly GraphNode[], axis: "x" | "y"): number => Math.min(...nodes.map(({ position }) => position[axis]));
