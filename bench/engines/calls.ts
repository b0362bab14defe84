import { ChatOpenAI } from "@langchain/openai";
import { eq } from "drizzle-orm";
import { GRAPH_FORMAT, type GraphDocument } from "@/core/graph/document";
import { openDatabase } from "@/db/client";
import { newId } from "@/db/id";
import { workspace } from "@/db/schema/auth";
import { connections, models } from "@/db/schema/models";
import { workspaceSettings } from "@/db/schema/settings";
import { kinds } from "@/nodes/definitions";
import { executorOf } from "@/nodes/executors";
import { openWorker } from "@/server/engine/worker";
import { openModelGateway } from "@/server/models/open";
import { openSandbox } from "@/server/sandbox/sandbox";
import { openDurableRuns } from "../durable";
import { CALLS_A_RUN } from "../work";

/**
 * Starts so many runs at once, each of model calls one after another. Resolves when all may start: an engine that writes down what is to
 * run has done so, before the clock goes.
 */
export type Calls = (runs: number) => Promise<{ finished: Promise<unknown> }>;

const atOnce =
  (run: () => Promise<unknown>): Calls =>
  async (runs) => ({ finished: Promise.all(Array.from({ length: runs }, run)) });

/** The engines by name, each with the model client that its users would take. */
export const engines: Record<string, (baseUrl: string, databaseUrl: string) => Promise<Calls>> = {
  minnow: openMinnow,
  langgraph: async (baseUrl) => {
    const { compileCalls } = await import("./langgraph");
    const chat = new ChatOpenAI({ model: "bench", apiKey: "none", configuration: { baseURL: baseUrl } });
    const graph = compileCalls(CALLS_A_RUN, async (asked) => (await chat.invoke(asked)).text);
    return atOnce(() => graph.invoke({ value: "How deep is the sea?" }));
  },
  rivet: async (baseUrl) => {
    const { rivetCalls, runRivet } = await import("./rivet");
    const graph = rivetCalls(CALLS_A_RUN, baseUrl);
    return atOnce(() => runRivet(graph));
  },
  mastra: async (baseUrl) => {
    const { mastraCalls, runMastra } = await import("./mastra");
    const graph = mastraCalls(CALLS_A_RUN, baseUrl);
    return atOnce(() => runMastra(graph, "How deep is the sea?"));
  },
};

/** The product's worker with its own model path: registry, limiter, LangChain's client behind the guard, every call journaled. */
async function openMinnow(baseUrl: string, databaseUrl: string): Promise<Calls> {
  const database = openDatabase(databaseUrl, { name: "minnow-worker", max: 12 });
  const { db } = database;
  const [workspaceId, connectionId] = [newId(), newId()];
  await db.insert(workspace).values({ id: workspaceId, name: "Bench", slug: workspaceId });
  await db.insert(workspaceSettings).values({ workspaceId }).onConflictDoNothing();
  await db
    .update(workspaceSettings)
    .set({ allowedHosts: [new URL(baseUrl).host] })
    .where(eq(workspaceSettings.workspaceId, workspaceId));
  const connection = {
    id: connectionId,
    workspaceId,
    slug: "bench",
    name: "Bench",
    kind: "openai" as const,
    baseUrl,
    maxConcurrent: 1_000,
  };
  await db.insert(connections).values(connection);
  await db
    .insert(models)
    .values({ workspaceId, connectionId, key: "bench/bench", name: "bench", label: "Bench", parameters: 7, prices: [] });
  const gateway = openModelGateway({ database });
  await openWorker({ database, gateway, sandbox: openSandbox(), kinds, executorOf, slots: 200 });
  return openDurableRuns(database, callsDocument(CALLS_A_RUN), workspaceId);
}

const callsDocument = (length: number): GraphDocument => ({
  format: GRAPH_FORMAT,
  nodes: Array.from({ length }, (_, index) => ({
    id: `call${index}`,
    kind: "model",
    name: `call${index}`,
    position: { x: 0, y: 0 },
    config: {
      task: {
        messages: [{ role: "user", content: index === 0 ? "How deep is the sea?" : "{{before}}" }],
        output: { type: "text" },
        sampling: {},
      },
      assignment: { type: "single", model: "bench/bench" },
    },
  })),
  edges: Array.from({ length: length - 1 }, (_, index) => ({
    id: `edge${index}`,
    source: { node: `call${index}`, port: "output" },
    target: { node: `call${index + 1}`, port: "before" },
  })),
  notes: [],
});
