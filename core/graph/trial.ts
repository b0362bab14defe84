import type { GraphDocument, GraphEdge, PortRef } from "./document";
import { edgeId } from "./edits";
import type { Json, JsonObject } from "./json";
import { type Kinds, portsOf } from "./kind";
import { withDescendants } from "./levels";
import type { Port } from "./ports";

/** Ids of the ends that a trial puts around a node. */
export const TRIAL_INPUT = "trial-input";
export const TRIAL_OUTPUT = "trial-output";

/** How a value is typed into a form. */
type FieldType = "longText" | "number" | "boolean" | "json";

/** What a port takes, as a field of a form; one that takes anything goes by what it was last given, and is text otherwise. */
function fieldType({ type }: Port, given: Json | undefined): FieldType {
  if (type.type === "number" || type.type === "boolean") return type.type;
  if (type.type === "text") return "longText";
  if (type.type === "any") return given === undefined || given === null || typeof given === "string" ? "longText" : "json";
  return "json";
}

/**
 * A graph that runs one node of a document alone, with what is inside it: its input has a field for each of the node's inputs, its output
 * gives what the node gives. The node keeps its id, so that what is recorded of it counts for it.
 * @param inputs what it is, or was last, given
 * @returns null when there is no such node, or nothing could be put around it
 */
export function trialOf(document: GraphDocument, nodeId: string, inputs: JsonObject, kinds: Kinds): GraphDocument | null {
  const node = document.nodes.find(({ id }) => id === nodeId);
  if (node === undefined || node.kind === "input" || node.kind === "output") return null;
  const ports = portsOf(node, kinds);
  const inside = withDescendants(document.nodes, [nodeId]);
  const { parentId: _, pinned: __, ...alone } = node;
  const fields = ports.inputs.map((port) => ({ name: port.name, type: fieldType(port, inputs[port.name]), required: port.required }));
  const gives = ports.outputs.map(({ name }) => ({ name }));
  const edge = (source: PortRef, target: PortRef): GraphEdge => ({ id: edgeId(source, target), source, target });
  const { x, y } = node.position;
  return {
    format: document.format,
    nodes: [
      {
        id: TRIAL_INPUT,
        kind: "input",
        name: "Input",
        position: { x: x - 340, y },
        // A form has at least one field.
        config: { fields: fields.length > 0 ? fields : [{ name: "nothing", required: false }] },
      },
      ...document.nodes.filter(({ id }) => inside.has(id)).map((inner) => (inner.id === nodeId ? alone : inner)),
      {
        id: TRIAL_OUTPUT,
        kind: "output",
        name: "Output",
        position: { x: x + 640, y },
        config: { fields: gives.length > 0 ? gives : [{ name: "nothing" }] },
      },
    ],
    edges: [
      ...ports.inputs
        .filter(({ name, required }) => required || Object.hasOwn(inputs, name))
        .map(({ name }) => edge({ node: TRIAL_INPUT, port: name }, { node: nodeId, port: name })),
      ...document.edges.filter(({ source, target }) => inside.has(source.node) && inside.has(target.node)),
      ...ports.outputs.map(({ name }) => edge({ node: nodeId, port: name }, { node: TRIAL_OUTPUT, port: name })),
    ],
    notes: [],
  };
}
