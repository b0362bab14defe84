import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import type { GraphDocument } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { graphCheckpoints } from "@/db/schema/graphs";
import type { WorkspaceContext } from "@/server/context";
import { saveDraft } from "@/server/graphs/live";
import { findGraph } from "@/server/graphs/read";
import { describeVersion, goLive, listCheckpoints, listVersions, publishGraph, readHistory, saveVersion } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";

let database: Awaited<ReturnType<typeof testDatabase>>;
let context: WorkspaceContext;

beforeAll(async () => {
  database = await testDatabase();
  context = await testWorkspace(database.db);
});
afterAll(() => database.close());

const asking = (model: string | null = "simulated/guppy-3b") =>
  graphOf([inputNode("q"), modelNode("ask", "{{q}}", model), outputNode("a")], ["input.q -> ask.q", "ask.output -> output.a"]);
const begin = async (document: GraphDocument = asking()) => (await createGraph(context, { name: "History", document })).id;
const rename = (document: GraphDocument, name: string) => edit(document, { type: "renameNode", id: "ask", name });

describe("a saved version", () => {
  it("keeps the draft under a name, though it can't run, and programs don't run it", async () => {
    const id = await begin(asking(null));
    expect(await saveVersion(context, { id, revision: 1, name: "Before lunch", message: "No model yet" })).toEqual({ version: 1 });
    expect(await listVersions(context, id)).toMatchObject([
      { number: 1, name: "Before lunch", message: "No model yet", author: "Ada", live: false, published: false },
    ]);
    expect((await findGraph(context, id)).liveVersion).toBeNull();
    expect(await readHistory(context, { id, at: { version: 1 } })).toEqual(asking(null));
  });

  it("can be given another name later", async () => {
    const id = await begin();
    await saveVersion(context, { id, revision: 1, name: "", message: "" });
    await describeVersion(context, { id, number: 1, name: "The good one", message: "Keep it" });
    expect(await listVersions(context, id)).toMatchObject([{ name: "The good one", message: "Keep it" }]);
    await expect(describeVersion(context, { id, number: 2, name: "", message: "" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("an earlier version", () => {
  it("goes live again", async () => {
    const id = await begin();
    await publishGraph(context, { id, revision: 1, message: "first" });
    await saveDraft(context, { id, revision: 1, document: rename(asking(), "Ask") });
    await publishGraph(context, { id, revision: 2, message: "second" });
    await goLive(context, { id, number: 1 });
    expect((await listVersions(context, id)).map(({ number, live }) => [number, live])).toEqual([
      [2, false],
      [1, true],
    ]);
  });

  it("does not when it can't run, or isn't there", async () => {
    const id = await begin(asking(null));
    await saveVersion(context, { id, revision: 1, name: "", message: "" });
    const refused = (number: number) =>
      goLive(context, { id, number }).then(
        () => null,
        (error: unknown) => (error instanceof MinnowError ? error.code : error),
      );
    expect(await refused(1)).toBe("graph_invalid");
    expect(await refused(7)).toBe("not_found");
    expect((await findGraph(context, id)).liveVersion).toBeNull();
  });
});

describe("a draft that is edited", () => {
  const age = (id: string) =>
    context.db
      .update(graphCheckpoints)
      .set({ createdAt: sql`${graphCheckpoints.createdAt} - interval '11 minutes'` })
      .where(eq(graphCheckpoints.graphId, id));

  it("is kept as it was before the edit, but not more often than every ten minutes", async () => {
    const id = await begin();
    await saveDraft(context, { id, revision: 1, document: rename(asking(), "One") });
    await saveDraft(context, { id, revision: 2, document: rename(asking(), "Two") });
    expect(await listCheckpoints(context, id)).toHaveLength(1);
    await age(id);
    await saveDraft(context, { id, revision: 3, document: rename(asking(), "Three") });
    const kept = await listCheckpoints(context, id);
    const names = await Promise.all(
      kept.map(async (checkpoint) => (await readHistory(context, { id, at: { checkpoint: checkpoint.id } })).nodes[1]?.name),
    );
    expect(names).toEqual(["Two", "ask"]);
    expect(kept[0]?.author).toBe("Ada");
  });

  it("keeps a hundred at most, the newest", async () => {
    const id = await begin();
    const { workspaceId } = context;
    const many = Array.from({ length: 130 }, (_, index) => ({
      graphId: id,
      workspaceId,
      documentHash: `old ${index}`,
      createdAt: new Date(Date.UTC(2026, 0, 1) + index),
    }));
    await context.db.insert(graphCheckpoints).values(many);
    await saveDraft(context, { id, revision: 1, document: rename(asking(), "One") });
    const kept = await listCheckpoints(context, id);
    expect(kept).toHaveLength(100);
    expect(Date.parse(kept[0]?.createdAt ?? "")).toBeGreaterThan(Date.UTC(2026, 1, 1));
  });
});
