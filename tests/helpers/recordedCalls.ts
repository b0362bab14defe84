import type { Json } from "@/core/graph/json";
import { newId } from "@/db/id";
import { rollupNews } from "@/db/schema/rollups";
import { activations, feedback, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { createGraph } from "@/server/graphs/write";
import { graphOf, inputNode, outputNode } from "./documents";

export type Told = {
  text: string;
  answer?: string | null;
  status?: "succeeded" | "failed";
  nodeStatus?: "succeeded" | "failed";
  simulated?: boolean;
  verdict?: "good" | "bad";
  /** Minutes after the first. */
  at?: number;
  more?: Json[];
};

/** A graph with runs of one call each, as if they had been made here: what was asked, and what was answered. */
export async function recordCalls(
  context: WorkspaceContext,
  told: readonly Told[],
): Promise<{ graphId: string; runIds: string[]; callIds: string[] }> {
  const { db, workspaceId } = context;
  const document = graphOf([inputNode("question"), outputNode("answer")], ["input.question -> output.answer"]);
  const { id: graphId } = await createGraph(context, { name: "Recorded", document });
  const made = told.map(() => ({ runId: newId(), id: newId() }));
  const of = (index: number) => made[index] ?? { runId: "", id: "" };
  const when = (index: number) => new Date(Date.UTC(2026, 9, 1) + (told[index]?.at ?? index) * 60_000);
  if (told.length === 0) return { graphId, runIds: [], callIds: [] };
  const input = ({ text }: Told) => ({ question: text });
  await db.insert(runs).values(
    told.map((one, index) => ({
      ...{ id: of(index).runId, workspaceId, graphId, documentHash: "document", trigger: "api" as const, input: input(one) },
      ...{
        status: one.status ?? ("succeeded" as const),
        output: { answer: one.answer ?? "" },
        createdAt: when(index),
        finishedAt: when(index),
      },
    })),
  );
  await db.insert(activations).values(
    told.map((one, index) => ({
      ...{ runId: of(index).runId, path: "answer", workspaceId, graphId, nodeId: "answer", kind: "model" },
      ...{
        status: one.nodeStatus ?? ("succeeded" as const),
        inputs: input(one),
        outputs: { output: one.answer ?? "" },
        logs: [`asked: ${one.text}`],
      },
      finishedAt: when(index),
    })),
  );
  await db.insert(modelCalls).values(
    told.map((one, index) => ({
      ...{ id: of(index).id, runId: of(index).runId, workspaceId, graphId, activation: "answer", nodeId: "answer", fingerprint: "task" },
      ...{ model: "big/model", modelClass: "llm" as const, simulated: one.simulated ?? false, startedAt: when(index) },
      request: { messages: [{ role: "system", content: "Answer customers." }, { role: "user", content: one.text }, ...(one.more ?? [])] },
      variables: input(one),
      response: { text: one.answer ?? "" },
      ...{ outputText: one.answer ?? null, outputHash: one.answer ?? null },
    })),
  );
  await db.insert(rollupNews).values({ workspaceId, runIds: made.map(({ runId }) => runId) });
  const said = told.flatMap(({ verdict }, index) => (verdict === undefined ? [] : [{ verdict, runId: of(index).runId }]));
  if (said.length > 0)
    await db.insert(feedback).values(said.map((one) => ({ ...one, workspaceId, author: context.actor.id, authorType: "user" as const })));
  return { graphId, runIds: made.map(({ runId }) => runId), callIds: made.map(({ id }) => id) };
}
