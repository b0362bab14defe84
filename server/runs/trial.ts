import "server-only";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { JsonObject } from "@/core/graph/json";
import { trialOf } from "@/core/graph/trial";
import { newId } from "@/db/id";
import { activations, runs } from "@/db/schema";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { findGraph, loadDocument, storeDocument } from "../graphs/read";
import { requireRunnable } from "../graphs/write";
import { within } from "../scope";
import type { Services } from "../services";
import { requireInput } from "./input";

/**
 * Runs one node of a draft alone, with inputs of the person's choice. It is a run like any other, of a graph made of that node; what it
 * calls counts as evidence of the node, and the run itself in no figure about whole runs.
 * @throws not_found, graph_invalid, input_invalid
 */
export async function startTrial(
  services: Pick<Services, "queue">,
  context: WorkspaceContext,
  { graphId, nodeId, inputs }: { graphId: string; nodeId: string; inputs: JsonObject },
): Promise<{ runId: string }> {
  const { document } = await loadDocument(context, graphId, "draft");
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
