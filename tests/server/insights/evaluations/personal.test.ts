import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { defaultCuration } from "@/core/privacy/policy";
import { newId } from "@/db/id";
import { evaluationItems, evaluations } from "@/db/schema/evaluations";
import { runs } from "@/db/schema/runs";
import { startPass, workPasses } from "@/server/curation/passes";
import { writeCuration } from "@/server/curation/policy";
import { testDatabase } from "../../../helpers/database";
import { testWorkspace } from "../../../helpers/workspace";
import { NODE, record } from "./scene";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const { db } = await testDatabase();

describe("what models answered in an evaluation", () => {
  it("loses personal data with the calls of the run it repeats, and goes with the run", async () => {
    const context = await testWorkspace(db);
    const { workspaceId } = context;
    const { graphId, runIds } = await record(context, { calls: 2 });
    const [id, runId = ""] = [newId(), runIds[0]];
    await db
      .insert(evaluations)
      .values({ id, workspaceId, graphId, nodeId: NODE, nodeName: NODE, fingerprint: "task", incumbent: "big", plan: {} });
    const said = "Write to ann@example.org";
    const about = { evaluationId: id, workspaceId, model: "small", score: 0, simulated: false };
    await db.insert(evaluationItems).values({
      ...{ ...about, callId: "one", runId, answer: { text: said, toolCalls: [] }, requestHash: "equal" },
      agreement: { parts: [{ path: [], reference: "urgent", answer: said }] },
    });
    const stored = () => db.select().from(evaluationItems).where(eq(evaluationItems.evaluationId, id));

    await writeCuration(context, { ...defaultCuration, calls: true, kinds: ["email"] });
    await startPass(context, "everything");
    await workPasses(db, new AbortController().signal);
    const [item] = await stored();
    expect(JSON.stringify(item)).not.toContain("ann@example.org");
    expect(item).toMatchObject({ answer: { text: expect.stringMatching(/^Write to </) }, requestHash: null });

    await db.delete(runs).where(eq(runs.id, runId));
    expect(await stored()).toEqual([]);
  });
});
