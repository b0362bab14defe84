import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { EvaluationPlan } from "@/core/evaluation/plan";
import { Verdict } from "@/core/evaluation/report";
import { exchanged, servedBy } from "@/core/graph/assignment";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { contentHash, nodeFingerprint } from "@/core/graph/fingerprint";
import { readDocument } from "@/core/graph/formats";
import { evaluations } from "@/db/schema/evaluations";
import type { WorkspaceContext } from "../../context";
import { editDraft } from "../../graphs/live";
import { findGraph, loadDocument } from "../../graphs/read";
import { publishGraph } from "../../graphs/versions";
import { within } from "../../scope";

/** What came of it: the version that programs run from now on; null when only the draft was changed. */
export const Applied = z.object({ version: z.number().int().nullable() });
export type Applied = z.infer<typeof Applied>;

/** Which of the evaluation's two models serves the node in a draft; null when another does, or its task isn't the same any more. */
export function servingIn(
  draft: unknown,
  { nodeId, fingerprint, incumbent }: Pick<typeof evaluations.$inferSelect, "nodeId" | "fingerprint" | "incumbent">,
  accepted: string,
): "incumbent" | "accepted" | null {
  const read = readDocument(draft);
  const node = read.ok ? nodeIn(read.document, nodeId) : undefined;
  if (node === undefined || nodeFingerprint(node.config) !== fingerprint) return null;
  const model = servedBy(node.config);
  return model === incumbent ? "incumbent" : model === accepted ? "accepted" : null;
}

/**
 * Lets the model that an evaluation accepted serve the node, and nothing else: the node's fallbacks stay. Where the draft is what programs run,
 * that becomes a new version at once; where it holds other changes, these aren't published along.
 * @throws MinnowError `not_found`, `evaluation_no_verdict`, `evaluation_outdated`
 */
export const applyEvaluation = (context: WorkspaceContext, id: string, message: string): Promise<Applied> =>
  exchange(context, id, message, (incumbent, accepted) => [incumbent, accepted]);

/** Lets the large model serve the node again. Parameters and errors as of {@link applyEvaluation}. */
export const takeBackEvaluation = (context: WorkspaceContext, id: string, message: string): Promise<Applied> =>
  exchange(context, id, message, (incumbent, accepted) => [accepted, incumbent]);

async function exchange(
  context: WorkspaceContext,
  id: string,
  message: string,
  direction: (incumbent: string, accepted: string) => [from: string, to: string],
): Promise<Applied> {
  const [row] = await context.db
    .select()
    .from(evaluations)
    .where(within(context, evaluations, eq(evaluations.id, id)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "evaluation" });
  const verdict = Verdict.nullable().parse(row.verdict);
  if (verdict?.type !== "replace") throw new MinnowError("evaluation_no_verdict");
  const [from, to] = direction(row.incumbent, verdict.model);
  const { liveVersion } = await findGraph(context, row.graphId);
  const live = liveVersion === null ? null : (await loadDocument(context, row.graphId, liveVersion)).hash;
  const outdated = new MinnowError("evaluation_outdated", { node: row.nodeName, model: labelOf(row.plan, from) });
  // Compared in the transaction that changes it: what somebody else changed a moment ago is seen, too.
  let others = true;
  const { revision } = await editDraft(context, row.graphId, (document) => {
    others = contentHash(document) !== live;
    const node = nodeIn(document, row.nodeId);
    if (node === undefined || nodeFingerprint(node.config) !== row.fingerprint) throw outdated;
    const config = exchanged(node.config, from, to);
    if (config === null) throw outdated;
    return edit(document, { type: "configure", id: node.id, config });
  });
  if (others) return { version: null };
  try {
    return await publishGraph(context, { id: row.graphId, revision, message });
  } catch (error) {
    // Somebody has gone on drawing meanwhile, or it can't run for another reason: the draft holds the change, and the editor says what is wrong.
    if (error instanceof MinnowError && (error.code === "revision_conflict" || error.code === "graph_invalid")) return { version: null };
    throw error;
  }
}

const nodeIn = ({ nodes }: GraphDocument, id: string): GraphNode | undefined => nodes.find((node) => node.id === id);

function labelOf(stored: unknown, model: string): string {
  const { incumbent, candidates } = EvaluationPlan.parse(stored);
  return [incumbent, ...candidates].find((one) => one.model === model)?.label ?? model;
}
