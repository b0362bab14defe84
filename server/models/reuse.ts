import "server-only";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { contentHash } from "@/core/graph/fingerprint";
import { Json } from "@/core/graph/json";
import type { Database } from "@/db/client";
import { modelCalls } from "@/db/schema/runs";
import type { ModelRequest } from "@/nodes/executor";

/** Identity of a request that may be answered from the record; null for one that may not: chance has a part in its answer, or nobody allowed it. */
export function reusableHash({ reuse, sampling, sample, logprobs, model, messages, outputSchema, tools }: ModelRequest): string | null {
  if (reuse !== true || sampling.temperature !== 0 || sample !== undefined || logprobs === true) return null;
  const { topP, maxTokens, seed, stop } = sampling;
  const identity = { model, messages, schema: outputSchema, tools, topP, maxTokens, seed, stop };
  return contentHash(Json.parse(JSON.parse(JSON.stringify(identity))));
}

/** The text that the last equal call of the workspace was answered with; null when there is none. */
export async function answeredBefore(db: Database, workspaceId: string, requestHash: string): Promise<string | null> {
  const [row] = await db
    .select({ text: modelCalls.outputText })
    .from(modelCalls)
    .where(
      and(
        eq(modelCalls.workspaceId, workspaceId),
        eq(modelCalls.requestHash, requestHash),
        isNull(modelCalls.error),
        sql`not ${modelCalls.cached}`,
      ),
    )
    .orderBy(desc(modelCalls.startedAt))
    .limit(1);
  return row?.text ?? null;
}
