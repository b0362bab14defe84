import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { portsOf } from "@/core/graph/kind";
import { isRunnable, type Problem, validateGraph } from "@/core/graph/validate";
import type { Queryable } from "@/db/client";
import { documents } from "@/db/schema/graphs";
import { kinds } from "@/nodes/definitions";
import { input } from "@/nodes/input/definition";
import type { Chosen } from "@/nodes/subgraph/definition";
import type { WorkspaceContext } from "../context";
import { findGraph, loadDocument, parseDocument } from "./read";

/** How deep graphs may run inside each other. */
const MAX_DEPTH = 16;

type Use = { node: GraphNode; graphId: string; document: string };

/** The nodes of a document that run another one. */
export function usesOf({ nodes }: GraphDocument): Use[] {
  return nodes.flatMap((node) => {
    const rule = kinds(node.kind)?.containerOf(node.config);
    return rule?.type === "subgraph" ? [{ node, graphId: rule.graphId, document: rule.document }] : [];
  });
}

/** Every document that a document runs inside it, at any depth, by hash; those that aren't there are left out. */
export async function subgraphsOf(db: Queryable, workspaceId: string, document: GraphDocument): Promise<Map<string, GraphDocument>> {
  const found = new Map<string, GraphDocument>();
  let wanted = new Set(usesOf(document).map((use) => use.document));
  for (let depth = 0; wanted.size > 0 && depth <= MAX_DEPTH; depth++) {
    const rows = await db
      .select({ hash: documents.hash, body: documents.body })
      .from(documents)
      .where(and(eq(documents.workspaceId, workspaceId), inArray(documents.hash, [...wanted])));
    const read = rows.map(({ hash, body }) => ({ hash, document: parseDocument(body) }));
    for (const row of read) found.set(row.hash, row.document);
    wanted = new Set(read.flatMap((row) => usesOf(row.document).map((use) => use.document)).filter((hash) => !found.has(hash)));
  }
  return found;
}

/**
 * What is wrong with the graphs that a graph runs inside it. Versions are fixed by content, so a circle of documents can't exist;
 * a graph inside itself, in whatever version, is refused because nobody could tell its statistics apart.
 */
export function subgraphProblems(
  graphId: string,
  document: GraphDocument,
  found: ReadonlyMap<string, GraphDocument>,
  models: ReadonlySet<string>,
): Problem[] {
  return usesOf(document).flatMap((use): Problem[] => {
    const problem = problemOf(use, new Set([graphId]), found, models);
    return problem === null
      ? []
      : [{ ...problem, params: { node: use.node.name, ...problem.params }, severity: "error", nodeId: use.node.id }];
  });
}

type Found = Pick<Problem, "code" | "params" | "inner">;

function problemOf(
  { graphId, document: hash }: Use,
  around: ReadonlySet<string>,
  found: ReadonlyMap<string, GraphDocument>,
  models: ReadonlySet<string>,
): Found | null {
  if (around.has(graphId)) return { code: "subgraph_recursion", params: {} };
  if (around.size > MAX_DEPTH) return { code: "subgraph_too_deep", params: { limit: MAX_DEPTH } };
  const document = found.get(hash);
  if (document === undefined) return { code: "subgraph_missing", params: {} };
  const problems = validateGraph(document, { kinds, models });
  const first = problems.find(({ severity }) => severity === "error");
  if (!isRunnable(problems) && first !== undefined) return { code: "subgraph_invalid", params: {}, inner: first };
  for (const use of usesOf(document)) {
    const inner = problemOf(use, new Set([...around, graphId]), found, models);
    if (inner !== null) return inner;
  }
  return null;
}

/** What a subgraph node needs to know of a graph's live version. @throws graph_unpublished */
export async function interfaceOf(context: WorkspaceContext, id: string): Promise<Chosen> {
  const graph = await findGraph(context, id);
  if (graph.liveVersion === null) throw new MinnowError("graph_unpublished", { graph: graph.name });
  const { document, hash } = await loadDocument(context, id, graph.liveVersion);
  const [entry, exit] = ["input", "output"].map((kind) => document.nodes.find((node) => node.kind === kind));
  const fields = entry === undefined ? [] : input.config.parse(entry.config).fields;
  const given = entry === undefined ? [] : portsOf(entry, kinds).outputs;
  const taken = exit === undefined ? [] : portsOf(exit, kinds).inputs;
  return {
    graphId: id,
    version: graph.liveVersion,
    document: hash,
    inputs: given.map(({ name, type }) => ({ name, type, required: fields.find((field) => field.name === name)?.required ?? true })),
    outputs: taken.map(({ name, type }) => ({ name, type })),
  };
}
