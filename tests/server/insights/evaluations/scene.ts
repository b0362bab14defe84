import type { PlannedModel } from "@/core/evaluation/plan";
import type { DatabaseClient } from "@/db/client";
import { newId } from "@/db/id";
import { connections, models } from "@/db/schema/models";
import type { WorkspaceContext } from "@/server/context";
import { openRunEventFeed } from "@/server/engine/feed";
import { announceWorker } from "@/server/engine/presence";
import { openBoss, openRunQueue } from "@/server/engine/queue";
import { readEvaluation } from "@/server/insights/evaluations/read";
import { watchEvaluation } from "@/server/insights/evaluations/watch";
import { workEvaluations } from "@/server/insights/evaluations/work";
import { openModelGateway } from "@/server/models/open";
import type { Services } from "@/server/services";
import { graphOf, inputNode, modelNode, outputNode } from "../../../helpers/documents";
import { priced } from "../../../helpers/prices";
import { idleServices } from "../../../helpers/services";
import { type Firing, recordRun, storeGraph } from "../record";

export const NODE = "classify";
export const BIG = "server/big";

/** A graph whose one model node sorts texts, served by a large model. */
export const triage = () =>
  graphOf(
    [inputNode("text"), modelNode(NODE, "Is this urgent? {{text}}", BIG), outputNode("answer")],
    [`input.text -> ${NODE}.text`, `${NODE}.output -> output.answer`],
  );

export const questionOf = (index: number): string => `Is this urgent? ticket ${index}`;
/** What the record holds of a question: one of two labels. */
export const labelOf = (question: string): string => (Number(/\d+/.exec(question)?.[0] ?? 0) % 3 === 0 ? "urgent" : "later");

/** Models of one server: a large one, and small ones in the order of their prices. */
export async function serve({ db, workspaceId }: WorkspaceContext, baseUrl: string, small: readonly string[]): Promise<string[]> {
  const connectionId = newId();
  await db.insert(connections).values({ id: connectionId, workspaceId, slug: "server", name: "Server", kind: "openai", baseUrl });
  const rows = [
    { name: "big", parameters: 200, price: 10 },
    ...small.map((name, index) => ({ name, parameters: 3, price: 0.1 + index / 10 })),
  ];
  await db.insert(models).values(
    rows.map(({ name, parameters, price }) => ({
      ...{ workspaceId, connectionId, key: `server/${name}`, name, label: name, parameters, contextTokens: 8_000, capabilities: {} },
      ...priced(price, price),
    })),
  );
  return small.map((name) => `server/${name}`);
}

type Recorded = { calls: number; temperature?: number; questionOf?: (index: number) => string };

/** Records calls of the large model. @returns the graph, and the runs they were made in */
export async function record(context: WorkspaceContext, recorded: Recorded): Promise<{ graphId: string; runIds: string[] }> {
  const { calls, temperature, questionOf: asked = questionOf } = recorded;
  const document = triage();
  const graphId = await storeGraph(context, document);
  const runIds: string[] = [];
  for (let index = 0; index < calls; index++) {
    const question = asked(index);
    const answer = labelOf(question);
    const request = { model: "big", messages: [{ role: "user", content: question }], ...(temperature !== undefined && { temperature }) };
    const call = { nodeId: NODE, model: BIG, request, response: {}, outputText: answer, outputHash: answer, variables: { text: question } };
    const firings: Firing[] = [
      { nodeId: "input", ms: 1, outputs: { text: question } },
      // 500 of it for the call.
      { nodeId: NODE, from: 2, ms: 510, outputs: { output: answer } },
      { nodeId: "output", from: 513, ms: 1, outputs: { answer } },
    ];
    runIds.push(await recordRun(context, graphId, document, [call], firings, { offset: index * 1_000, ms: 520 }));
  }
  return { graphId, runIds };
}

/** The real queue, gateway and feed, and a worker for evaluations alone. */
export async function evaluationEngine(database: DatabaseClient) {
  const [queue, runEvents] = await Promise.all([openRunQueue(database), openRunEventFeed(database)]);
  const services: Services = { ...idleServices(database), queue, evaluationQueue: queue, runEvents };
  const closers: (() => Promise<void>)[] = [];
  return {
    services,
    async startWorker() {
      const [presence, boss] = await Promise.all([announceWorker(database.sql), openBoss(database, { supervise: true })]);
      const gateway = openModelGateway({ database });
      const work = await workEvaluations(database, boss, { gateway, worker: presence.worker });
      const close = async () => {
        await work.close();
        await boss.stop({ graceful: false });
        await gateway.close();
        await presence.close();
      };
      closers.push(close);
      return { close, look: work.look };
    },
    /** Reads an evaluation whenever there is news, until something holds of it. */
    async until(context: WorkspaceContext, id: string, holds: (report: Awaited<ReturnType<typeof readEvaluation>>) => boolean) {
      for await (const _ of watchEvaluation(services, context, id, AbortSignal.timeout(30_000))) {
        const report = await readEvaluation(context, id);
        if (holds(report)) return report;
      }
      const last = await readEvaluation(context, id);
      if (holds(last)) return last;
      throw new Error(`the evaluation ended as ${last.status}: ${JSON.stringify({ verdict: last.verdict, error: last.error })}`);
    },
    async close() {
      for (const close of closers) await close();
      await Promise.all([queue.close(), runEvents.close()]);
    },
  };
}

export type Engine = Awaited<ReturnType<typeof evaluationEngine>>;
export const labelled = ({ label }: PlannedModel): string => label;
