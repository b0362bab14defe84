import "server-only";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import { canonicalJson, JsonObject } from "@/core/graph/json";
import { servedAlone } from "@/core/graph/serve";
import { trialOf } from "@/core/graph/trial";
import { newId } from "@/db/id";
import { activations, runs } from "@/db/schema";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { findGraph, loadDocument, storeDocument } from "../graphs/read";
import { requireRunnable } from "../graphs/write";
import { modelKeys } from "../models/registry";
import { within } from "../scope";
import type { Services } from "../services";
import { requireInput } from "./input";

/**
 * Runs one node of a draft alone, with inputs of the person's choice. It is a run like any other, of a graph made of that node; what it
 * calls counts as evidence of the node, and the run itself in no figure about whole runs.
 * @param model serves the node in this run instead of whoever is assigned to it
 * @throws not_found, graph_invalid, input_invalid; asks_no_model, model_missing
 */
export async function startTrial(
  services: Pick<Services, "queue">,
  context: WorkspaceContext,
  { graphId, nodeId, inputs, model }: { graphId: string; nodeId: string; inputs: JsonObject; model?: string | undefined },
): Promise<{ runId: string }> {
  const { document: draft } = await loadDocument(context, graphId, "draft");
  const document = model === undefined ? draft : await assigned(context, draft, nodeId, model);
  const trial = trialOf(document, nodeId, inputs, kinds);
  if (trial === null) throw new MinnowError("not_found", { thing: "node" });
  await requireRunnable(context, graphId, trial);
  requireInput(trial, inputs);
  const documentHash = await storeDocument(context.db, context, trial);
  const runId = newId();
  await context.db.transaction(async (transaction) => {
    await transaction.insert(runs).values({
      id: runId,
      workspaceId: context.workspaceId,
      graphId,
      documentHash,
      trigger: "node",
      startedBy: `${context.actor.type}:${context.actor.id}`,
      input: inputs,
    });
    await services.queue.enqueue(transaction, runId);
  });
  return { runId };
}

/** The draft with one model in the place of who serves a node; one that the workspace lacks or has put out of use is refused. */
async function assigned(context: WorkspaceContext, draft: GraphDocument, nodeId: string, model: string): Promise<GraphDocument> {
  const node = draft.nodes.find(({ id }) => id === nodeId);
  if (node === undefined) throw new MinnowError("not_found", { thing: "node" });
  const config = servedAlone(node.config, model);
  if (config === null) throw new MinnowError("asks_no_model", { node: node.name });
  if (!(await modelKeys(context)).has(model)) throw new MinnowError("model_missing", { model });
  return { ...draft, nodes: draft.nodes.map((other) => (other === node ? { ...node, config } : other)) };
}

/** What a node was last given in any run; null when it never ran. @throws not_found */
export async function lastInputs(
  context: WorkspaceContext,
  { graphId, nodeId }: { graphId: string; nodeId: string },
): Promise<JsonObject | null> {
  await findGraph(context, graphId);
  const [row] = await context.db
    .select({ inputs: activations.inputs })
    .from(activations)
    .where(
      within(context, activations, and(eq(activations.graphId, graphId), eq(activations.nodeId, nodeId), isNotNull(activations.inputs))),
    )
    .orderBy(desc(activations.finishedAt))
    .limit(1);
  return row === undefined ? null : JsonObject.parse(row.inputs);
}

/** What a node was given at a moment (ISO 8601). */
export const GivenInputs = z.object({ inputs: JsonObject, at: z.string() });
export type GivenInputs = z.infer<typeof GivenInputs>;

/** So many firings are looked at for inputs that differ. */
const LOOKED_AT = 60;

/** The different inputs a node was given in its latest firings, newest first. @throws not_found */
export async function recentInputs(
  context: WorkspaceContext,
  { graphId, nodeId, limit }: { graphId: string; nodeId: string; limit: number },
): Promise<GivenInputs[]> {
  await findGraph(context, graphId);
  const rows = await context.db
    .select({ inputs: activations.inputs, at: activations.finishedAt })
    .from(activations)
    .where(
      within(
        context,
        activations,
        and(
          eq(activations.graphId, graphId),
          eq(activations.nodeId, nodeId),
          isNotNull(activations.inputs),
          isNotNull(activations.finishedAt),
        ),
      ),
    )
    .orderBy(desc(activations.finishedAt))
    .limit(LOOKED_AT);
  const given = new Map<string, GivenInputs>();
  for (const { inputs, at } of rows) {
    if (at === null) continue;
    const parsed = JsonObject.parse(inputs);
    const text = canonicalJson(parsed);
    if (!given.has(text)) given.set(text, { inputs: parsed, at: at.toISOString() });
  }
  return [...given.values()].slice(0, limit);
}
