import "server-only";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { Prompt, playgroundGraph } from "@/core/graph/playground";
import { newId } from "@/db/id";
import { runs } from "@/db/schema";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { storeDocument } from "../graphs/read";
import { requireRunnable } from "../graphs/write";
import { modelKeys } from "../models/registry";
import { requireInput } from "../runs/input";
import type { Services } from "../services";
import { openHome } from "./home";

/** Models that are asked at once, at most. */
export const MOST_MODELS = 6;

export const PromptRequest = Prompt.extend({ models: z.array(z.string().min(1)).min(1).max(MOST_MODELS) });
export type PromptRequest = z.infer<typeof PromptRequest>;

export const PromptRun = z.object({ model: z.string(), runId: z.string() });
export type PromptRun = z.infer<typeof PromptRun>;

export const actorName = ({ actor }: Pick<WorkspaceContext, "actor">): string => `${actor.type}:${actor.id}`;

/**
 * Asks each model a prompt, in a run of its own, all of them or none. The runs are like any others, but of a graph that nobody draws:
 * what they call is evidence of no node.
 * @throws model_missing, graph_invalid, input_invalid
 */
export async function runPrompt(
  services: Pick<Services, "queue">,
  context: WorkspaceContext,
  { models, ...prompt }: PromptRequest,
): Promise<PromptRun[]> {
  const asked = [...new Set(models)];
  const present = await modelKeys(context);
  const missing = asked.find((model) => !present.has(model));
  if (missing !== undefined) throw new MinnowError("model_missing", { model: missing });
  const graphId = await openHome(context);
  const planned = asked.map((model) => ({ model, document: playgroundGraph(prompt, model, kinds), runId: newId() }));
  for (const { document } of planned.slice(0, 1)) {
    await requireRunnable(context, graphId, document);
    requireInput(document, prompt.inputs);
  }
  const hashes = new Map<string, string>();
  for (const { model, document } of planned) hashes.set(model, await storeDocument(context.db, context, document));
  // The moment is what holds the runs of one prompt together.
  const createdAt = new Date();
  await context.db.transaction(async (transaction) => {
    await transaction.insert(runs).values(
      planned.map(({ model, runId }) => ({
        id: runId,
        workspaceId: context.workspaceId,
        graphId,
        documentHash: hashes.get(model) ?? "",
        trigger: "playground" as const,
        startedBy: actorName(context),
        input: prompt.inputs,
        createdAt,
      })),
    );
    for (const { runId } of planned) await services.queue.enqueue(transaction, runId);
  });
  return planned.map(({ model, runId }) => ({ model, runId }));
}
