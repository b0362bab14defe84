import type { GraphDocument, GraphEdge, GraphNode } from "./document";
import { canonicalJson, type Json } from "./json";
import type { Kinds } from "./kind";
import { withDescendants } from "./levels";
import { variableWires } from "./variables";

/**
 * Nodes of the top level whose record of a run of `before` holds for a run of `after` that begins anew at `from`: they, what is inside
 * them, what feeds them and all that comes before are as they were, and none of it comes after `from`.
 */
export function reusableNodes(before: GraphDocument, after: GraphDocument, from: string, kinds: Kinds): Set<string> {
  const [old, now] = [topLevel(before, kinds), topLevel(after, kinds)];
  const reusable = new Map<string, boolean>();
  const decide = (id: string): boolean => {
    const known = reusable.get(id);
    if (known !== undefined) return known;
    // On a circle, which no valid graph has.
    reusable.set(id, false);
    const same = id !== from && now.identity(id) !== null && now.identity(id) === old.identity(id);
    const result = same && now.feeding(id).every(({ source }) => decide(source.node));
    reusable.set(id, result);
    return result;
  };
  return new Set(after.nodes.filter(({ parentId, id }) => parentId === undefined && decide(id)).map(({ id }) => id));
}

/** What of a node decides how it runs; its name and its place do not. */
const partsOf = ({ id, kind, config, settings, parentId, pinned }: GraphNode): Json => ({
  id,
  kind,
  config,
  settings: settings === undefined ? null : (settings as Json),
  parentId: parentId ?? null,
  pinned: pinned ?? null,
});
const edgeText = ({ source, target }: GraphEdge): string => `${source.node} ${source.port} ${target.node} ${target.port}`;

function topLevel(document: GraphDocument, kinds: Kinds) {
  const edges = [...document.edges, ...variableWires(document, kinds).edges];
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const isTop = (id: string) => byId.get(id)?.parentId === undefined;
  const feeding = Map.groupBy(
    edges.filter(({ source, target }) => source.node !== target.node && isTop(source.node) && isTop(target.node)),
    ({ target }) => target.node,
  );
  return {
    feeding: (id: string) => feeding.get(id) ?? [],
    identity(id: string): string | null {
      if (!byId.has(id)) return null;
      const inside = withDescendants(document.nodes, [id]);
      const nodes = [...inside].toSorted().flatMap((inner) => byId.get(inner) ?? []);
      const wires = edges.filter(({ target, source }) => inside.has(target.node) && (inside.has(source.node) || target.node === id));
      return canonicalJson([nodes.map(partsOf), wires.map(edgeText).toSorted()]);
    },
  };
}
