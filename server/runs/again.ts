import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { reusableNodes } from "@/core/graph/again";
import { JsonObject } from "@/core/graph/json";
import { newId } from "@/db/id";
import { activations, documents, runs } from "@/db/schema";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { loadDocument, parseDocument } from "../graphs/read";
import { requireRunnable } from "../graphs/write";
import { within } from "../scope";
import type { Services } from "../services";
import { requireInput } from "./input";

/**
 * Starts a run that takes over from another what was recorded before a node, and goes on from there. A run of the draft is run again
 * on the draft as it is now: what was edited since is run anew too, with all that comes after it.
 * @throws not_found, graph_invalid; again_from_nothing when the node is gone; values_taken_out when nothing can go on from the record any more
 */
export async function runAgain(
  services: Pick<Services, "queue">,
  context: WorkspaceContext,
  { runId, nodeId, breakpoints = [] }: { runId: string; nodeId: string; breakpoints?: readonly string[] | undefined },
): Promise<{ runId: string }> {
  const [row] = await context.db
    .select({ run: runs, body: documents.body })
    .from(runs)
    .innerJoin(documents, and(eq(documents.workspaceId, runs.workspaceId), eq(documents.hash, runs.documentHash)))
    .where(within(context, runs, eq(runs.id, runId)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "run" });
  const { run, body } = row;
  // A node that was run alone has nothing before it, and a prompt of the playground no draft.
  if (run.trigger === "node" || run.trigger === "playground" || run.trigger === "import") throw new MinnowError("again_from_nothing");
  const { document, hash } = await loadDocument(context, run.graphId, run.version ?? "draft");
  if (!document.nodes.some(({ id }) => id === nodeId)) throw new MinnowError("again_from_nothing");
  await requireRunnable(context, run.graphId, document);
  const input = JsonObject.parse(run.input);
  requireInput(document, input);

  const kept = [...reusableNodes(parseDocument(body), document, topOf(nodeId, document), kinds)];
  const againId = newId();
  await context.db.transaction(async (transaction) => {
    // Held, so that nothing is taken out of it while it is copied.
    const [held] = await transaction
      .select({ valuesTakenOut: runs.valuesTakenOut })
      .from(runs)
      .where(within(context, runs, eq(runs.id, run.id)))
      .for("share");
    if (held?.valuesTakenOut !== null) throw new MinnowError("values_taken_out");
    await transaction.insert(runs).values({
      id: againId,
      workspaceId: context.workspaceId,
      graphId: run.graphId,
      version: run.version,
      documentHash: hash,
      trigger: "editor",
      startedBy: `${context.actor.type}:${context.actor.id}`,
      input,
      againOf: run.id,
      breakpoints,
    });
    // By the first part of their paths: what is inside a container goes with it.
    const top = sql`substring(${activations.path} from '^[^/#[]+')`;
    const columns = sql`path, workspace_id, graph_id, node_id, kind, status, attempt, inputs, outputs, error, logs`;
    await transaction.execute(sql`
      insert into activations (run_id, ${columns}, taken_from, started_at, finished_at)
      select ${againId}, ${columns}, 'record', now(), now() from activations
      where ${within(context, activations, eq(activations.runId, run.id), inArray(top, [...kept, ""]))} and status <> 'cancelled'`);
    await services.queue.enqueue(transaction, againId);
  });
  return { runId: againId };
}

/** The node of the top level that a node stands in, or is. */
function topOf(nodeId: string, { nodes }: { nodes: readonly { id: string; parentId?: string | undefined }[] }): string {
  const parents = new Map(nodes.map(({ id, parentId }) => [id, parentId]));
  let at = nodeId;
  for (let above = parents.get(at); above !== undefined; above = parents.get(at)) at = above;
  return at;
}
