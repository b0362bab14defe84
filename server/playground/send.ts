import "server-only";
import { desc } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { readDocument } from "@/core/graph/formats";
import { canonicalJson, JsonObject } from "@/core/graph/json";
import { promptNode } from "@/core/graph/playground";
import { servedBy } from "@/core/graph/serve";
import type { Task } from "@/core/graph/task";
import { newId } from "@/db/id";
import { graphs } from "@/db/schema";
import { definitions } from "@/nodes/definitions";
import { InputField } from "@/nodes/input/definition";
import type { WorkspaceContext } from "../context";
import { editDraft } from "../graphs/live";
import { amongDrawn } from "../graphs/read";
import { modelKeys } from "../models/registry";
import { requireInput } from "../runs/input";

/** A graph that a prompt may be sent to: what it takes, what it gives, and its model nodes. */
export const PromptTarget = z.object({
  graphId: z.string(),
  name: z.string(),
  /** Null when it has no input node that can be read. */
  fields: z.array(InputField).nullable(),
  outputs: z.array(z.string()),
  nodes: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type PromptTarget = z.infer<typeof PromptTarget>;

/** The workspace's graphs, last edited first; those whose draft can't be read are left out. */
export async function promptTargets(context: WorkspaceContext): Promise<PromptTarget[]> {
  const rows = await context.db
    .select({ graphId: graphs.id, name: graphs.name, draft: graphs.draft })
    .from(graphs)
    .where(amongDrawn(context))
    .orderBy(desc(graphs.updatedAt));
  return rows.flatMap(({ graphId, name, draft }) => {
    const read = readDocument(draft);
    if (!read.ok) return [];
    const { nodes } = read.document;
    const input = definitions.input.config.safeParse(nodes.find(({ kind }) => kind === "input")?.config);
    const output = definitions.output.config.safeParse(nodes.find(({ kind }) => kind === "output")?.config);
    return {
      graphId,
      name,
      fields: input.success ? input.data.fields : null,
      outputs: output.success ? output.data.fields.map((field) => field.name) : [],
      nodes: nodes.filter(({ kind }) => kind === "model").map((node) => ({ id: node.id, name: node.name })),
    };
  });
}

/**
 * Adds a test case to a graph's draft. An example with the same input becomes the case.
 * @throws not_found, also when the graph has no input node; input_invalid when it takes other inputs
 */
export async function saveCase(
  context: WorkspaceContext,
  { graphId, name, input, expected }: { graphId: string; name: string; input: JsonObject; expected?: JsonObject | undefined },
): Promise<{ caseId: string }> {
  let caseId = `example-${newId()}`;
  await editDraft(context, graphId, (document) => {
    if (!document.nodes.some(({ kind }) => kind === "input")) throw new MinnowError("not_found", { thing: "node" });
    requireInput(document, input);
    const known = document.examples?.find((example) => canonicalJson(example.input) === canonicalJson(input));
    const example = known ?? { id: caseId, name, input };
    caseId = example.id;
    return edit(document, { type: "saveExample", example: { ...example, ...(expected !== undefined && { expected }) } });
  });
  return { caseId };
}

/** Between a new node and the one that stood furthest to the right. */
const STEP_ASIDE = 340;

/**
 * Puts a prompt and the model that serves it into a model node of a graph's draft, or into a new one named `name`.
 * @throws not_found, model_missing; asks_no_model when the node is of another kind
 */
export async function sendToNode(
  context: WorkspaceContext,
  { graphId, nodeId, name, task, model }: { graphId: string; nodeId: string | null; name: string; task: Task; model: string },
): Promise<{ nodeId: string }> {
  if (!(await modelKeys(context)).has(model)) throw new MinnowError("model_missing", { model });
  const sent = nodeId ?? `model-${newId()}`;
  await editDraft(context, graphId, (document) =>
    nodeId === null
      ? edit(document, { type: "addNode", node: { ...freshNode(document, task, model), id: sent, name } })
      : edit(document, { type: "configure", id: nodeId, config: configured(document, nodeId, task, model) }),
  );
  return { nodeId: sent };
}

/** What else the config says, such as who stands in for the model, stays. */
function configured({ nodes }: GraphDocument, nodeId: string, task: Task, model: string): JsonObject {
  const node = nodes.find(({ id }) => id === nodeId);
  if (node === undefined) throw new MinnowError("not_found", { thing: "node" });
  if (node.kind !== "model") throw new MinnowError("asks_no_model", { node: node.name });
  return JsonObject.parse({ ...(servedBy(node.config, model) ?? promptNode(task, model).config), task });
}

function freshNode({ nodes }: GraphDocument, task: Task, model: string): GraphNode {
  const { settings: _, ...node } = promptNode(task, model);
  const outermost = nodes
    .filter(({ parentId }) => parentId === undefined)
    .reduce<GraphNode | null>((right, other) => (right === null || other.position.x > right.position.x ? other : right), null);
  return outermost === null ? node : { ...node, position: { x: outermost.position.x + STEP_ASIDE, y: outermost.position.y } };
}
