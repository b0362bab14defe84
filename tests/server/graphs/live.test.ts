import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { MinnowError } from "@/core/errors";
import { emptyDocument, type GraphDocument } from "@/core/graph/document";
import { edit, type GraphCommand } from "@/core/graph/edits";
import { decodeBytes, encodeBytes } from "@/core/live/bytes";
import { openShared, writeShared } from "@/core/live/document";
import type { LiveMessage } from "@/core/live/messages";
import { graphStates, graphs } from "@/db/schema/graphs";
import type { WorkspaceContext } from "@/server/context";
import { openGraphNewsFeed } from "@/server/graphs/feed";
import { followGraph, openLive, pushEdits, saveDraft, tellPresence } from "@/server/graphs/live";
import { findGraph, parseDocument } from "@/server/graphs/read";
import { createGraph } from "@/server/graphs/write";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, outputNode, templateNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";

let database: Awaited<ReturnType<typeof testDatabase>>;
let context: WorkspaceContext;
let graphNews: Awaited<ReturnType<typeof openGraphNewsFeed>>;

beforeAll(async () => {
  database = await testDatabase();
  context = await testWorkspace(database.db);
  graphNews = await openGraphNewsFeed(database);
});
afterAll(async () => {
  await graphNews.close();
  await database.close();
});

const greeting = () =>
  graphOf(
    [inputNode("name"), templateNode("greet", "Hello {{name}}"), outputNode("answer")],
    ["input.name -> greet.name", "greet.text -> output.answer"],
  );
const begin = async (document: GraphDocument = greeting()) => (await createGraph(context, { name: "Live", document })).id;
const draftOf = async (id: string) => parseDocument((await findGraph(context, id)).draft);
const renamed = (id: string, name: string): GraphCommand => ({ type: "renameNode", id, name });

/** An editor of somebody, as far as the server sees it. */
async function editorOf(graphId: string) {
  const { state } = await openLive(context, graphId);
  const doc = new Y.Doc();
  const take = (update: string) => Y.applyUpdateV2(doc, decodeBytes(update) ?? new Uint8Array());
  take(state);
  const shared = openShared(doc);
  return {
    take,
    document: shared.document,
    vector: () => encodeBytes(Y.encodeStateVector(doc)),
    /** Does something, and gives it as what is to be sent. */
    does(command: GraphCommand): string {
      const before = Y.encodeStateVector(doc);
      writeShared(doc, shared.document(), edit(shared.document(), command));
      return encodeBytes(Y.encodeStateAsUpdateV2(doc, before));
    },
  };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof MinnowError ? error.code : error),
  );

describe("edits of several people", () => {
  it("merge into the draft that runs and versions are made from", async () => {
    const id = await begin();
    const [ann, bob] = [await editorOf(id), await editorOf(id)];
    const [hers, his] = [ann.does(renamed("greet", "Anns")), bob.does({ type: "moveNodes", positions: { greet: { x: 9, y: 9 } } })];
    await Promise.all([pushEdits(context, { id, update: hers }), pushEdits(context, { id, update: his })]);
    const { revision } = await findGraph(context, id);
    expect(revision).toBe(3);
    expect((await draftOf(id)).nodes[1]).toMatchObject({ name: "Anns", position: { x: 9, y: 9 } });
  });

  it("change nothing when they come a second time", async () => {
    const id = await begin();
    const update = (await editorOf(id)).does(renamed("greet", "Once"));
    expect(await pushEdits(context, { id, update })).toEqual({ revision: 2 });
    expect(await pushEdits(context, { id, update })).toEqual({ revision: 2 });
  });

  it("merge with a draft that was saved as a whole meanwhile", async () => {
    const id = await begin();
    const ann = await editorOf(id);
    const update = ann.does(renamed("greet", "Anns"));
    const document = edit(greeting(), { type: "moveNodes", positions: { output: { x: 3, y: 3 } } });
    await saveDraft(context, { id, revision: 1, document });
    await pushEdits(context, { id, update });
    expect((await draftOf(id)).nodes.slice(1)).toMatchObject([{ name: "Anns" }, { name: "output", position: { x: 3, y: 3 } }]);
  });

  it("build on the draft itself where the stored state is of another revision", async () => {
    const id = await begin();
    const ann = await editorOf(id);
    await context.db.update(graphs).set({ draft: emptyDocument(), revision: 7 }).where(eq(graphs.id, id));
    await pushEdits(context, {
      id,
      update: ann.does({ type: "addNode", node: { id: "new", kind: "input", name: "New", position: { x: 0, y: 0 }, config: {} } }),
    });
    expect((await draftOf(id)).nodes.map((node) => node.id)).toEqual(["new"]);
    const [stored] = await context.db.select().from(graphStates).where(eq(graphStates.graphId, id));
    expect(stored?.revision).toBe(8);
  });

  it("are refused when they are none, or make no graph, and the draft stays as it is", async () => {
    const id = await begin();
    expect(await refusal(pushEdits(context, { id, update: "%" }))).toBe("edits_unreadable");
    expect(await refusal(pushEdits(context, { id, update: encodeBytes(new Uint8Array([1, 2, 3])) }))).toBe("edits_unreadable");
    const doc = new Y.Doc();
    const many = Array.from({ length: 1_001 }, (_, index) => ({
      id: `n${index}`,
      text: "",
      position: { x: 0, y: 0 },
      size: { width: 1, height: 1 },
    }));
    writeShared(doc, emptyDocument(), { ...emptyDocument(), notes: many });
    expect(await refusal(pushEdits(context, { id, update: encodeBytes(Y.encodeStateAsUpdateV2(doc)) }))).toBe("edits_unreadable");
    expect(await draftOf(id)).toEqual(greeting());
    expect((await openLive(context, id)).row.revision).toBe(1);
  });

  it("belong to a workspace", async () => {
    const id = await begin();
    const stranger = await testWorkspace(database.db);
    const update = (await editorOf(id)).does(renamed("greet", "Mine now"));
    expect(await refusal(pushEdits(stranger, { id, update }))).toBe("not_found");
    expect(await refusal(openLive(stranger, id))).toBe("not_found");
  });
});

describe("an open editor", () => {
  /** Listens until it has heard what the test waits for. */
  async function hear(
    id: string,
    client: string,
    vector: string,
    until: (heard: LiveMessage[]) => boolean,
    meanwhile: () => Promise<unknown>,
  ) {
    const ends = new AbortController();
    const heard: LiveMessage[] = [];
    let begun = false;
    for await (const message of followGraph({ graphNews }, context, { id, client, vector }, ends.signal)) {
      heard.push(message);
      if (!begun) await meanwhile();
      begun = true;
      if (until(heard)) ends.abort();
    }
    return heard;
  }

  it("first gets what it missed, then what others do", async () => {
    const id = await begin();
    const [ann, bob] = [await editorOf(id), await editorOf(id)];
    const before = bob.vector();
    await pushEdits(context, { id, update: ann.does(renamed("greet", "One")) });
    await hear(
      id,
      "bob",
      before,
      (heard) => {
        const last = heard.at(-1);
        if (last?.type === "edits") bob.take(last.update);
        return last?.type === "edits" && last.revision === 3;
      },
      () => pushEdits(context, { id, update: ann.does(renamed("output", "Two")) }),
    );
    expect(bob.document()).toEqual(ann.document());
  });

  it("knows who is there, comes and leaves, but not of itself", async () => {
    const id = await begin();
    const heard = await hear(
      id,
      "ann",
      "",
      (messages) => messages.some(({ type }) => type === "left"),
      async () => {
        await tellPresence(context, id, { client: "ann", cursor: null, selection: [] });
        const bob = new AbortController();
        for await (const _ of followGraph({ graphNews }, context, { id, client: "bob", vector: "" }, bob.signal)) {
          await tellPresence(context, id, { client: "bob", cursor: { x: 1, y: 2 }, selection: ["greet"] });
          bob.abort();
        }
      },
    );
    expect(heard.slice(1)).toEqual([
      { type: "hello", client: "bob" },
      {
        type: "presence",
        presence: { client: "bob", name: "Ada", cursor: { x: 1, y: 2 }, selection: ["greet"] },
        person: `user ${context.actor.id}`,
        own: true,
      },
      { type: "left", client: "bob" },
    ]);
  });
});
