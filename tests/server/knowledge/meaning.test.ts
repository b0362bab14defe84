import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knowledgeBases } from "@/db/schema/knowledge";
import { models } from "@/db/schema/models";
import type { WorkspaceContext } from "@/server/context";
import { embedDueBases } from "@/server/knowledge/embed";
import { listBases } from "@/server/knowledge/list";
import { searchBase } from "@/server/knowledge/search";
import { addDocument, chooseEmbeddings, createBase } from "@/server/knowledge/write";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../helpers/database";
import { type ModelServer, startModelServer } from "../../helpers/modelServer";
import { testWorkspace } from "../../helpers/workspace";
import { serveModel } from "../models/gateway";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const gateway = openModelGateway({ database });
const never = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

/** What words mean, as far as this little model knows. */
const concepts = [
  ["refund", "reimbursed", "money"],
  ["warranty", "broken", "repaired"],
  ["delivery", "shipping", "arrive", "parcel"],
];
const vectorOf = (text: string) => [
  ...concepts.map((words) => 0.1 + words.filter((word) => text.toLowerCase().includes(word)).length),
  0.2,
];

let context: WorkspaceContext;
let server: ModelServer;
let model: string;

beforeAll(async () => {
  context = await testWorkspace(database.db);
  server = await startModelServer({ vectorOf });
  ({ model } = await serveModel(context, { baseUrl: server.url, model: { capabilities: { embeddings: true } } }));
});
afterAll(async () => {
  await gateway.close();
  await server.close();
});

const embed = () => embedDueBases(database.db, gateway, never);
const baseOf = async (id: string) => (await listBases(context)).find((base) => base.id === id);
const search = (baseId: string, query: string, limit = 1) => searchBase(context, { baseId, query, limit }, gateway);
const texts = async (baseId: string, query: string, limit = 1) => (await search(baseId, query, limit)).passages.map(({ text }) => text);

const faq = ["You can send things back for a refund.", "A broken blender is repaired for free.", "Shipping takes two days."];
async function shop() {
  const { id } = await createBase(context, { name: "Shop", description: "" });
  for (const [index, text] of faq.entries()) await addDocument(context, id, { name: `${index}.txt`, bytes: bytes(text) });
  return id;
}

describe("a base of a workspace with an embedding model", () => {
  it("is searched by meaning once the model has read it", async () => {
    const id = await shop();
    expect(await baseOf(id)).toMatchObject({ embeddingModel: model, unembedded: 3, embeddingError: null });
    expect(await texts(id, "When will my parcel be here?")).toEqual([]);
    await embed();
    expect(await baseOf(id)).toMatchObject({ unembedded: 0 });
    expect(await texts(id, "When will my parcel be here?")).toEqual([faq[2]]);
    expect(await texts(id, "I want to be reimbursed")).toEqual([faq[0]]);
    expect((await search(id, "When will my parcel be here?")).wordsOnly).toBeNull();
  });

  it("leaves out what a minus sign says, and asks no model about nothing", async () => {
    const id = await shop();
    await embed();
    expect(await texts(id, "refund -things", 3)).toEqual([]);
    const before = server.embedded.length;
    expect(await search(id, " ")).toEqual({ passages: [], wordsOnly: null });
    expect(server.embedded).toHaveLength(before);
  });

  it("has files that come later read, too, and none twice", async () => {
    const id = await shop();
    await embed();
    const before = server.embedded.length;
    await addDocument(context, id, { name: "more.txt", bytes: bytes("Gift cards are worth money for ever.") });
    expect(await baseOf(id)).toMatchObject({ unembedded: 1 });
    await embed();
    expect(server.embedded.slice(before)).toEqual(["Gift cards are worth money for ever."]);
    expect(await texts(id, "reimbursed", 2)).toContain("Gift cards are worth money for ever.");
  });

  it("can be searched by words alone", async () => {
    const id = await shop();
    await embed();
    await chooseEmbeddings(context, { id, model: null });
    expect(await baseOf(id)).toMatchObject({ embeddingModel: null, unembedded: 0 });
    expect(await texts(id, "When will my parcel be here?")).toEqual([]);
  });

  it("goes over to another model, whose vectors have another length, without mixing them", async () => {
    const id = await shop();
    await embed();
    const other = await startModelServer({ vectorOf: (text) => [...vectorOf(text), -1, -1] });
    const { model: second } = await serveModel(context, { baseUrl: other.url, model: { capabilities: { embeddings: true } } });
    await chooseEmbeddings(context, { id, model: second });
    expect(await baseOf(id)).toMatchObject({ embeddingModel: second, unembedded: 3 });
    expect(await texts(id, "When will my parcel be here?")).toEqual([]);
    await embed();
    expect(await texts(id, "When will my parcel be here?")).toEqual([faq[2]]);
    await database.db.delete(models).where(eq(models.key, second));
    await other.close();
  });
});

describe("an embedding model that does not answer", () => {
  it("leaves a base to its words, says why, and is asked again later", async () => {
    const broken = await startModelServer();
    const { model: key } = await serveModel(context, { baseUrl: broken.url, model: { capabilities: { embeddings: true } } });
    const id = await shop();
    await chooseEmbeddings(context, { id, model: key });
    await embed();
    const refusal = { code: "provider_model_unknown", params: { connection: "Test server", model: "test-model" } };
    expect(await baseOf(id)).toMatchObject({ unembedded: 3, embeddingError: refusal });
    const found = await search(id, "refund");
    expect(found).toMatchObject({ passages: [{ text: faq[0] }], wordsOnly: refusal });
    const [base] = await database.db
      .select({ rests: sql<boolean>`embedding_due > now()` })
      .from(knowledgeBases)
      .where(eq(knowledgeBases.id, id));
    expect(base?.rests).toBe(true);

    await chooseEmbeddings(context, { id, model });
    await embed();
    expect(await baseOf(id)).toMatchObject({ unembedded: 0, embeddingError: null });
    await broken.close();
  });

  it("can't be one that makes no embeddings", async () => {
    const { model: chat } = await serveModel(context, { baseUrl: server.url });
    const id = await shop();
    await expect(chooseEmbeddings(context, { id, model: chat })).rejects.toMatchObject({ code: "not_embeddings" });
    await expect(gateway.embed(context.workspaceId, chat, ["a"], never)).rejects.toMatchObject({ code: "not_embeddings" });
  });
});

it("among many vectors the nearest are found", async () => {
  const DIMENSIONS = 64;
  // Pseudo-random, the same at every run: mulberry32.
  const vectorOfText = (text: string) => {
    let seed = [...text].reduce((sum, character) => (Math.imul(sum, 31) + character.charCodeAt(0)) | 0, 7);
    return Array.from({ length: DIMENSIONS }, () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32 - 0.5;
    });
  };
  const wide = await startModelServer({ vectorOf: vectorOfText });
  const { model: key } = await serveModel(context, { baseUrl: wide.url, model: { capabilities: { embeddings: true } } });
  const { id } = await createBase(context, { name: "Many", description: "" });
  await chooseEmbeddings(context, { id, model: key });
  const paragraphs = Array.from({ length: 3_000 }, (_, index) => `## ${index}\nPassage ${index}.`);
  await addDocument(context, id, { name: "many.md", bytes: bytes(paragraphs.join("\n\n")) });
  await embed();
  const asked = vectorOfText("zzz");
  const nearness = (text: string) => {
    const vector = vectorOfText(text);
    return vector.reduce((sum, value, index) => sum + value * (asked[index] ?? 0), 0) / Math.hypot(...vector);
  };
  const best = wide.embedded.toSorted((one, other) => nearness(other) - nearness(one)).slice(0, 10);
  const found = (await search(id, "zzz", 10)).passages.map(({ heading, text }) => `${heading}\n${text}`);
  expect(found.filter((text) => best.includes(text)).length).toBeGreaterThanOrEqual(9);
  expect(found[0]).toBe(best[0]);
  await wide.close();
});
