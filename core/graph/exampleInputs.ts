import type { GraphDocument } from "./document";
import type { JsonObject } from "./json";

/** What a node would be given by an example of its graph. */
export type ExampleInputs = { id: string; name: string; inputs: JsonObject };

/**
 * The graph's examples as inputs of one node, where all that feeds it comes from the graph's input as it is; none for other nodes,
 * since what they would be given is known only once the nodes before them have run.
 */
export function exampleInputs({ nodes, edges, examples = [] }: GraphDocument, nodeId: string): ExampleInputs[] {
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const feeding = edges.filter(({ target }) => target.node === nodeId);
  if (feeding.length === 0 || feeding.some(({ source }) => kinds.get(source.node) !== "input")) return [];
  return examples.map(({ id, name, input }) => ({
    id,
    name,
    inputs: Object.fromEntries(
      feeding.flatMap(({ source, target }) => {
        const value = input[source.port];
        return value === undefined ? [] : [[target.port, value]];
      }),
    ),
  }));
}
