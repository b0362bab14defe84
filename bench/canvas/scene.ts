import { GRAPH_FORMAT, type GraphDocument, type GraphEdge, type GraphNode } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";

/** Nodes that end each second during a run, each of them having begun before. */
export const NODES_A_SECOND = 50;
const COLUMN = 320;
const ROW = 190;

const model = (name: string): JsonObject => ({
  task: {
    messages: [
      { role: "system", content: "You are a careful assistant who reads what a customer wrote and says what they want, briefly." },
      { role: "user", content: "{{value}}" },
    ],
    output: { type: "text" },
  },
  assignment: { type: "single", model: `simulated/${name}` },
});

export const INPUT = { request: "The parcel has not come, and nobody answers the phone." };

/** What a graph is made of, over and over: small and large models, text, code with two inputs, an expression. */
const parts: { kind: string; name: string; config: JsonObject; inputs: string[]; output: string }[] = [
  { kind: "model", name: "Read the request", config: model("guppy-3b"), inputs: ["value"], output: "output" },
  { kind: "template", name: "Put it in order", config: { text: "The customer says: {{value}}" }, inputs: ["value"], output: "text" },
  {
    kind: "code",
    name: "Compare both",
    config: {
      inputs: [{ name: "value" }, { name: "other" }],
      result: "any",
      source: "const both = [inputs.value, inputs.other];\nreturn both.map(String).join('\\n').slice(0, 200);",
    },
    inputs: ["value", "other"],
    output: "result",
  },
  { kind: "model", name: "Answer", config: model("marlin-70b"), inputs: ["value"], output: "output" },
  {
    kind: "transform",
    name: "Shorten",
    config: { inputs: [{ name: "value" }], expression: "$substring($string(value), 0, 200)", result: "any" },
    inputs: ["value"],
    output: "result",
  },
];

/** As many fields as an output may have: further lanes end by themselves. */
const MOST_FIELDS = 50;
/** Enough lanes that a node of a lane, model calls included, is done before its turn is over. */
const FEWEST_LANES = 36;
const lanesOf = (count: number): number => Math.max(FEWEST_LANES, squareOf(count));
/** Lanes that make a graph about as wide as it is high. */
const squareOf = (count: number): number => Math.ceil(Math.sqrt(count * (COLUMN / ROW)));

/** Where a node of a bench graph is: its place says when in a run it begins and ends. */
export type Turn = { column: number; lane: number; lanes: number };
const idOf = ({ column, lane, lanes }: Turn) => `c${column}-l${lane}-${lanes}`;
export const turnOf = (id: string): Turn | null => {
  const [, column, lane, lanes] = /^c(\d+)-l(\d+)-(\d+)$/.exec(id) ?? [];
  return lanes === undefined ? null : { column: Number(column), lane: Number(lane), lanes: Number(lanes) };
};

/** How long a node takes in a run, in milliseconds: the lanes take turns, so that together they end `NODES_A_SECOND` nodes a second. */
export const holdOf = ({ column, lane, lanes }: Turn): number => (1_000 * (lanes + (column === 0 ? lane : 0))) / NODES_A_SECOND;

/** Lanes of nodes from one input, each node after the one before it; those with a second input take that from the lane above. */
export function graphOf(count: number): GraphDocument {
  const [lanes, high] = [lanesOf(count), squareOf(count)];
  const columns = Math.ceil((count - 2) / lanes);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const outputs = new Map([["in", "request"]]);
  const connect = (from: string, to: string, port: string) => {
    const source = { node: from, port: outputs.get(from) ?? "" };
    edges.push({ id: `${from}-${to}-${port}`, source, target: { node: to, port } });
  };
  const request = { fields: [{ name: "request", example: INPUT.request }] };
  nodes.push({ id: "in", kind: "input", name: "Request", position: { x: -COLUMN, y: 0 }, config: request });
  for (let index = 0; index < count - 2; index++) {
    const [column, lane] = [Math.floor(index / lanes), index % lanes];
    const part = parts[index % parts.length];
    if (part === undefined) continue;
    const id = idOf({ column, lane, lanes });
    const position = { x: (column + columns * Math.floor(lane / high)) * COLUMN, y: (lane % high) * ROW };
    nodes.push({ id, kind: part.kind, name: `${part.name} ${index + 1}`, position, config: part.config });
    outputs.set(id, part.output);
    const before = (lane: number) => (column === 0 ? "in" : idOf({ column: column - 1, lane, lanes }));
    connect(before(lane), id, "value");
    if (part.inputs.includes("other")) connect(before(Math.max(0, lane - 1)), id, "other");
  }
  const ends = nodes.slice(-Math.min(lanes, MOST_FIELDS)).map(({ id }, lane) => ({ id, field: `lane_${lane + 1}` }));
  const end = { x: columns * Math.ceil(lanes / high) * COLUMN, y: 0 };
  nodes.push({ id: "out", kind: "output", name: "Answers", position: end, config: { fields: ends.map(({ field }) => ({ name: field })) } });
  for (const { id, field } of ends) connect(id, "out", field);
  return { format: GRAPH_FORMAT, nodes, edges, notes: [] };
}

/** The same graph for a page without Minnow. */
export type BareScene = {
  nodes: { id: string; position: { x: number; y: number }; title: string; inputs: string[]; outputs: string[] }[];
  edges: { id: string; source: string; sourceHandle: string; target: string; targetHandle: string }[];
};

export function bareSceneOf({ nodes, edges }: GraphDocument): BareScene {
  const inputs = new Map(parts.map(({ kind, inputs }) => [kind, inputs]));
  const outputs = new Map(parts.map(({ kind, output }) => [kind, [output]]));
  return {
    nodes: nodes.map(({ id, kind, name, position }) => ({
      id,
      position,
      title: name,
      inputs: kind === "output" ? edges.flatMap(({ target }) => (target.node === id ? [target.port] : [])) : (inputs.get(kind) ?? []),
      outputs: kind === "input" ? ["request"] : (outputs.get(kind) ?? []),
    })),
    edges: edges.map(({ id, source, target }) => ({
      id,
      source: source.node,
      sourceHandle: source.port,
      target: target.node,
      targetHandle: target.port,
    })),
  };
}
