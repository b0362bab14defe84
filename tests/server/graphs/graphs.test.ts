import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MinnowError } from "@/core/errors";
import { emptyDocument } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { isRunnable, validateGraph } from "@/core/graph/validate";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "@/server/context";
import { listGraphs } from "@/server/graphs/list";
import { saveDraft } from "@/server/graphs/live";
import { findGraph, findGraphBySlug, loadDocument } from "@/server/graphs/read";
import { supportTriage } from "@/server/graphs/templates/supportTriage";
import { listVersions, publishGraph } from "@/server/graphs/versions";
import { createGraph, duplicateGraph, removeGraph } from "@/server/graphs/write";
import { modelKeys } from "@/server/models/registry";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";

let database: Awaited<ReturnType<typeof testDatabase>>;
let context: WorkspaceContext;
let stranger: WorkspaceContext;

beforeAll(async () => {
  database = await testDatabase();
  context = await testWorkspace(database.db);
  stranger = await testWorkspace(database.db);
});
afterAll(() => database.close());

const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MinnowError)) throw new Error("expected a refusal", { cause: error });
  return error;
};

describe("a new workspace", () => {
  it("has a sample graph that can run on the models it was given", async () => {
    expect(validateGraph(supportTriage(), { kinds, models: await modelKeys(context) })).toEqual([]);
    const [card] = await listGraphs(context);
    expect(card).toMatchObject({ slug: "support-triage", runs: 0, liveVersion: null, cost: null });
    expect(card?.outline.nodes.length).toBe(supportTriage().nodes.length);
  });
});

describe("a draft", () => {
  it("is saved when it was edited from the newest revision, and refused otherwise", async () => {
    const { id } = await createGraph(context, { name: "Drafts", document: emptyDocument() });
    const first = await saveDraft(context, { id, revision: 1, document: supportTriage() });
    expect(first).toEqual({ revision: 2 });
    const error = await refusal(saveDraft(context, { id, revision: 1, document: emptyDocument() }));
    expect([error.code, error.details]).toEqual(["revision_conflict", { revision: 2 }]);
    expect((await findGraph(context, id)).draft).toEqual(supportTriage());
  });

  it("loses no save when two tabs save at the same moment: one wins, the other is told", async () => {
    const { id } = await createGraph(context, { name: "Race", document: emptyDocument() });
    const saves = await Promise.allSettled([1, 2, 3, 4].map(() => saveDraft(context, { id, revision: 1, document: supportTriage() })));
    expect(saves.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await findGraph(context, id)).revision).toBe(2);
  });

  it("gets an address of its own even when names repeat at once", async () => {
    await Promise.all([1, 2, 3].map(() => createGraph(context, { name: "Über Graph!", document: emptyDocument() })));
    for (const slug of ["uber-graph", "uber-graph-2", "uber-graph-3"])
      expect((await findGraphBySlug(context, slug)).name).toBe("Über Graph!");
  });
});

describe("publishing", () => {
  const sound = () =>
    graphOf(
      [inputNode("q"), modelNode("ask", "{{q}}", "simulated/guppy-3b"), outputNode("a")],
      ["input.q -> ask.q", "ask.output -> output.a"],
    );

  it("makes numbered versions that later edits don't touch", async () => {
    const { id } = await createGraph(context, { name: "Versions", document: sound() });
    expect(await publishGraph(context, { id, revision: 1, message: "first" })).toEqual({ version: 1 });
    await saveDraft(context, {
      id,
      revision: 1,
      document: { ...sound(), notes: [], nodes: sound().nodes.map((node) => ({ ...node, name: `${node.name}!` })) },
    });
    expect(await publishGraph(context, { id, revision: 2, message: "second" })).toEqual({ version: 2 });
    expect((await listVersions(context, id)).map(({ number, message, live }) => [number, message, live])).toEqual([
      [2, "second", true],
      [1, "first", false],
    ]);
    expect((await loadDocument(context, id, 1)).document).toEqual(sound());
    expect((await loadDocument(context, id, 2)).document.nodes[0]?.name).toBe("input!");
  });

  it("refuses a graph that can't run, and says which node and why", async () => {
    const broken = graphOf(
      [inputNode("q"), modelNode("ask", "{{q}}", null), outputNode("a")],
      ["input.q -> ask.q", "ask.output -> output.a"],
    );
    const { id } = await createGraph(context, { name: "Broken", document: broken });
    const error = await refusal(publishGraph(context, { id, revision: 1, message: "" }));
    expect(error.code).toBe("graph_invalid");
    expect(error.params).toEqual({ count: 1, first: "“ask” has no model yet. Choose one." });
    expect((await findGraph(context, id)).liveVersion).toBeNull();
  });

  it("refuses when somebody saved in between", async () => {
    const { id } = await createGraph(context, { name: "Late", document: sound() });
    const [node] = sound().nodes;
    const document = edit(sound(), { type: "renameNode", id: node?.id ?? "", name: "Renamed" });
    await saveDraft(context, { id, revision: 1, document });
    expect((await refusal(publishGraph(context, { id, revision: 1, message: "" }))).code).toBe("revision_conflict");
  });

  it("numbers versions without gaps when two people publish at once", async () => {
    const { id } = await createGraph(context, { name: "Together", document: sound() });
    const published = await Promise.all([1, 2, 3].map(() => publishGraph(context, { id, revision: 1, message: "" })));
    expect(published.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
  });
});

describe("another workspace", () => {
  it("can neither see nor change a graph by its id", async () => {
    const { id } = await createGraph(context, { name: "Mine", document: supportTriage() });
    expect(isRunnable(validateGraph(supportTriage(), { kinds }))).toBe(true);
    const attempts = [
      () => findGraph(stranger, id),
      () => loadDocument(stranger, id, "draft"),
      () => listVersions(stranger, id),
      () => saveDraft(stranger, { id, revision: 1, document: emptyDocument() }),
      () => publishGraph(stranger, { id, revision: 1, message: "" }),
      () => duplicateGraph(stranger, id),
      () => removeGraph(stranger, id),
    ];
    for (const attempt of attempts) expect((await refusal(attempt())).code).toBe("not_found");
    expect((await findGraph(context, id)).revision).toBe(1);
  });
});
