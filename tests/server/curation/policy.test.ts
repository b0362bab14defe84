import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { contentHash } from "@/core/graph/fingerprint";
import { defaultCuration } from "@/core/privacy/policy";
import { modelCalls, runs } from "@/db/schema/runs";
import { openCallCuration } from "@/server/curation/calls";
import { readCuration, tryCuration, writeCuration } from "@/server/curation/policy";
import type { CallRow } from "@/server/engine/calls";
import { ingestLines, ingestSpans } from "@/server/ingest/intake";
import { linesOf as splitLines } from "@/server/ingest/lines";
import { readExport } from "@/server/ingest/otlp";
import { runsAsLines } from "@/server/runs/export";
import { testDatabase } from "../../helpers/database";
import { flywheelRecords, linesOf, openInferenceSpans, otlpExport } from "../../helpers/logs";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const { db } = await testDatabase();

const record = (number: number, text: string) => {
  const [, answer] = flywheelRecords(number) as { request: { messages: { content: string }[] } }[];
  const message = answer?.request.messages[1];
  if (message !== undefined) message.content = `Kind: billing\n\nMessage: ${text}`;
  return answer;
};
async function* once(text: string) {
  yield Buffer.from(text);
}

it("what a workspace wants taken out of logs is never stored, and the same person stays the same", async () => {
  const context = await testWorkspace(db);
  expect(await readCuration(context)).toEqual(defaultCuration);
  await writeCuration(context, { ...defaultCuration, imports: true, words: ["customer 77"] });
  const lines = linesOf([record(1, "I am ann@example.org"), record(2, "ANN@example.org again"), record(3, "for customer 77")]);
  await ingestLines(context, splitLines(once(lines)), { agent: null });
  const spans = readExport(Buffer.from(JSON.stringify(otlpExport(openInferenceSpans(77)))), "json").spans;
  await ingestSpans(context, spans, null);

  const calls = await db.select().from(modelCalls).where(eq(modelCalls.workspaceId, context.workspaceId)).orderBy(modelCalls.startedAt);
  const stored = JSON.stringify([calls, await db.select().from(runs).where(eq(runs.workspaceId, context.workspaceId))]);
  expect(stored).not.toMatch(/ann@example|customer 77/i);
  const [first, second] = calls.map(({ variables }) => /<EMAIL_\w{8}>/.exec(JSON.stringify(variables))?.[0]);
  expect(first).toBeDefined();
  expect(second).toBe(first);
  expect(stored).toMatch(/<OWN_\w{8}>/);
});

it("an export has it taken out when the workspace wants that, and what is stored stays", async () => {
  const context = await testWorkspace(db);
  await ingestLines(context, splitLines(once(linesOf([record(1, "I am ann@example.org")]))), { agent: null });
  const text = async () => (await Array.fromAsync(runsAsLines(context, {}))).join("");
  expect(await text()).toContain("ann@example.org");
  await writeCuration(context, { ...defaultCuration, exports: true });
  const curated = await text();
  expect(curated).not.toContain("ann@example.org");
  const [run] = curated
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: string; createdAt: string; calls: { id: string }[] });
  const [row] = await db.select().from(runs).where(eq(runs.workspaceId, context.workspaceId));
  expect([run?.id, run?.createdAt]).toEqual([row?.id, row?.createdAt.toISOString()]);
  expect(JSON.stringify(row?.input)).toContain("ann@example.org");
});

it("a policy can be tried on a text; in another workspace the placeholders are others", async () => {
  const [one, other] = [await testWorkspace(db), await testWorkspace(db)];
  const tried = await tryCuration(one, defaultCuration, "Call +49 30 1234567, ask for CU-12");
  expect(tried.found).toEqual([{ kind: "phone", text: "+49 30 1234567" }]);
  expect(tried.text).toMatch(/^Call <PHONE_\w{8}>, ask for CU-12$/);
  expect((await tryCuration(other, defaultCuration, "Call +49 30 1234567, ask for CU-12")).text).not.toBe(tried.text);
});

it("calls of runs made here are recorded without what the workspace wants taken out; equal answers stay equal, and nothing is answered from them", async () => {
  const context = await testWorkspace(db);
  const row: CallRow = {
    ...{ id: "c", workspaceId: context.workspaceId, graphId: "g", runId: "r", activation: "a", nodeId: "n", fingerprint: "f" },
    ...{ model: "m", modelClass: "slm", simulated: false, startedAt: new Date(0), requestHash: "hash" },
    request: { messages: [{ role: "user", content: "I am ann@example.org" }] },
    variables: { text: "I am ann@example.org" },
    outputText: "Hello ann@example.org",
    outputHash: contentHash("Hello ann@example.org"),
  };
  const curate = await openCallCuration(db)(context.workspaceId);
  expect(curate(row)).toBe(row);
  await writeCuration(context, { ...defaultCuration, calls: true });
  const later = await openCallCuration(db)(context.workspaceId);
  const curated = later(row);
  expect(JSON.stringify(curated)).not.toContain("ann@example.org");
  expect(curated).toMatchObject({ requestHash: null, outputText: expect.stringMatching(/^Hello <EMAIL_\w{8}>$/) });
  expect(curated.outputHash).not.toBe(row.outputHash);
  expect(later({ ...row, id: "d" }).outputHash).toBe(curated.outputHash);
});
