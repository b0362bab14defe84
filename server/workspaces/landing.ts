import "server-only";
import { count, eq } from "drizzle-orm";
import { graphs } from "@/db/schema/graphs";
import { runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

/** The graph to open first: the sample, while nothing has been run in the workspace. */
export async function landingGraph(context: WorkspaceContext): Promise<string | null> {
  const [total] = await context.db.select({ runs: count() }).from(runs).where(within(context, runs));
  if ((total?.runs ?? 0) > 0) return null;
  const [sample] = await context.db
    .select({ id: graphs.id })
    .from(graphs)
    .where(within(context, graphs, eq(graphs.slug, "support-triage")));
  return sample?.id ?? null;
}
