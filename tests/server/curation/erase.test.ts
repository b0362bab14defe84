import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { defaultCuration } from "@/core/privacy/policy";
import { FeedbackGiven } from "@/core/runs/feedback";
import { stagedSpans } from "@/db/schema/ingest";
import { activations, feedback, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { countMentions, eraseMentions, forgetOldRuns } from "@/server/curation/erase";
import { writeCuration } from "@/server/curation/policy";
import { ingestLines, ingestSpans } from "@/server/ingest/intake";
import { linesOf as splitLines } from "@/server/ingest/lines";
import { readExport } from "@/server/ingest/otlp";
import { readCallSpans } from "@/server/runs/calls";
import { giveFeedback } from "@/server/runs/feedback";
import { testDatabase } from "../../helpers/database";
import { flywheelRecords, linesOf, openInferenceSpans, otlpExport } from "../../helpers/logs";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const { db } = await testDatabase();
let context: WorkspaceContext;
async function* once(text: string) {
  yield Buffer.from(text);
}
beforeEach(async () => {
  context = await testWorkspace(db);
  const records = [11, 12, 13].flatMap((number) => flywheelRecords(number));
  await ingestLines(context, splitLines(once(linesOf(records))), { agent: null });
  const spans = [21, 22].flatMap(openInferenceSpans);
  await ingestSpans(context, readExport(Buffer.from(JSON.stringify(otlpExport(spans))), "json").spans, null);
});
const rowsLeft = async () =>
  JSON.stringify(
    await Promise.all(
      [runs, activations, modelCalls, feedback, stagedSpans].map((table) =>
        db.select().from(table).where(eq(table.workspaceId, context.workspaceId)),
      ),
    ),
  );

it("everything that is recorded of one end user goes, wherever it stands, and nothing of others", async () => {
  const [run] = await db.select({ id: runs.id }).from(runs).where(eq(runs.workspaceId, context.workspaceId)).limit(1);
  await giveFeedback(context, run?.id ?? "", FeedbackGiven.parse({ comment: "CUSTOMER 22 complained" }));
  expect(await countMentions(context, "customer 12")).toBe(2);
  expect(await countMentions(context, "customer 22")).toBe(2);
  expect(await eraseMentions(context, "Customer 22")).toBe(2);
  expect(await rowsLeft()).not.toMatch(/customer 22/i);
  expect(await rowsLeft()).toMatch(/customer 21/i);
  expect(await eraseMentions(context, "customer 12")).toBe(2);
  expect(await countMentions(context, "customer 12")).toBe(0);
  await expect(countMentions(context, "an")).rejects.toMatchObject({ code: "bad_request" });
  const elsewhere = await testWorkspace(db);
  expect(await eraseMentions(elsewhere, "customer")).toBe(0);
  expect(await rowsLeft()).toMatch(/customer 13/i);
});

it("runs that are older than the workspace keeps them are deleted with everything of them; those of other workspaces stay", async () => {
  const other = context;
  context = await testWorkspace(db);
  await ingestLines(context, splitLines(once(linesOf(flywheelRecords(1)))), { agent: null });
  expect(await forgetOldRuns(db)).toBe(0);
  await writeCuration(context, { ...defaultCuration, keepDays: 30 });
  // The logs are of the first of October 2026.
  await db
    .update(runs)
    .set({ createdAt: new Date(Date.now() - 31 * 86_400_000) })
    .where(eq(runs.workspaceId, context.workspaceId));
  expect(await forgetOldRuns(db)).toBe(2);
  expect(await db.$count(modelCalls, eq(modelCalls.workspaceId, context.workspaceId))).toBe(0);
  expect(await db.$count(runs, eq(runs.workspaceId, other.workspaceId))).toBe(8);
});

it("the calls of a run can be drawn on its time axis", async () => {
  const [run] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(eq(runs.workspaceId, context.workspaceId))
    .orderBy(runs.createdAt)
    .offset(6)
    .limit(1);
  expect(await readCallSpans(context, run?.id ?? "")).toMatchObject([
    { model: "openai/gpt-4o-mini", latencyMs: expect.closeTo(390, 3), tokens: 53, failed: false },
    { model: "openai/gpt-4o", latencyMs: expect.closeTo(1_190, 3), tokens: 53 },
  ]);
});
