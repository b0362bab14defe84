import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count, inArray } from "drizzle-orm";
import { expect, it } from "vitest";
import { openDatabase } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { activations } from "@/db/schema/runs";
import { createGraph } from "@/server/graphs/write";
import { startRun } from "@/server/runs/start";
import { waitForRun } from "@/server/runs/wait";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { testEngine } from "../../helpers/worker";
import { testWorkspace } from "../../helpers/workspace";

const MODEL = "simulated/guppy-3b";

it("a database that restarts in the middle is waited for: every run ends, with each step recorded once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "minnow-restart-"));
  // As people have it: what was acknowledged must be there after the restart.
  let server = await startEmbeddedPostgres(folder);
  await migrate(server.url);
  const database = openDatabase(server.url, { name: "minnow-test" });
  const context = await testWorkspace(database.db);
  const engine = await testEngine(database);
  const held = Promise.withResolvers<void>();
  const allAsked = Promise.withResolvers<void>();
  const RUNS = 20;
  let asked = 0;
  await engine.startWorker(async ({ messages }) => {
    asked += 1;
    if (asked === RUNS) allAsked.resolve();
    await held.promise;
    return [`answer to ${messages[0]?.content}`];
  });
  const document = graphOf(
    [inputNode("q"), modelNode("one", "one {{q}}", MODEL), modelNode("two", "two {{text}}", MODEL), outputNode("answer")],
    ["input.q -> one.q", "one.output -> two.text", "two.output -> output.answer"],
  );
  const { id: graphId } = await createGraph(context, { name: "Test", document });
  const ids: string[] = [];
  for (let index = 0; index < RUNS; index++) {
    ids.push((await startRun(engine.services, context, { graphId, version: "draft", input: { q: `${index}` }, trigger: "editor" })).runId);
  }
  await allAsked.promise;
  await server.stop();
  // The models answer while nothing can be written down.
  held.resolve();
  server = await startEmbeddedPostgres(folder);

  const ended = await Promise.all(ids.map((id) => waitForRun(engine.services, context, id, 60_000)));
  expect(ended.map(({ status, output }) => [status, output])).toEqual(
    ids.map((_, index) => ["succeeded", { answer: `answer to two answer to one ${index}` }]),
  );
  const steps = await database.db
    .select({ runId: activations.runId, steps: count() })
    .from(activations)
    .where(inArray(activations.runId, ids))
    .groupBy(activations.runId);
  expect(steps.map(({ steps: recorded }) => recorded)).toEqual(ids.map(() => 4));
  await engine.close();
  await database.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);
