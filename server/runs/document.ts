import "server-only";
import { and, eq } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import { documents, runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { parseDocument } from "../graphs/read";
import { within } from "../scope";

/** The document a run was, or is, a run of. @throws not_found, document_unreadable */
export async function readRunDocument(context: WorkspaceContext, runId: string): Promise<GraphDocument> {
  const [row] = await context.db
    .select({ body: documents.body })
    .from(runs)
    .innerJoin(documents, and(eq(documents.workspaceId, runs.workspaceId), eq(documents.hash, runs.documentHash)))
    .where(within(context, runs, eq(runs.id, runId)));
  if (row === undefined) throw new MinnowError("not_found", { thing: "run" });
  return parseDocument(row.body);
}
