import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MinnowError } from "@/core/errors";
import { graphStates, graphs } from "@/db/schema/graphs";
import type { WorkspaceContext } from "@/server/context";
import { listGraphs } from "@/server/graphs/list";
import { openLive, restoreDraft, saveDraft } from "@/server/graphs/live";
import { findGraph, parseDocument } from "@/server/graphs/read";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, outputNode, templateNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";

let database: Awaited<ReturnType<typeof testDatabase>>;
let context: WorkspaceContext;

beforeAll(async () => {
  database = await testDatabase();
  context = await testWorkspace(database.db);
});
afterAll(() => database.close());

const greeting = (text: string) =>
  graphOf(
    [inputNode("name"), templateNode("greet", text), outputNode("answer")],
    ["input.name -> greet.name", "greet.text -> output.answer"],
  );
/** A graph with a published version that says hello and a draft that says bye. */
async function begin(): Promise<string> {
  const { id } = await createGraph(context, { name: "Damaged", document: greeting("Hello {{name}}") });
  await publishGraph(context, { id, revision: 1, message: "" });
  await saveDraft(context, { id, revision: 1, document: greeting("Bye {{name}}") });
  return id;
}
const damage = (id: string, draft: unknown) =>
  database.db
    .update(graphs)
    // As a mishap would: the revision goes on, so that nothing kept decoded hides it.
    .set({ draft, revision: 9 })
    .where(eq(graphs.id, id));
const draftOf = async (id: string) => parseDocument((await findGraph(context, id)).draft);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof MinnowError ? error.code : error),
  );

describe("a draft that can't be read", () => {
  it("is refused in words, and its card is still there", async () => {
    const id = await begin();
    await damage(id, { format: "minnow.graph/1", nodes: "none" });
    expect(await refusal(openLive(context, id))).toBe("document_unreadable");
    await damage(id, { format: "minnow.graph/7", nodes: [] });
    expect(await refusal(openLive(context, id))).toBe("document_newer");
    expect((await listGraphs(context)).find((graph) => graph.id === id)?.outline.nodes).toEqual([]);
  });

  it("becomes what a version holds, and can be opened and edited again", async () => {
    const id = await begin();
    await damage(id, "rubbish");
    expect(await restoreDraft(context, { id, at: { version: 1 } })).toEqual({ revision: 10 });
    expect(await draftOf(id)).toEqual(greeting("Hello {{name}}"));
    expect((await openLive(context, id)).row.revision).toBe(10);
    await saveDraft(context, { id, revision: 10, document: greeting("Good day {{name}}") });
    expect(await draftOf(id)).toEqual(greeting("Good day {{name}}"));
  });

  it("is not touched when the moment wanted isn't there", async () => {
    const id = await begin();
    await damage(id, "rubbish");
    expect(await refusal(restoreDraft(context, { id, at: { version: 5 } }))).toBe("not_found");
    expect((await findGraph(context, id)).draft).toBe("rubbish");
  });
});

describe("a draft that can be read", () => {
  it("is restored as an edit like any other", async () => {
    const id = await begin();
    expect(await restoreDraft(context, { id, at: { version: 1 } })).toEqual({ revision: 3 });
    expect(await draftOf(id)).toEqual(greeting("Hello {{name}}"));
  });

  it("is opened from what is stored of it when the state that edits merge in is damaged", async () => {
    const silent = vi.spyOn(console, "error").mockImplementation(() => {});
    const id = await begin();
    await openLive(context, id);
    await database.db
      .update(graphStates)
      .set({ state: new Uint8Array([1, 2, 3, 255, 255, 255]) })
      .where(eq(graphStates.graphId, id));
    await damage(id, greeting("Bye {{name}}"));
    expect((await openLive(context, id)).row.revision).toBe(9);
    expect(silent).toHaveBeenCalledOnce();
    silent.mockRestore();
    await saveDraft(context, { id, revision: 9, document: greeting("Good day {{name}}") });
    expect(await draftOf(id)).toEqual(greeting("Good day {{name}}"));
  });
});
