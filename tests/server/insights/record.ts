import { eq } from "drizzle-orm";
import { expect } from "vitest";
import type { GraphDocument } from "@/core/graph/document";
import { contentHash, nodeFingerprint } from "@/core/graph/fingerprint";
import type { JsonObject } from "@/core/graph/json";
import { RELATIVE_ERROR } from "@/core/statistics/quantileSketch";
import { newId } from "@/db/id";
import { graphs } from "@/db/schema/graphs";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { storeDocument } from "@/server/graphs/read";
import { tellRunEnded } from "@/server/insights/rollups/news";

/** Noon of the first of June 2026, the start of every record. */
export const START = Date.UTC(2026, 5, 1, 12);
export const at = (ms: number): Date => new Date(START + ms);

/** What a sketch tells of a value. */
export const near = (value: number) => expect.closeTo(value, -Math.log10(2 * RELATIVE_ERROR * value));

export type CallRow = typeof modelCalls.$inferInsert;

/** A stored graph whose draft is `document`. */
export async function storeGraph(context: WorkspaceContext, document: GraphDocument, name = "Triage"): Promise<string> {
  const id = newId();
  await context.db.insert(graphs).values({ id, workspaceId: context.workspaceId, slug: id, name, draft: document });
  return id;
}

export async function edit(context: WorkspaceContext, graphId: string, document: GraphDocument): Promise<void> {
  await context.db.update(graphs).set({ draft: document }).where(eq(graphs.id, graphId));
}

/** An activation that took `ms`, from so many milliseconds after the run's start. */
export type Firing = { nodeId: string; ms: number; from?: number; status?: "succeeded" | "failed" | "skipped"; outputs?: JsonObject };

/** A run of `document` that took `ms`, with what it journaled. */
export async function recordRun(
  context: WorkspaceContext,
  graphId: string,
  document: GraphDocument,
  calls: (Partial<CallRow> & Pick<CallRow, "nodeId">)[],
  firings: readonly Firing[] = [],
  { offset = 0, ms = 1_000, trigger = "editor" }: { offset?: number; ms?: number; trigger?: "editor" | "test" } = {},
): Promise<string> {
  const { workspaceId } = context;
  const runId = newId();
  await storeDocument(context.db, context, document);
  await context.db.insert(runs).values({
    id: runId,
    workspaceId,
    graphId,
    documentHash: contentHash(document),
    trigger,
    status: firings.some(({ status }) => status === "failed") ? "failed" : "succeeded",
    input: {},
    createdAt: at(offset),
    startedAt: at(offset),
    finishedAt: at(offset + ms),
  });
  const kindOf = (id: string) => document.nodes.find((node) => node.id === id)?.kind ?? "model";
  for (const { nodeId, ms: took, from = 0, status = "succeeded", outputs } of firings) {
    await context.db.insert(activations).values({
      runId,
      path: nodeId,
      workspaceId,
      graphId,
      nodeId,
      kind: kindOf(nodeId),
      status,
      startedAt: at(offset + from),
      finishedAt: at(offset + from + took),
      outputs,
    });
  }
  const fingerprintOf = (id: string) => nodeFingerprint(document.nodes.find((node) => node.id === id)?.config ?? {});
  if (calls.length > 0) {
    await context.db.insert(modelCalls).values(
      calls.map((call) => ({
        workspaceId,
        graphId,
        runId,
        activation: call.nodeId,
        fingerprint: fingerprintOf(call.nodeId),
        model: "cloud/big",
        modelClass: "llm" as const,
        simulated: false,
        request: {},
        variables: { text: "12345" },
        outputText: "yes",
        outputHash: "yes",
        inputTokens: 100,
        outputTokens: 4,
        cost: 0.001,
        latencyMs: 500,
        firstTokenMs: 200,
        startedAt: at(offset),
        ...call,
      })),
    );
  }
  await context.db.transaction((transaction) => tellRunEnded(transaction, workspaceId, runId));
  return runId;
}
