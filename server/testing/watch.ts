import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { runs } from "@/db/schema/runs";
import { testResults } from "@/db/schema/testing";
import type { WorkspaceContext } from "../context";
import { findGraph } from "../graphs/read";
import { within } from "../scope";
import type { Services } from "../services";

/** Tells at once, and whenever a test case of the graph was started or judged, or, soon, waits for a person, so that whoever shows them reads them again. @throws not_found */
export async function* watchTests(
  services: Pick<Services, "runEvents">,
  context: WorkspaceContext,
  graphId: string,
  signal: AbortSignal,
): AsyncGenerator<{ mark: string }> {
  await findGraph(context, graphId);
  const subscription = services.runEvents.subscribe(graphId);
  let told: string | null = null;
  try {
    while (!signal.aborted) {
      const mark = await markOf(context, graphId);
      if (mark !== told) yield { mark };
      told = mark;
      await subscription.next(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  } finally {
    subscription.close();
  }
}

/** Differs whenever there is something new. */
async function markOf(context: WorkspaceContext, graphId: string): Promise<string> {
  const [row] = await context.db
    .select({
      mark: sql<string>`concat_ws(' ', count(*), count(${testResults.judgedAt}), count(*) filter (where ${runs.status} in ('waiting', 'paused')))`,
    })
    .from(testResults)
    .leftJoin(runs, and(eq(runs.id, testResults.runId), isNull(testResults.judgedAt)))
    .where(within(context, testResults, eq(testResults.graphId, graphId)));
  return row?.mark ?? "";
}
