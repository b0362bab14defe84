import { z } from "zod";
import { type Clip, clipExtent } from "./clipboard";
import type { GraphDocument, GraphEdge, GraphNode } from "./document";
import { edgeId, freeName, type GraphCommand } from "./edits";
import { JsonObject } from "./json";
import { type Kinds, portsOf } from "./kind";
import type { Point } from "./levels";
import { withToolIds } from "./toolIds";

export type Placing = {
  /** The container that the clip goes into; left out, it goes onto the top level. */
  into?: string | undefined;
  /** Where the clip's upper left corner comes, on that level. */
  at: Point;
  /** A new id, such as `model-5f1c3a90`. Asked again when the graph has it already. */
  newId(kind: string): string;
  kinds: Kinds;
};

export type Placed = { command: Extract<GraphCommand, { type: "insert" }>; nodes: string[]; notes: string[] };

/**
 * The command that puts a clip into a graph: with ids of its own and free names. A graph has one input and one output: where it has
 * them already, those of the clip become one with them, and so they do within a container, which can't hold any.
 */
export function placeClip(document: GraphDocument, clip: Clip, placing: Placing): Placed {
  const { into, at, newId, kinds } = placing;
  const corner = clipExtent(clip);
  const moved = ({ x, y }: Point): Point => ({ x: x - corner.x + at.x, y: y - corner.y + at.y });
  const taken = new Set([...document.nodes, ...document.notes].map(({ id }) => id));
  const freshId = (kind: string): string => {
    for (;;) {
      const id = newId(kind);
      if (taken.size !== taken.add(id).size) return id;
    }
  };
  const ends = boundaries(document, clip, into);
  const ids = new Map(clip.nodes.flatMap(({ id, kind }) => (ends.has(id) ? [] : [[id, freshId(kind)] as const])));
  const names = document.nodes.map(({ name }) => ({ name }));
  const nodes = clip.nodes.flatMap((node): GraphNode[] => {
    const id = ids.get(node.id);
    if (id === undefined) return [];
    const name = freeName(names, node.name);
    names.push({ name });
    const { parentId, ...rest } = node;
    const parent = parentId === undefined ? into : ids.get(parentId);
    return [
      {
        ...rest,
        id,
        name,
        config: withToolIds(node, ids, kinds),
        position: parentId === undefined ? moved(node.position) : node.position,
        ...(parent !== undefined && { parentId: parent }),
      },
    ];
  });
  const merged = into === undefined ? mergeBoundaries(document, clip, ends, kinds) : { edges: [], grown: {} };
  const edges = clip.edges.flatMap(({ source, target }) => {
    const [from, to] = [ids.get(source.node), ids.get(target.node)];
    if (from === undefined || to === undefined) return [];
    return [edgeBetween({ ...source, node: from }, { ...target, node: to })];
  });
  const outer = merged.edges.map(({ source, target }) =>
    edgeBetween({ ...source, node: ids.get(source.node) ?? source.node }, { ...target, node: ids.get(target.node) ?? target.node }),
  );
  const notes = clip.notes.map((note) => ({ ...note, id: freshId("note"), position: moved(note.position) }));
  return {
    command: { type: "insert", nodes, edges: [...edges, ...outer], notes, grown: merged.grown },
    nodes: nodes.map(({ id }) => id),
    notes: notes.map(({ id }) => id),
  };
}

const edgeBetween = (source: GraphEdge["source"], target: GraphEdge["target"]): GraphEdge => ({
  id: edgeId(source, target),
  source,
  target,
});

const isBoundary = ({ kind }: GraphNode): boolean => kind === "input" || kind === "output";

/** Nodes of the clip that don't come in themselves, each with the node of the graph that stands for it, if there is one. */
function boundaries(document: GraphDocument, clip: Clip, into: string | undefined): Map<string, GraphNode | undefined> {
  const known = new Map(document.nodes.filter(isBoundary).map((node) => [node.kind, node]));
  const ends = new Map<string, GraphNode | undefined>();
  const seen = new Set<string>();
  for (const node of clip.nodes.filter(isBoundary)) {
    if (into !== undefined || known.has(node.kind) || seen.has(node.kind)) ends.set(node.id, known.get(node.kind));
    seen.add(node.kind);
  }
  return ends;
}

const Fields = z.looseObject({ fields: z.array(z.looseObject({ name: z.string() })) });

/** Edges of the clip that now lead to the graph's own input and output, which take up the fields these need. */
function mergeBoundaries(document: GraphDocument, clip: Clip, ends: ReadonlyMap<string, GraphNode | undefined>, kinds: Kinds) {
  const grown: Record<string, JsonObject> = {};
  const clipNodes = new Map(clip.nodes.map((node) => [node.id, node]));
  const standIns = new Map<string, GraphNode>();
  for (const [id, own] of ends) {
    const added = clipNodes.get(id);
    if (own === undefined || added === undefined) continue;
    const config = withFields(grown[own.id] ?? own.config, added.config);
    const fits = config !== null && kinds(own.kind)?.config.safeParse(config).success === true;
    if (fits && config !== own.config) grown[own.id] = config;
    standIns.set(id, { ...own, config: grown[own.id] ?? own.config });
  }
  const fed = new Set(document.edges.map(({ target }) => `${target.node} ${target.port}`));
  const edges = clip.edges.flatMap(({ source, target }) => {
    const [from, to] = [standIns.get(source.node), standIns.get(target.node)];
    if ((from === undefined) === (to === undefined)) return [];
    const other = clipNodes.get(from === undefined ? source.node : target.node);
    if (other === undefined || ends.has(other.id) || other.parentId !== undefined) return [];
    const hasPort =
      from === undefined || portsOf(from, kinds).outputs.some(({ name }) => name === source.port)
        ? to === undefined || portsOf(to, kinds).inputs.some(({ name }) => name === target.port)
        : false;
    if (!hasPort) return [];
    const placed = { source: { ...source, node: from?.id ?? source.node }, target: { ...target, node: to?.id ?? target.node } };
    // What the graph's output has is kept.
    const key = `${placed.target.node} ${placed.target.port}`;
    if (to !== undefined && fed.has(key)) return [];
    fed.add(key);
    return [placed];
  });
  return { edges, grown };
}

/** The config with the fields of another that it lacks; null when either has no fields. */
function withFields(config: JsonObject, other: JsonObject): JsonObject | null {
  const [own, theirs] = [Fields.safeParse(config), Fields.safeParse(other)];
  if (!own.success || !theirs.success) return null;
  const names = new Set(own.data.fields.map(({ name }) => name));
  const missing = theirs.data.fields.filter(({ name }) => !names.has(name));
  return missing.length === 0 ? config : JsonObject.parse({ ...own.data, fields: [...own.data.fields, ...missing] });
}
