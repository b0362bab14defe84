import { atOnce, eachOf, type Steps } from "../steps";
import { configProblem } from "./configProblem";
import type { GraphDocument, GraphEdge, GraphNode } from "./document";
import { type Kinds, modelsOf, portsOf } from "./kind";
import { levelOfEdge, sourcePort, targetPort } from "./levels";
import { fits, type Ports, portTypeName } from "./ports";
import { findCycle } from "./traverse";
import { variableWires } from "./variables";

/** Something wrong with a graph, at a node or an edge where there is one. Its sentence is `problems.<code>` in core/messages. */
export type Problem = {
  code: string;
  params: Record<string, string | number>;
  severity: "error" | "warning";
  /** What is wrong in a graph that the node runs; its sentence is the param `reason`, in the reader's language. */
  inner?: Pick<Problem, "code" | "params" | "inner">;
  nodeId?: string;
  /** The input port of the node, when the problem is what feeds it. */
  inputPort?: string;
  edgeId?: string;
};

export type ValidationScope = {
  kinds: Kinds;
  /** Keys of the workspace's models; left out, assignments are not checked against it. */
  models?: ReadonlySet<string>;
};

/** Everything wrong with a graph. It may run and be published when no problem has severity `error`. */
export const validateGraph = (document: GraphDocument, scope: ValidationScope): Problem[] => atOnce(validating(document, scope));

/** The same in steps: a large graph takes longer than a frame. */
export function* validating(document: GraphDocument, scope: ValidationScope): Steps<Problem[]> {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const ports = new Map(yield* eachOf(document.nodes, (node) => [[node.id, portsOf(node, scope.kinds)] as const]));
  const toolboxes = new Set(document.nodes.filter((node) => isToolbox(node, scope.kinds)).map(({ id }) => id));
  const wires = variableWires(document, scope.kinds);
  const wired = { ...document, edges: [...document.edges, ...wires.edges] };
  yield;
  const found = [...boundaryProblems(document), ...repeatedIds(document)];
  found.push(...(yield* eachOf(document.nodes, (node) => nodeProblems(node, nodes, scope))));
  found.push(...(yield* eachOf(document.edges, (edge) => edgeProblems(edge, nodes, ports))));
  found.push(...connectionCounts(document, nodes, ports, toolboxes));
  yield;
  found.push(...toolProblems(document, nodes, toolboxes));
  found.push(...wires.unset.map(({ node, name }) => at(node, "variable_unset", { name })));
  found.push(...wires.again.map(({ node, name }) => at(node, "variable_set_twice", { name })));
  yield;
  found.push(...cycleProblems(wired, nodes));
  yield;
  found.push(...idleNodes(wired, toolboxes));
  return found;
}

export const isRunnable = (problems: readonly Problem[]): boolean => problems.every(({ severity }) => severity !== "error");

const at = (node: GraphNode, code: string, params: Problem["params"] = {}, severity: Problem["severity"] = "error"): Problem => ({
  code,
  params: { node: node.name, ...params },
  severity,
  nodeId: node.id,
});

const atInput = (node: GraphNode, code: string, port: string): Problem => ({ ...at(node, code, { port }), inputPort: port });

function boundaryProblems({ nodes }: GraphDocument): Problem[] {
  const boundary = nodes.filter(({ kind }) => kind === "input" || kind === "output");
  const inputs = boundary.filter(({ kind }) => kind === "input");
  const outputs = boundary.filter(({ kind }) => kind === "output");
  return [
    ...(inputs.length === 0 ? [{ code: "no_input", params: {}, severity: "error" as const }] : []),
    ...(outputs.length === 0 ? [{ code: "no_output", params: {}, severity: "error" as const }] : []),
    ...inputs.slice(1).map((node) => at(node, "second_input")),
    ...outputs.slice(1).map((node) => at(node, "second_output")),
    ...boundary.filter(({ parentId }) => parentId !== undefined).map((node) => at(node, "boundary_inside")),
  ];
}

function repeatedIds({ nodes, edges }: GraphDocument): Problem[] {
  const seen = new Set<string>();
  const repeats = (id: string) => seen.size === seen.add(id).size;
  return [
    ...nodes.filter(({ id }) => repeats(`node ${id}`)).map((node) => at(node, "node_id_repeats")),
    ...edges
      .filter(({ id }) => repeats(`edge ${id}`))
      .map(({ id }) => ({ code: "edge_id_repeats", params: { edge: id }, severity: "error" as const, edgeId: id })),
  ];
}

function nodeProblems(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>, { kinds, models }: ValidationScope): Problem[] {
  const definition = kinds(node.kind);
  if (definition === undefined) return [at(node, "kind_unknown", { kind: node.kind })];
  const problems: Problem[] = [];
  problems.push(...parentProblems(node, nodes, kinds));
  const parsed = definition.read(node.config);
  if (!parsed.success) {
    const found = parsed.error.issues.map((issue) => configProblem(issue, node.config));
    return [...problems, ...found.map(({ code, params }) => at(node, code, { kind: node.kind, ...params }))];
  }
  problems.push(...definition.checkOf(node.config).map(({ code, params, severity }) => at(node, code, params, severity)));
  if (models !== undefined) {
    const missing = modelsOf(node, kinds).filter((model) => !models.has(model));
    problems.push(...missing.map((model) => at(node, "model_missing", { model })));
  }
  return problems;
}

/** How deep containers may stand in containers. */
const MAX_DEPTH = 16;

function parentProblems(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>, kinds: Kinds): Problem[] {
  if (node.parentId === undefined) return [];
  const parent = nodes.get(node.parentId);
  if (parent === undefined) return [at(node, "parent_missing")];
  if (kinds(parent.kind)?.isContainer === false) return [at(node, "parent_no_container", { parent: parent.name })];
  let depth = 0;
  for (let above: GraphNode | undefined = parent; above !== undefined; above = nodes.get(above.parentId ?? "")) {
    if (above.id === node.id) return [at(node, "parent_cycle")];
    if (depth++ > MAX_DEPTH) return [at(node, "too_deep", { limit: MAX_DEPTH })];
  }
  return [];
}

function edgeProblems(edge: GraphEdge, nodes: ReadonlyMap<string, GraphNode>, ports: ReadonlyMap<string, Ports>): Problem[] {
  const source = nodes.get(edge.source.node);
  const target = nodes.get(edge.target.node);
  const about = (code: string, params: Problem["params"], nodeId?: string): Problem[] => [
    { code, params, severity: "error", edgeId: edge.id, ...(nodeId !== undefined && { nodeId }) },
  ];
  if (source === undefined || target === undefined) return about("edge_node_missing", { edge: edge.id });
  const level = levelOfEdge(source, target);
  if (level === undefined) return about("edge_across_levels", { from: source.name, to: target.name }, target.id);
  if (source.id === target.id && ports.get(source.id)?.inside === undefined)
    return about("connects_itself", { node: source.name }, source.id);
  const from = sourcePort(edge, level, ports.get(source.id));
  const to = targetPort(edge, level, ports.get(target.id));
  if (from === undefined) return about("output_port_missing", { node: source.name, port: edge.source.port }, source.id);
  if (to === undefined) return about("input_port_missing", { node: target.name, port: edge.target.port }, target.id);
  if (!fits(from.type, to.type)) {
    const params = {
      from: `${source.name} · ${from.name}`,
      fromType: portTypeName(from.type),
      to: `${target.name} · ${to.name}`,
      toType: portTypeName(to.type),
    };
    return about("types_differ", params, target.id);
  }
  return [];
}

function connectionCounts(
  { nodes, edges }: GraphDocument,
  byId: ReadonlyMap<string, GraphNode>,
  ports: ReadonlyMap<string, Ports>,
  toolboxes: ReadonlySet<string>,
): Problem[] {
  /** Edges by what they go into; inside its body a container is another place than outside. */
  const feeding = Map.groupBy(edges, (edge) => {
    const [source, target] = [byId.get(edge.source.node), byId.get(edge.target.node)];
    const inside = source !== undefined && target !== undefined && levelOfEdge(source, target) === target.id;
    return `${edge.target.node} ${inside ? "inside" : "outside"} ${edge.target.port}`;
  });
  return nodes.flatMap((node) => {
    const { inputs = [], inside } = ports.get(node.id) ?? {};
    const isTool = toolboxes.has(node.parentId ?? "");
    const places = [
      ...inputs.map((port) => ({ port, side: "outside" })),
      ...(inside?.takes ?? []).map((port) => ({ port, side: "inside" })),
    ];
    return places.flatMap(({ port: { name, required }, side }) => {
      const count = feeding.get(`${node.id} ${side} ${name}`)?.length ?? 0;
      if (count > 1) return [atInput(node, "input_connected_twice", name)];
      // What nothing feeds, an agent fills in.
      if (count > 0 || !required || (isTool && side === "outside")) return [];
      return [side === "outside" ? atInput(node, "input_unconnected", name) : at(node, "result_unconnected", { port: name })];
    });
  });
}

/** Is what stands inside it there to be called, and not to be fed? */
const isToolbox = ({ kind, config }: GraphNode, kinds: Kinds): boolean => kinds(kind)?.containerOf(config)?.type === "agent";

function toolProblems({ nodes, edges }: GraphDocument, byId: ReadonlyMap<string, GraphNode>, toolboxes: ReadonlySet<string>): Problem[] {
  const equipped = new Set(nodes.map(({ parentId }) => parentId));
  const connected = edges.flatMap(({ id, source, target }): Problem[] => {
    const [from, to] = [byId.get(source.node), byId.get(target.node)];
    if (from?.parentId === undefined || from.parentId !== to?.parentId || !toolboxes.has(from.parentId)) return [];
    return [{ code: "tools_connected", params: { from: from.name, to: to.name }, severity: "error", edgeId: id, nodeId: to.id }];
  });
  const empty = nodes.filter(({ id }) => toolboxes.has(id) && !equipped.has(id));
  return [...connected, ...empty.map((node) => at(node, "agent_without_tools", {}, "warning"))];
}

function cycleProblems(document: GraphDocument, nodes: ReadonlyMap<string, GraphNode>): Problem[] {
  const cycle = findCycle(document);
  const first = cycle === null ? undefined : nodes.get(cycle[0] ?? "");
  if (cycle === null || first === undefined) return [];
  const path = [...cycle, first.id].map((id) => nodes.get(id)?.name ?? id).join(" → ");
  return [at(first, "cycle", { path })];
}

/** Nodes whose result reaches no output: they run and cost, for nothing. */
function idleNodes({ nodes, edges }: GraphDocument, toolboxes: ReadonlySet<string>): Problem[] {
  const feeds = Map.groupBy(edges, ({ target }) => target.node);
  const useful = new Set<string>();
  const open = nodes.filter(({ kind }) => kind === "output").map(({ id }) => id);
  if (open.length === 0) return [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (useful.has(id)) continue;
    useful.add(id);
    for (const { source } of feeds.get(id) ?? []) open.push(source.node);
  }
  const isUseful = ({ id, kind, parentId = "" }: GraphNode) =>
    useful.has(id) || kind === "input" || (toolboxes.has(parentId) && useful.has(parentId));
  return nodes.filter((node) => !isUseful(node)).map((node) => at(node, "result_unused", {}, "warning"));
}
