import { newId } from "@/db/id";
import { activations, modelCalls, runs } from "@/db/schema";
import type { WorkspaceContext } from "@/server/context";
import { storeDocument } from "@/server/graphs/read";
import { createGraph } from "@/server/graphs/write";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";

export const question = graphOf(
  [inputNode("question"), modelNode("answer", "{{question}}", "simulated/none"), outputNode("answer")],
  ["input.question -> answer.question", "answer.output -> output.answer"],
);

export async function graphWith(context: WorkspaceContext, name = "Questions") {
  const { id } = await createGraph(context, { name, document: question });
  return { graphId: id, documentHash: await storeDocument(context.db, context, question) };
}

type RunRow = typeof runs.$inferInsert;

/** A run as the engine leaves it in the database. */
export async function recordRun(
  context: WorkspaceContext,
  graph: { graphId: string; documentHash: string },
  change: Partial<RunRow> = {},
): Promise<string> {
  const id = newId();
  const row: RunRow = { id, workspaceId: context.workspaceId, ...graph, trigger: "editor", input: { question: "why?" }, ...change };
  await context.db.insert(runs).values(row);
  return row.id ?? id;
}

export async function recordActivation(
  context: WorkspaceContext,
  graph: { graphId: string },
  row: Omit<typeof activations.$inferInsert, "workspaceId" | "graphId" | "kind" | "finishedAt"> & { kind?: string; finishedAt?: Date },
): Promise<void> {
  const defaults = { kind: "model", finishedAt: new Date(), startedAt: new Date() };
  await context.db.insert(activations).values({ ...defaults, workspaceId: context.workspaceId, graphId: graph.graphId, ...row });
}

export async function recordCall(
  context: WorkspaceContext,
  graph: { graphId: string },
  row: { runId: string; activation: string } & Partial<typeof modelCalls.$inferInsert>,
): Promise<void> {
  await context.db.insert(modelCalls).values({
    workspaceId: context.workspaceId,
    graphId: graph.graphId,
    nodeId: row.activation,
    fingerprint: "f",
    model: "m/small",
    modelClass: "slm",
    simulated: false,
    request: { messages: [{ role: "user", content: "why?" }] },
    latencyMs: 120,
    startedAt: new Date(),
    inputTokens: 10,
    outputTokens: 5,
    cost: 0.001,
    ...row,
  });
}
