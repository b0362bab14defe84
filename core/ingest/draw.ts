import { GRAPH_FORMAT, type GraphDocument, type GraphEdge, type GraphNode } from "../graph/document";
import type { JsonObject } from "../graph/json";
import { taskInputs } from "../graph/task";
import { slugOf } from "../slug";
import type { ObservedAgent, ObservedEdge, ObservedNode } from "./agent";
import { taskOf } from "./tasks";

/** Kind of nodes that stand for what an agent does elsewhere without a model. */
export const ELSEWHERE = "elsewhere";
/** Fields an input or an output may have. */
const MOST_FIELDS = 50;
/** Of the firings of its target, what an edge needs to be more than an exception. */
const USUAL = 0.05;

const INPUT = "input";
const OUTPUT = "output";

/** What a node is in the document. */
export function configOf({ task, model, what }: ObservedNode): JsonObject {
  if (task === null) return { what };
  return { task: taskOf(task) as unknown as JsonObject, assignment: { type: "single", model } };
}

const inputsOf = ({ task }: ObservedNode): string[] => (task === null ? ["input"] : taskInputs(taskOf(task)).map(({ name }) => name));
const placeOf = ({ places, fired }: ObservedNode): number => (fired === 0 ? 0 : places / fired);

/**
 * The graph of an agent that runs elsewhere, as it was seen to run: what leads to what, at the variable that held what the one before gave,
 * where there is one. What leads back is left out, so that it can be drawn. Everything stands at the same place; it is laid out afterwards.
 */
export function drawAgent(agent: ObservedAgent): GraphDocument {
  const order = [...agent.nodes].sort((a, b) => placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1));
  const rank = new Map(order.map(({ id }, index) => [id, index]));
  const at = { x: 0, y: 0 };
  const nodes = order.map((node): GraphNode => {
    const kind = node.task === null ? ELSEWHERE : "model";
    return { id: node.id, kind, name: node.name, position: at, config: configOf(node) };
  });
  const forward = agent.edges.filter(({ from, to }) => (rank.get(from) ?? 0) < (rank.get(to) ?? 0));
  const inner = order.flatMap((node) => edgesTo(node, forward));
  const fed = new Set(inner.map(({ target }) => `${target.node} ${target.port}`));
  const asked = order.flatMap((node) => inputsOf(node).flatMap((port) => (fed.has(`${node.id} ${port}`) ? [] : [{ node: node.id, port }])));
  const fields = [...new Set(asked.map(({ port }) => port))].slice(0, MOST_FIELDS);
  const outer = asked.filter(({ port }) => fields.includes(port)).map(({ node, port }) => edge({ node: INPUT, port }, { node, port }));
  const sources = new Set(inner.map(({ source }) => source.node));
  const ends = order.filter(({ id }) => !sources.has(id)).slice(0, MOST_FIELDS);
  const results = namesOf(ends);
  const last = ends.map(({ id }, index) => edge({ node: id, port: "output" }, { node: OUTPUT, port: results[index] ?? id }));
  return {
    format: GRAPH_FORMAT,
    nodes: [
      { id: INPUT, kind: "input", name: "Input", position: at, config: { fields: named(fields, "request") } },
      ...nodes,
      { id: OUTPUT, kind: "output", name: "Output", position: at, config: { fields: named(results, "result") } },
    ],
    edges: [...outer, ...inner, ...last],
    notes: [],
  };
}

/** The edges to a node: to each variable from where it was most often filled, and to the first free one from what else led to it. */
function edgesTo(node: ObservedNode, edges: readonly ObservedEdge[]): GraphEdge[] {
  const usual = edges.filter(({ to, count }) => to === node.id && count >= USUAL * node.fired).sort((a, b) => b.count - a.count);
  const drawn: GraphEdge[] = [];
  const free = new Set(inputsOf(node));
  const draw = (from: string, port: string) => {
    drawn.push(edge({ node: from, port: "output" }, { node: node.id, port }));
    free.delete(port);
  };
  for (const port of inputsOf(node)) {
    const best = usual.filter(({ ports }) => (ports[port] ?? 0) > 0).sort((a, b) => (b.ports[port] ?? 0) - (a.ports[port] ?? 0))[0];
    if (best !== undefined) draw(best.from, port);
  }
  for (const { from } of usual) {
    const [port] = free;
    if (port !== undefined && !drawn.some(({ source }) => source.node === from)) draw(from, port);
  }
  return drawn;
}

/** An input and an output have at least one field. */
const named = (names: readonly string[], otherwise: string) => (names.length === 0 ? [otherwise] : names).map((name) => ({ name }));

const edge = (source: GraphEdge["source"], target: GraphEdge["target"]): GraphEdge => ({
  id: `${source.node}.${source.port}-${target.node}.${target.port}`.slice(0, 160),
  source,
  target,
});

/** Names of fields, of what the nodes are called. */
function namesOf(nodes: readonly ObservedNode[]): string[] {
  const taken = new Set<string>();
  return nodes.map(({ name }) => {
    const words = slugOf(name, { separator: "_", longest: 40 });
    const wanted = /^[a-z]/.test(words) ? words : `result${words === "" ? "" : `_${words}`}`;
    let free = wanted;
    for (let count = 2; taken.has(free); count++) free = `${wanted}_${count}`;
    taken.add(free);
    return free;
  });
}
