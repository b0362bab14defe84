import "server-only";
import { eq } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { canonicalJson, Json, type JsonObject } from "@/core/graph/json";
import { newId } from "@/db/id";
import { runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { inputMarkOf } from "../curation/takeOut";
import { loadDocument } from "../graphs/read";
import { requireRunnable } from "../graphs/write";
import { within } from "../scope";
import type { Services } from "../services";
import { requireInput } from "./input";

export type RunRequest = {
  graphId: string;
  version: number | "draft";
  input: JsonObject;
  trigger: "editor" | "api";
  /** The same key with the same request gives the run it started before. */
  idempotencyKey?: string | undefined;
  /** Ids of the nodes to stop before. */
  breakpoints?: readonly string[] | undefined;
};

export type StartedRun = { runId: string; created: boolean };

/**
 * Puts a run and its job into the database together, so that neither exists without the other.
 * @throws graph_invalid, input_invalid, not_found; idempotency_mismatch when the key was used for something else
 */
export async function startRun(services: Pick<Services, "queue">, context: WorkspaceContext, request: RunRequest): Promise<StartedRun> {
  const before = await startedBefore(context, request);
  if (before !== null) return before;
  const { document, hash } = await loadDocument(context, request.graphId, request.version);
  await requireRunnable(context, request.graphId, document);
  requireInput(document, request.input);

  const runId = newId();
  const created = await context.db.transaction(async (transaction) => {
    const rows = await transaction
      .insert(runs)
      .values({
        id: runId,
        workspaceId: context.workspaceId,
        graphId: request.graphId,
        version: request.version === "draft" ? null : request.version,
        documentHash: hash,
        trigger: request.trigger,
        startedBy: `${context.actor.type}:${context.actor.id}`,
        input: request.input,
        breakpoints: request.breakpoints ?? [],
        idempotencyKey: request.idempotencyKey ?? null,
      })
      .onConflictDoNothing({ target: [runs.workspaceId, runs.idempotencyKey] })
      .returning({ id: runs.id });
    if (rows.length === 0) return false;
    await services.queue.enqueue(transaction, runId);
    return true;
  });
  if (created) return { runId, created };
  const other = await startedBefore(context, request);
  if (other === null) throw new Error(`the run that took idempotency key ${request.idempotencyKey} is gone`);
  return other;
}

/** The run that this idempotency key started. */
async function startedBefore(context: WorkspaceContext, request: RunRequest): Promise<StartedRun | null> {
  if (request.idempotencyKey === undefined) return null;
  const [run] = await context.db
    .select({ id: runs.id, graphId: runs.graphId, version: runs.version, input: runs.input, inputMark: runs.inputMark })
    .from(runs)
    .where(within(context, runs, eq(runs.idempotencyKey, request.idempotencyKey)));
  if (run === undefined) return null;
  const same =
    run.graphId === request.graphId &&
    // A program that repeats its request does not know that a newer version was published meanwhile.
    (request.trigger === "api" || run.version === (request.version === "draft" ? null : request.version)) &&
    (run.inputMark === null
      ? canonicalJson(Json.parse(run.input)) === canonicalJson(request.input)
      : run.inputMark === inputMarkOf(context.workspaceId, request.input));
  if (!same) throw new MinnowError("idempotency_mismatch");
  return { runId: run.id, created: false };
}
