import { spawn } from "node:child_process";
import { once } from "node:events";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluationItems, evaluations } from "@/db/schema/evaluations";
import { startEvaluation } from "@/server/insights/evaluations/start";
import { root, workerCommand } from "@/server/processes/commands";
import { testDatabase } from "../../../helpers/database";
import { type ModelServer, startModelServer } from "../../../helpers/modelServer";
import { testWorkspace } from "../../../helpers/workspace";
import { type Engine, evaluationEngine, labelOf, NODE, record, serve } from "./scene";

const MINNOW_SECRET = "a secret of a test, long enough to be one";
process.env.MINNOW_SECRET = MINNOW_SECRET;
const database = await testDatabase();
const { db } = database;
let engine: Engine;
let server: ModelServer;

beforeAll(async () => {
  engine = await evaluationEngine(database);
  server = await startModelServer({
    models: ["big", "good"],
    firstTokenMs: 25,
    reply: ({ messages }) => labelOf(messages.at(-1)?.content ?? ""),
  });
});
afterAll(async () => {
  await engine.close();
  await server.close();
});

describe("a worker killed in the middle of an evaluation", () => {
  it("leaves one that another finishes, asking nothing again that was answered, and hiding no spending", async () => {
    const context = await testWorkspace(db);
    const models = await serve(context, server.url, ["good"]);
    const { graphId } = await record(context, { calls: 150 });
    const victim = spawn(process.execPath, workerCommand, {
      ...{ cwd: root, env: { ...process.env, DATABASE_URL: database.url, MINNOW_SECRET } },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    await once(victim, "message");
    const { id } = await startEvaluation(engine.services, context, {
      graphId,
      nodeId: NODE,
      models,
      tolerance: 0.04,
      mostCalls: 1_000,
      mostMoney: 1,
    });
    await engine.until(context, id, ({ calls }) => calls >= 24);
    const gone = once(victim, "exit");
    victim.kill("SIGKILL");
    await gone;
    const stored = await db.select().from(evaluationItems).where(eq(evaluationItems.evaluationId, id));
    const [row] = await db.select().from(evaluations).where(eq(evaluations.id, id));
    const sent = server.requests.length;

    const worker = await engine.startWorker();
    await worker.look();
    const report = await engine.until(context, id, ({ status }) => status === "done");
    expect(report.verdict).toEqual({ type: "replace", model: "server/good" });
    const later = await db.select().from(evaluationItems).where(eq(evaluationItems.evaluationId, id));
    for (const item of stored) expect(later).toContainEqual(item);
    // What was under way is asked again; nothing else is, and both count.
    const again = (row?.calls ?? 0) + (row?.reservedCalls ?? 0) - stored.length;
    expect(report.calls).toBe(later.length + again);
    expect(server.requests.length - sent).toBe(later.length - stored.length);
    expect(report.spent).toBeGreaterThanOrEqual((row?.spent ?? 0) + (row?.reserved ?? 0));
  }, 90_000);
});
