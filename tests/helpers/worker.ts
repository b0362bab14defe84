import { Json } from "@/core/graph/json";
import type { DatabaseClient } from "@/db/client";
import { kinds } from "@/nodes/definitions";
import type { ModelRequest, ToolCall } from "@/nodes/executor";
import { executorOf } from "@/nodes/executors";
import { openRunEventFeed } from "@/server/engine/feed";
import { openRunQueue } from "@/server/engine/queue";
import { openWorker } from "@/server/engine/worker";
import { openGraphNewsFeed } from "@/server/graphs/feed";
import type { CallOutcome, Embedder, ModelGateway } from "@/server/models/gateway";
import { openSandbox } from "@/server/sandbox/sandbox";
import type { Services } from "@/server/services";
import { noEmbedder, noProber } from "./services";

/** What a model answers in a test: text, in pieces. A thrown error is the call's outcome. */
export type Answering = (request: ModelRequest, signal: AbortSignal) => Promise<Scripted> | Scripted;
type Scripted = string[] | { calls: ToolCall[] };

/** A gateway to one scripted model; a capability of the engine, which is what these tests are about. */
export function scriptedGateway(answering: Answering): ModelGateway & Embedder {
  return {
    ...noEmbedder,
    async call(_, request, signal): Promise<CallOutcome> {
      const scripted = await answering(request, signal);
      const pieces = Array.isArray(scripted) ? scripted : [];
      const toolCalls = Array.isArray(scripted) ? [] : scripted.calls;
      for (const piece of pieces) request.onText?.(piece);
      const text = pieces.join("");
      return {
        ok: true,
        answer: { text, toolCalls },
        record: {
          model: request.model,
          modelClass: "slm",
          simulated: true,
          request: { messages: Json.parse(request.messages) },
          requestHash: null,
          cached: false,
          prices: null,
          response: { text },
          outputText: text,
          outputHash: text,
          schemaValid: null,
          toolCalls: (request.tools ?? []).length === 0 ? null : toolCalls.length,
          inputTokens: 10,
          outputTokens: pieces.length,
          cachedTokens: null,
          reasoningTokens: null,
          tokensEstimated: false,
          cost: 0.001,
          latencyMs: 5,
          firstTokenMs: 1,
          retries: 0,
          startedAt: new Date(),
        },
      };
    },
  };
}

export type TestEngine = {
  services: Services;
  startWorker(answering: Answering, slots?: number): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
};

/** The real queue, feed and sandbox, and workers as the test wants them. */
export async function testEngine(database: DatabaseClient): Promise<TestEngine> {
  const [queue, runEvents, graphNews] = await Promise.all([
    openRunQueue(database),
    openRunEventFeed(database),
    openGraphNewsFeed(database),
  ]);
  const sandbox = openSandbox();
  const workers: { close(): Promise<void> }[] = [];
  return {
    services: { database, queue, evaluationQueue: queue, runEvents, graphNews, embedder: noEmbedder, prober: noProber },
    async startWorker(answering, slots = 20) {
      const worker = await openWorker({ database, gateway: scriptedGateway(answering), sandbox, kinds, executorOf, slots });
      workers.push(worker);
      return worker;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([queue.close(), runEvents.close(), graphNews.close(), sandbox.close()]);
    },
  };
}
