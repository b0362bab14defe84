import "server-only";
import { MinnowError } from "@/core/errors";
import type { WorkspaceContext } from "../context";
import { cancelRun } from "../runs/cancel";
import type { Services } from "../services";
import { openRunsOf } from "./read";

/** Stops the cases of a test run that haven't ended. @throws not_found */
export async function stopTests(services: Pick<Services, "queue">, context: WorkspaceContext, testRunId: string): Promise<void> {
  for (const runId of await openRunsOf(context, testRunId)) {
    await cancelRun(services, context, runId).catch((error: unknown) => {
      // It has ended by itself meanwhile.
      if (!(error instanceof MinnowError) || error.code !== "run_finished") throw error;
    });
  }
}
