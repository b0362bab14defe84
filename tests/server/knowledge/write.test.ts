import { count, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { knowledgeChunks } from "@/db/schema/knowledge";
import { listBases, listDocuments } from "@/server/knowledge/list";
import { addDocument, createBase, removeBase, removeDocument, renameBase } from "@/server/knowledge/write";
import { testDatabase } from "../../helpers/database";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
const bytes = (text: string) => new TextEncoder().encode(text);
const letter = { name: "letter.txt", bytes: bytes("Dear Ann,\n\nthe parcel is late.") };

const chunksOf = async (documentId: string) => {
  const [row] = await database.db.select({ n: count() }).from(knowledgeChunks).where(eq(knowledgeChunks.documentId, documentId));
  return row?.n;
};

describe("a knowledge base", () => {
  it("has an address of its own, also when names are the same or have no letters", async () => {
    const context = await testWorkspace(database.db);
    for (const name of ["Help desk", "Help Desk", "知识"]) await createBase(context, { name, description: "" });
    expect((await listBases(context)).map(({ slug }) => slug)).toEqual(["help-desk", "help-desk-2", "base"]);
  });

  it("is renamed and keeps its address", async () => {
    const context = await testWorkspace(database.db);
    const { id } = await createBase(context, { name: "Old", description: "" });
    await renameBase(context, { id, name: "New", description: "better" });
    expect(await listBases(context)).toMatchObject([{ id, slug: "old", name: "New", description: "better" }]);
  });

  it("counts what is in it", async () => {
    const context = await testWorkspace(database.db);
    const { id } = await createBase(context, { name: "Mail", description: "" });
    await addDocument(context, id, letter);
    await addDocument(context, id, { name: "b.md", bytes: bytes("# One\nx\n# Two\ny") });
    const size = letter.bytes.byteLength + 15;
    expect(await listBases(context)).toMatchObject([{ documents: 2, chunks: 3, size }]);
    expect(await listDocuments(context, id)).toMatchObject([
      { name: "b.md", mediaType: "text/markdown", chunks: 2, status: "ready" },
      { name: "letter.txt", mediaType: "text/plain", chunks: 1, size: letter.bytes.byteLength },
    ]);
  });

  it("takes its documents with it when it goes", async () => {
    const context = await testWorkspace(database.db);
    const { id } = await createBase(context, { name: "Gone", description: "" });
    const { id: documentId } = await addDocument(context, id, letter);
    await removeBase(context, id);
    expect(await listBases(context)).toEqual([]);
    expect(await chunksOf(documentId)).toBe(0);
  });
});

describe("a document", () => {
  it("is added once, whatever its name, also by several at the same time", async () => {
    const context = await testWorkspace(database.db);
    const { id } = await createBase(context, { name: "Mail", description: "" });
    const outcomes = await Promise.all([1, 2, 3, 4].map((copy) => addDocument(context, id, { ...letter, name: `copy ${copy}.txt` })));
    expect(outcomes.filter(({ added }) => added)).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => outcome.id)).size).toBe(1);
    expect(await listDocuments(context, id)).toHaveLength(1);
    expect(await chunksOf(outcomes[0]?.id ?? "")).toBe(1);
  });

  it("may stand in two bases", async () => {
    const context = await testWorkspace(database.db);
    for (const name of ["One", "Two"]) {
      const { id } = await createBase(context, { name, description: "" });
      expect(await addDocument(context, id, letter)).toMatchObject({ added: true, chunks: 1 });
    }
  });

  it("leaves nothing behind when it can't be read", async () => {
    const context = await testWorkspace(database.db);
    const { id } = await createBase(context, { name: "Mail", description: "" });
    await expect(addDocument(context, id, { name: "a.txt", bytes: bytes("") })).rejects.toMatchObject({ code: "file_empty" });
    expect(await listDocuments(context, id)).toEqual([]);
  });

  it("takes its passages with it when it goes", async () => {
    const context = await testWorkspace(database.db);
    const { id } = await createBase(context, { name: "Mail", description: "" });
    const { id: documentId } = await addDocument(context, id, letter);
    await removeDocument(context, documentId);
    expect(await chunksOf(documentId)).toBe(0);
    await expect(removeDocument(context, documentId)).rejects.toMatchObject({ code: "not_found" });
  });

  it("stays closed to other workspaces", async () => {
    const [owner, stranger] = [await testWorkspace(database.db), await testWorkspace(database.db)];
    const { id } = await createBase(owner, { name: "Mail", description: "" });
    const { id: documentId } = await addDocument(owner, id, letter);
    const missing = { code: "not_found" };
    await expect(addDocument(stranger, id, letter)).rejects.toMatchObject(missing);
    await expect(listDocuments(stranger, id)).rejects.toMatchObject(missing);
    await expect(removeDocument(stranger, documentId)).rejects.toMatchObject(missing);
    await expect(removeBase(stranger, id)).rejects.toMatchObject(missing);
    await expect(renameBase(stranger, { id, name: "Mine", description: "" })).rejects.toMatchObject(missing);
    expect(await listDocuments(owner, id)).toHaveLength(1);
  });
});
