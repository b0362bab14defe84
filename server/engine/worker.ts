import "server-only";
import type { Kinds } from "@/core/graph/kind";
import type { DatabaseClient } from "@/db/client";
import { openCallCuration } from "../curation/calls";
import { workPasses } from "../curation/passes";
import { takeOutDueValues } from "../curation/values";
import { assignNewCalls } from "../insights/clusters/assignNew";
import { fitDueClusters } from "../insights/clusters/fit";
import { workEvaluations } from "../insights/evaluations/work";
import { settleAll } from "../insights/rollups/settle";
import { embedDueBases } from "../knowledge/embed";
import type { Embedder, ModelGateway } from "../models/gateway";
import { tellTelemetry } from "../telemetry/tell";
import { openJudge } from "../testing/judge";
import { openCapabilities } from "./capabilities";
import { channels } from "./channels";
import { openJournal } from "./journal";
import { openPeople } from "./parking";
import type { PerformDeps, StopReason } from "./perform";
import { openPlans } from "./plans";
import { announceWorker, claimOrphans } from "./presence";
import { type JobEnd, pumpJobs } from "./pump";
import { openBoss, RUN_QUEUE, type RunJob, runQueueOn } from "./queue";
import { runGraph } from "./runner";
import { sweepRuns } from "./sweep";
import { openTakeover } from "./takeover";

export type WorkerOptions = Omit<PerformDeps, "journal" | "capabilitiesOf" | "people"> & {
  database: DatabaseClient;
  gateway: ModelGateway & Embedder;
  kinds: Kinds;
  /** Runs under way at once. */
  slots: number;
};

/** How often the worker looks after what notifications and heartbeats may have missed. Milliseconds. */
const LOOK_MS = 5_000;

/** Takes runs and evaluations from their queues, performs them and answers to cancellation, until it is closed. */
export async function openWorker({ database, slots, kinds, ...deps }: WorkerOptions): Promise<{ close(): Promise<void> }> {
  const { db, sql } = database;
  const presence = await announceWorker(sql);
  const journal = openJournal(database);
  const planOf = openPlans(db, kinds);
  const capabilitiesOf = openCapabilities(db, deps.gateway);
  const people = openPeople(db);
  const take = openTakeover(db, presence.worker, deps.now);
  const judge = openJudge(db, deps.sandbox);
  const tests = new Set<string>();
  const takeRun = async (runId: string) => {
    const run = await take(runId);
    if (run?.trigger === "test") tests.add(runId);
    return run;
  };
  const runner = { ...deps, db, curationOf: openCallCuration(db), journal, planOf, capabilitiesOf, people, takeRun };
  const running = new Map<string, { control: AbortController; look: () => void }>();
  const stop = (runId: string, reason: StopReason) => running.get(runId)?.control.abort(reason);

  let closing = false;

  const perform = async (runId: string): Promise<JobEnd> => {
    if (closing) return "released";
    // Given out again although it is still here: this process had stalled, and what it knows of the run is old.
    stop(runId, "released");
    const entry = { control: new AbortController(), look: () => {} };
    running.set(runId, entry);
    try {
      const end = await runGraph(runner, runId, entry.control.signal, (look) => {
        entry.look = look;
      });
      return end === "released" ? "released" : "done";
    } finally {
      if (running.get(runId) === entry) running.delete(runId);
      if (tests.delete(runId)) judge.wake();
    }
  };

  const listener = await sql.listen(channels.cancel, (runId) => stop(runId, "cancelled"));
  const newsListener = await sql.listen(
    channels.news,
    (runId) => running.get(runId)?.look(),
    // After a reconnection nobody knows what was missed.
    () => {
      for (const { look } of running.values()) look();
    },
  );
  const boss = await openBoss(database, { supervise: true });
  const queue = runQueueOn(boss);
  const pump = await pumpJobs<RunJob>(database, boss, { queue: RUN_QUEUE, slots, idOf: ({ runId }) => runId, perform });
  const evaluations = await workEvaluations(database, boss, { gateway: deps.gateway, worker: presence.worker });

  const look = async () => {
    await presence.renew();
    if (running.size > 0) {
      const rows = await sql<{ id: string }[]>`select id from runs where cancel_requested and id = any(${[...running.keys()]})`;
      for (const { id } of rows) stop(id, "cancelled");
    }
    await pump.giveBack(await claimOrphans(db));
    await sweepRuns(queue, db);
    await evaluations.look();
  };
  let looking: Promise<void> = Promise.resolve();
  const lookSafely = () => {
    looking = look().catch((error: unknown) => console.error("worker:", error));
    return looking;
  };
  await lookSafely();
  /** Work beside the runs that may take long: begun with each look unless it is still under way. */
  const stopChores = new AbortController();
  const chore = (name: string, work: (signal: AbortSignal) => Promise<void>) => {
    let underWay: Promise<void> | null = null;
    return {
      begin() {
        underWay ??= work(stopChores.signal)
          .catch((error: unknown) => {
            if (!stopChores.signal.aborted) console.error(`${name}:`, error);
          })
          .finally(() => {
            underWay = null;
          });
      },
      ended: () => underWay,
    };
  };
  const chores = [
    chore("statistics", (signal) => settleAll(db, signal)),
    chore("clusters", (signal) => fitDueClusters(db, deps.gateway, signal)),
    chore("assigning calls to clusters", (signal) => assignNewCalls(db, deps.gateway, signal)),
    chore("embeddings", (signal) => embedDueBases(db, deps.gateway, signal)),
    chore("curation", async (signal) => {
      await takeOutDueValues(db, signal);
      await workPasses(db, signal);
    }),
    chore("telemetry", (signal) =>
      tellTelemetry(db, (workspaceId, request, within) => capabilitiesOf(workspaceId).send(request, within), signal),
    ),
  ];
  const timer = setInterval(() => {
    void lookSafely();
    for (const { begin } of chores) begin();
    judge.wake();
  }, LOOK_MS);

  return {
    async close() {
      closing = true;
      clearInterval(timer);
      stopChores.abort();
      await Promise.all([looking, ...chores.map(({ ended }) => ended())]);
      const pumped = pump.stop();
      for (const { control } of running.values()) control.abort("released" satisfies StopReason);
      await Promise.all([pumped, evaluations.close()]);
      await judge.close();
      await boss.stop({ graceful: false });
      await journal.close();
      await Promise.all([listener.unlisten(), newsListener.unlisten()]);
      await presence.close();
    },
  };
}
