import { beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { MinnowError } from "@/core/errors";
import { emptyDocument, type GraphDocument } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { Task } from "@/core/graph/task";
import { decodeBytes, encodeBytes } from "@/core/live/bytes";
import { openShared, writeShared } from "@/core/live/document";
import type { WorkspaceContext } from "@/server/context";
import { openLive, pushEdits } from "@/server/graphs/live";
import { findGraph, parseDocument } from "@/server/graphs/read";
import { createGraph } from "@/server/graphs/write";
import { promptTargets, saveCase, sendToNode } from "@/server/playground/send";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";

const { db } = await testDatabase();
let context: WorkspaceContext;
beforeAll(async () => {
  context = await testWorkspace(db);
});

const small = "simulated/guppy-1b";
const task = Task.parse({
  messages: [
    { role: "system", content: "Be short." },
    { role: "user", content: "Why is {{what}} salty?" },
  ],
  output: { type: "text" },
  sampling: { temperature: 0 },
});
const sea = (): GraphDocument => {
  const document = graphOf(
    [inputNode("what"), modelNode("ask", "What of {{what}}?"), templateNode("frame", "{{text}}"), outputNode("answer")],
    ["input.what -> ask.what", "ask.output -> frame.text", "frame.text -> output.answer"],
  );
  const fallback = { type: "single", model: "test/model", fallback: ["simulated/orca-400b"], reuse: true };
  return {
    ...document,
    nodes: document.nodes.map((node) => (node.id === "ask" ? { ...node, config: { ...node.config, assignment: fallback } } : node)),
  };
};
const begin = async (document = sea()) => (await createGraph(context, { name: "Sea", document })).id;
const draftOf = async (id: string) => parseDocument((await findGraph(context, id)).draft);
const refusal = (work: Promise<unknown>) => work.then(() => null).catch((error) => (error instanceof MinnowError ? error.code : error));
const send = (graphId: string, nodeId: string | null, model = small) =>
  sendToNode(context, { graphId, nodeId, name: "Model", task, model });

/** An editor that has a graph open, and has renamed a node without anybody knowing yet. */
async function renaming(graphId: string, id: string, name: string): Promise<string> {
  const doc = new Y.Doc();
  Y.applyUpdateV2(doc, decodeBytes((await openLive(context, graphId)).state) ?? new Uint8Array());
  const shared = openShared(doc);
  const before = Y.encodeStateVector(doc);
  writeShared(doc, shared.document(), edit(shared.document(), { type: "renameNode", id, name }));
  return encodeBytes(Y.encodeStateAsUpdateV2(doc, before));
}

describe("the graphs a prompt may go to", () => {
  it("tell what they take, what they give and their model nodes", async () => {
    const [here, empty] = [await begin(), await begin(emptyDocument())];
    const targets = await promptTargets(context);
    expect(targets.find(({ graphId }) => graphId === here)).toMatchObject({
      fields: [{ name: "what", type: "text", required: true }],
      outputs: ["answer"],
      nodes: [{ id: "ask", name: "ask" }],
    });
    expect(targets.find(({ graphId }) => graphId === empty)).toMatchObject({ fields: null, outputs: [], nodes: [] });
  });
});

describe("a prompt that is sent to a node", () => {
  it("becomes its task, served by the model; edges, and who stands in for the model, stay", async () => {
    const id = await begin();
    const before = await draftOf(id);
    expect(await send(id, "ask")).toEqual({ nodeId: "ask" });
    const after = await draftOf(id);
    expect(after.nodes.find((node) => node.id === "ask")?.config).toEqual({
      task,
      assignment: { type: "single", model: small, fallback: ["simulated/orca-400b"], reuse: true },
    });
    expect(after.edges).toEqual(before.edges);
    expect(after.nodes.filter((node) => node.id !== "ask")).toEqual(before.nodes.filter((node) => node.id !== "ask"));
  });

  it("merges with what others do meanwhile", async () => {
    const id = await begin();
    const update = await renaming(id, "ask", "Asks");
    await send(id, "ask");
    await pushEdits(context, { id, update });
    const node = (await draftOf(id)).nodes.find((one) => one.id === "ask");
    expect(node).toMatchObject({ name: "Asks", config: { task } });
  });

  it("becomes a new node beside the others, with a name of its own", async () => {
    const id = await begin();
    const { nodeId } = await send(id, null);
    const { nodeId: second } = await send(id, null);
    const { nodes } = await draftOf(id);
    const [made, other] = [nodeId, second].map((one) => nodes.find((node) => node.id === one));
    expect(made).toMatchObject({ kind: "model", name: "Model", config: { task, assignment: { type: "single", model: small } } });
    expect(made).not.toHaveProperty("settings");
    expect(other?.name).toBe("Model 2");
    expect(made?.position.x).toBeGreaterThan(nodes.find((node) => node.id === "output")?.position.x ?? 0);
    expect(other?.position.x).toBeGreaterThan(made?.position.x ?? 0);
  });

  it("is refused for other kinds, missing nodes and missing models, and nothing changes", async () => {
    const id = await begin();
    const before = await findGraph(context, id);
    expect(await refusal(send(id, "frame"))).toBe("asks_no_model");
    expect(await refusal(send(id, "gone"))).toBe("not_found");
    expect(await refusal(send(id, "ask", "none/such"))).toBe("model_missing");
    expect(await refusal(send("no-graph", null))).toBe("not_found");
    expect(await findGraph(context, id)).toEqual(before);
  });
});

describe("a prompt that is saved as a test case", () => {
  const save = (graphId: string, what: string, expected?: { answer: string }) =>
    saveCase(context, { graphId, name: "Salt", input: { what }, expected });

  it("is an example of the graph with what is expected", async () => {
    const id = await begin();
    const { caseId } = await save(id, "the sea", { answer: "Rivers" });
    expect((await draftOf(id)).examples).toEqual([
      { id: caseId, name: "Salt", input: { what: "the sea" }, expected: { answer: "Rivers" } },
    ]);
  });

  it("takes the place of an example with the same input, whose name stays", async () => {
    const example = { id: "first", name: "The sea", input: { what: "the sea" } };
    const id = await begin({ ...sea(), examples: [example] });
    expect(await save(id, "the sea", { answer: "Rivers" })).toEqual({ caseId: "first" });
    expect((await draftOf(id)).examples).toEqual([{ ...example, expected: { answer: "Rivers" } }]);
    await save(id, "the lake");
    expect((await draftOf(id)).examples?.[1]).not.toHaveProperty("expected");
  });

  it("is refused where the graph takes other inputs", async () => {
    const id = await begin();
    expect(await refusal(saveCase(context, { graphId: id, name: "Salt", input: { who: "Ann" } }))).toBe("input_invalid");
    expect(await refusal(save(await begin(emptyDocument()), "x"))).toBe("not_found");
  });
});
