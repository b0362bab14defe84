import { type GraphDocument, type GraphEdge, type GraphNode, settingsOf } from "../graph/document";
import { type Container, type Kinds, portsOf } from "../graph/kind";
import { type LevelPart, levelsOf } from "../graph/levels";
import { type VariableInput, variableWires } from "../graph/variables";
import { APPROVAL_PORT, approvalOf, argumentPort, REJECTED_PORT } from "./agent";
import { EXIT, type Level, type PlannedContainer, type PlannedInput, type PlannedNode } from "./level";
import { prioritise, type Weights } from "./priorities";
import { findRivals } from "./rivals";

export type PlanOptions = {
  weightOf?: Weights;
  /** The document a subgraph node runs, by its content's hash. */
  documentOf?: (hash: string) => GraphDocument | undefined;
};

/**
 * Compiles a valid document (see validateGraph). Edges of unknown nodes and ports are left out, so that it never throws.
 */
export function compile(
  document: GraphDocument,
  kinds: Kinds,
  { weightOf = () => undefined, documentOf = () => undefined }: PlanOptions = {},
): Level {
  const top = compileLevel(null, { entry: null, exit: null }, { kinds, documentOf, graphId: null, ...wiredLevels(document, kinds) });
  prioritise(top, weightOf);
  return top;
}

type Scope = {
  parts: ReadonlyMap<string | null, LevelPart>;
  /** Ports by which variables come in, by node. */
  variables: ReadonlyMap<string, readonly VariableInput[]>;
  /** The graph the document belongs to, when it isn't the run's own. */
  graphId: string | null;
  kinds: Kinds;
  documentOf: (hash: string) => GraphDocument | undefined;
};

function wiredLevels(document: GraphDocument, kinds: Kinds): Pick<Scope, "parts" | "variables"> {
  const { edges, inputs } = variableWires(document, kinds);
  return { parts: levelsOf({ ...document, edges: [...document.edges, ...edges] }), variables: inputs };
}

/** The nodes that stand for a level's inside and outside: a body's container for both, a subgraph's input and output node. */
type Gates = { entry: string | null; exit: string | null };

function compileLevel(id: string | null, gates: Gates, scope: Scope): Level {
  const { nodes: all, edges } = scope.parts.get(id) ?? { nodes: [], edges: [] };
  const members = all.filter((node) => node.id !== gates.entry && node.id !== gates.exit);
  const nodes = members.map((node) => planNode(node, scope));
  const indexOf = new Map(members.map((node, index) => [node.id, index]));
  const level: Level = { nodes, targets: [], entry: new Map(), exit: [] };
  for (const { source, target } of edges) {
    const from = source.node === gates.entry ? EXIT : indexOf.get(source.node);
    const to = target.node === gates.exit ? EXIT : indexOf.get(target.node);
    if (from === undefined || to === undefined) continue;
    const out = from === EXIT ? entryOf(level, source.port) : nodes[from]?.outputs.get(source.port);
    const into = to === EXIT ? exitOf(level, target.port) : nodes[to]?.inputs.find(({ port }) => port === target.port);
    if (out === undefined || into === undefined || into.edge !== -1) continue;
    into.edge = level.targets.length;
    out.push(level.targets.length);
    level.targets.push(to);
    if (to !== EXIT) (nodes[to] as PlannedNode).indegree += 1;
  }
  findRivals(level);
  return level;
}

function entryOf({ entry }: Level, port: string): number[] {
  const known = entry.get(port) ?? [];
  entry.set(port, known);
  return known;
}

function exitOf({ exit }: Level, port: string): PlannedInput {
  const known = exit.find((candidate) => candidate.port === port) ?? { port, required: false, edge: -1 };
  if (!exit.includes(known)) exit.push(known);
  return known;
}

function planNode(node: GraphNode, scope: Scope): PlannedNode {
  const ports = portsOf(node, scope.kinds);
  const definition = scope.kinds(node.kind);
  const rule = definition?.containerOf(node.config) ?? null;
  return {
    node,
    settings: settingsOf(node),
    graphId: scope.graphId,
    inputs: [
      ...ports.inputs.map(({ name, required }) => ({ port: name, required, edge: -1 })),
      ...(scope.variables.get(node.id) ?? []).map((input) => ({ ...input, edge: -1 })),
    ],
    outputs: new Map(ports.outputs.map(({ name }) => [name, []])),
    indegree: 0,
    fires: definition?.fires ?? "all",
    rivals: [],
    waits: definition?.waits ?? false,
    effects: definition?.effectsOf(node.config) ?? "none",
    priority: 0,
    container: rule === null ? null : planContainer(node, rule, scope),
  };
}

const emptyLevel = (): Level => ({ nodes: [], targets: [], entry: new Map(), exit: [] });

function planContainer(node: GraphNode, rule: Container, scope: Scope): PlannedContainer {
  if (rule.type !== "agent") return { rule, body: bodyOf(node, rule, scope), tools: new Map() };
  const { nodes, edges } = scope.parts.get(node.id) ?? { nodes: [], edges: [] };
  const shared = edges.filter(({ source }) => source.node === node.id);
  return { rule, body: emptyLevel(), tools: new Map(nodes.map((tool) => [tool.id, toolLevel(tool, rule, shared, scope)])) };
}

/**
 * One tool as a level: what the agent shares feeds the ports it is connected to, the call's arguments feed the others, and all it gives goes out.
 * One that asks first stands behind a person's approval.
 */
function toolLevel(tool: GraphNode, rule: Extract<Container, { type: "agent" }>, shared: readonly GraphEdge[], scope: Scope): Level {
  const planned = planNode(tool, scope);
  const approval = rule.asks.includes(tool.id) ? planNode(approvalOf(tool), scope) : null;
  const level: Level = { ...emptyLevel(), nodes: approval === null ? [planned] : [approval, planned] };
  const place = level.nodes.length - 1;
  const connect = (from: number[], to: PlannedInput | null, target: number) => {
    if (to !== null) to.edge = level.targets.length;
    from.push(level.targets.length);
    level.targets.push(target);
    if (target !== EXIT) (level.nodes[target] as PlannedNode).indegree += 1;
  };
  for (const into of planned.inputs) {
    const edge = shared.find(({ target }) => target.node === tool.id && target.port === into.port);
    connect(entryOf(level, edge === undefined ? argumentPort(into.port) : edge.source.port), into, place);
  }
  if (approval !== null) {
    for (const into of approval.inputs) connect(entryOf(level, APPROVAL_PORT), into, 0);
    const gate: PlannedInput = { port: APPROVAL_PORT, required: true, edge: -1 };
    planned.inputs.push(gate);
    connect(approval.outputs.get("approved") ?? [], gate, place);
    connect(approval.outputs.get("rejected") ?? [], exitOf(level, REJECTED_PORT), EXIT);
  }
  for (const [port, edges] of planned.outputs) connect(edges, exitOf(level, port), EXIT);
  return level;
}

function bodyOf(node: GraphNode, rule: Container, scope: Scope): Level {
  if (rule.type !== "subgraph") return compileLevel(node.id, { entry: node.id, exit: node.id }, scope);
  const document = scope.documentOf(rule.document);
  const idOf = (kind: string) => document?.nodes.find((inner) => inner.kind === kind)?.id ?? null;
  const inside = document === undefined ? { parts: new Map(), variables: new Map() } : wiredLevels(document, scope.kinds);
  return compileLevel(null, { entry: idOf("input"), exit: idOf("output") }, { ...scope, ...inside, graphId: rule.graphId });
}
