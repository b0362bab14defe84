import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { callParts, callPartsLeft, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { pageOfBodies, rewriteCalls } from "@/server/curation/bodies";
import { eraseMentions } from "@/server/curation/erase";
import { openCuration } from "@/server/curation/policy";
import { sendIn } from "@/server/engine/insertRows";
import { removeGraph } from "@/server/graphs/write";
import { readCalls } from "@/server/runs/calls";
import { runsAsLines } from "@/server/runs/export";
import { listRuns } from "@/server/runs/list";
import { callText, dropPartsLeft, insertCalls, partsMayBeLeft, storedRequest, wholeRequest } from "@/server/runs/requests";
import { testDatabase } from "../../helpers/database";
import { testWorkspace } from "../../helpers/workspace";
import { graphWith, recordRun } from "./records";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const { db } = await testDatabase();
let context: WorkspaceContext;
let graph: Awaited<ReturnType<typeof graphWith>>;
beforeEach(async () => {
  context = await testWorkspace(db);
  graph = await graphWith(context);
});

const RULES = "Answer customers of a lamp shop briefly, in their own language, and promise nothing. ".repeat(5);
const asked = (question: string, rules = RULES) => ({
  model: "m/small",
  messages: [
    { role: "system", content: rules },
    { role: "user", content: question },
  ],
  tools: [{ name: "find_order", description: "Finds an order by its number. ".repeat(12), parameters: { type: "object" } }],
  temperature: 0,
});

/** Calls as the journal stores them, each in a run of its own, one commit after the other. */
async function record(...requests: unknown[]): Promise<string[]> {
  const ids: string[] = [];
  for (const request of requests) {
    const runId = await recordRun(context, graph, { status: "succeeded", finishedAt: new Date() });
    const { workspaceId } = context;
    const place = { workspaceId, graphId: graph.graphId, runId, activation: "answer", nodeId: "answer", fingerprint: "f", attempt: 1 };
    const call = { ...place, model: "m/small", modelClass: "slm" as const, simulated: false, request, startedAt: new Date() };
    await db.transaction((transaction) => insertCalls(sendIn(transaction), [callText(call)]));
    ids.push(runId);
  }
  return ids;
}
const partsOf = () => db.select().from(callParts).where(eq(callParts.graphId, graph.graphId));
const requestsRead = async () =>
  (await db.select({ request: wholeRequest }).from(modelCalls).where(eq(modelCalls.graphId, graph.graphId)).orderBy(modelCalls.id)).map(
    ({ request }) => request,
  );
/** Of other tests' graphs, too. */
const dropAll = async () => {
  while (await dropPartsLeft(db));
};
/** As if nothing had happened for as long. */
const wait = async (time: string) => {
  await db.update(callParts).set({ usedAt: sql`used_at - ${time}::interval` });
  await db.update(callPartsLeft).set({ toldAt: sql`told_at - ${time}::interval`, dueAt: sql`due_at - ${time}::interval` });
};

describe("requests of model calls", () => {
  it("share what is large and the same, and are read as they were sent", async () => {
    const requests = ["Where is my lamp?", "Does it come in green?", "Is it heavy?"].map((question) => asked(question));
    const [, second = ""] = await record(...requests);
    expect((await partsOf()).map(({ body }) => JSON.parse(body))).toEqual(
      expect.arrayContaining([requests[0]?.messages[0], requests[0]?.tools[0]]),
    );
    const [row] = await db.select().from(modelCalls).where(eq(modelCalls.runId, second));
    expect(JSON.stringify(row?.request)).not.toContain("lamp shop");
    expect(JSON.stringify(row?.request).length).toBeLessThan(JSON.stringify(requests[1]).length / 3);

    expect(await requestsRead()).toEqual(requests);
    const [call] = await readCalls(context, second, "answer");
    expect(JSON.stringify(call?.request)).toBe(JSON.stringify(requests[1]));
    expect((await pageOfBodies(context, {}, null, 10)).map(({ request }) => request)).toEqual(requests.toReversed());
    const lines = (await Array.fromAsync(runsAsLines(context, {}))).join("");
    expect(lines.split(JSON.stringify(RULES).slice(1, -1))).toHaveLength(4);
  });

  it("are found by words of what they share", async () => {
    const found = async (text: string) => (await listRuns(context, { limit: 10, text })).map(({ id }) => id).toSorted();
    const ids = await record(asked("one"), asked("two"), asked("three", "Other rules."));
    expect(await found("PROMISE nothing")).toEqual(ids.slice(0, 2).toSorted());
    expect(await found("finds an order")).toEqual(ids.toSorted());
    expect(await found("promise anything")).toEqual([]);
  });

  it("share nothing with those of another graph", async () => {
    await record(asked("one"), asked("two"));
    graph = await graphWith(context, "Another");
    await record(asked("one"));
    expect(await partsOf()).toEqual([]);
  });

  it("are the same after any storing and reading, whatever they look like", async () => {
    const json = fc.jsonValue({ maxDepth: 3, depthSize: "small" });
    const element = fc.oneof(
      json,
      fc.constant({ $part: "x" }),
      fc.string().map((content) => ({ role: "user", content: content.repeat(40) })),
    );
    const request = fc.oneof(json, fc.dictionary(fc.string(), fc.oneof(json, fc.array(element, { maxLength: 4 })), { maxKeys: 4 }));
    await fc.assert(
      fc.asyncProperty(request, async (value) => {
        const text = JSON.stringify(value);
        storedRequest("any", value);
        const { request, parts } = storedRequest("any", value);
        const put = [...parts].reduce((stored, [hash, body]) => stored.replaceAll(`{"$part":"${hash}"}`, () => body), request.text);
        expect(put).toBe(text);
      }),
    );
  });

  it("that look as if a part stood in them are kept as they are", async () => {
    await record(asked("one"), asked("two"));
    const [part] = await partsOf();
    const tricky = { ...asked("three"), tools: [{ $part: part?.hash }] };
    await record(tricky);
    expect((await requestsRead()).at(-1)).toEqual(tricky);
  });
});

describe("a part", () => {
  it("stays for the calls that a run of another graph made in a graph that is deleted, and such calls can still be recorded", async () => {
    const inside = graph;
    const outside = await graphWith(context, "Outside");
    const place = { workspaceId: context.workspaceId, activation: "sub/answer", nodeId: "answer", fingerprint: "f", attempt: 1 };
    const runId = await recordRun(context, outside, { status: "running" });
    const call = (question: string) =>
      db.transaction((transaction) =>
        insertCalls(sendIn(transaction), [
          callText({
            ...{ ...place, runId, graphId: inside.graphId, request: asked(question), startedAt: new Date() },
            ...{ model: "m/small", modelClass: "slm" as const, simulated: false },
          }),
        ]),
      );
    await call("one");
    await call("two");
    await removeGraph(context, inside.graphId);
    await call("three");
    expect(await requestsRead()).toEqual(["one", "two", "three"].map((question) => asked(question)));
    await partsMayBeLeft(db, eq(runs.id, runId));
    await db.delete(runs).where(eq(runs.id, runId));
    await wait("3 hours");
    await dropAll();
    expect(await partsOf()).toEqual([]);
  });

  it("goes when no call has it any more, and stays while one has", async () => {
    const [first = "", second = "", third = ""] = await record(asked("one"), asked("two"), asked("three"));
    const remove = async (runId: string) => {
      await partsMayBeLeft(db, eq(runs.id, runId));
      await db.delete(runs).where(eq(runs.id, runId));
    };
    await remove(second);
    await remove(first);
    expect(await dropPartsLeft(db)).toBe(false);
    await wait("3 hours");
    expect(await dropPartsLeft(db)).toBe(true);
    expect(await partsOf()).toHaveLength(2);
    await remove(third);
    await wait("3 hours");
    expect(await dropPartsLeft(db)).toBe(true);
    expect(await partsOf()).toEqual([]);
  });

  it("that was used a moment ago is looked at again later", async () => {
    const [, second = ""] = await record(asked("one"), asked("two"));
    await partsMayBeLeft(db, eq(runs.id, second));
    await wait("3 hours");
    await partsMayBeLeft(db, eq(runs.id, second));
    await record(asked("three"));
    await db.delete(runs).where(eq(runs.graphId, graph.graphId));
    expect(await dropPartsLeft(db)).toBe(true);
    expect(await partsOf()).toHaveLength(2);
    await wait("3 hours");
    expect(await dropPartsLeft(db)).toBe(true);
    expect(await partsOf()).toEqual([]);
    expect(await dropPartsLeft(db)).toBe(false);
  });

  it("is written again only when it has not been used for an hour", async () => {
    await record(asked("one"), asked("two"));
    const [before] = await partsOf();
    await record(asked("three"));
    expect((await partsOf())[0]?.usedAt).toEqual(before?.usedAt);
    await wait("90 minutes");
    await record(asked("four"));
    expect((await partsOf())[0]?.usedAt.getTime()).toBeGreaterThanOrEqual(before?.usedAt.getTime() ?? Number.NaN);
  });

  it("goes at once with a person whose words are in it", async () => {
    const said = `I am Leontyne Aldersgate. ${RULES}`;
    await record(asked("one", said), asked("two", said), asked("three"));
    expect(await eraseMentions(context, "Aldersgate")).toBe(2);
    expect(JSON.stringify([await partsOf(), await requestsRead()])).not.toContain("Aldersgate");
    expect(await requestsRead()).toEqual([asked("three")]);
  });

  it("keeps nothing that is taken out of the calls: those are written whole, and it is left over", async () => {
    const said = `Write to leontyne@aldersgate.example. ${RULES}`;
    const ids = await record(asked("one", said), asked("two", said));
    const { redaction } = await openCuration(context);
    for (const id of ids) await rewriteCalls(context, id, redaction);
    expect(JSON.stringify(await requestsRead())).not.toContain("leontyne@");
    await wait("3 hours");
    await dropAll();
    expect(JSON.stringify(await partsOf())).not.toContain("leontyne@");
  });
});
