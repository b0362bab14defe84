import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { openKnowledgeSearch, searchBase, searchQuery, thresholdQuery } from "@/server/knowledge/search";
import { addDocument, createBase } from "@/server/knowledge/write";
import { testDatabase } from "../../helpers/database";
import { pdfOf } from "../../helpers/pdf";
import { noEmbedder } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";

const database = await testDatabase();
const context = await testWorkspace(database.db);
const { id: baseId } = await createBase(context, { name: "Shop", description: "" });
const never = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

const faq = `# Shop

## Returns

You have 30 days to send an item back. Refunds are paid to the card you used.

## Warranty

The warranty on kitchen appliances lasts two years. A blender with a broken motor is repaired free of charge.

## Delivery

Deliveries arrive within two working days. Remote islands take longer.`;
const chinese =
  "# 商店\n\n## 退货\n\n您可以在三十天内申请退款，款项会退回原支付方式。\n\n## 发货\n\n订单会在两个工作日内发货，偏远地区需要更长时间。";

beforeAll(async () => {
  await addDocument(context, baseId, { name: "faq.md", bytes: bytes(faq) });
  await addDocument(context, baseId, { name: "常见问题.md", bytes: bytes(chinese) });
  await addDocument(context, baseId, { name: "terms.pdf", bytes: pdfOf(["Liability is limited.", "Gift cards never expire."]) });
});

const search = async (query: string, limit = 5) => (await searchBase(context, { baseId, query, limit }, noEmbedder)).passages;
const headings = async (query: string) => (await search(query)).map(({ heading }) => heading);

describe("a search", () => {
  it("finds what holds the words, with where it is from", async () => {
    expect(await search("gifts")).toEqual([
      {
        text: "Gift cards never expire.",
        document: "terms.pdf",
        heading: "",
        page: 2,
        score: expect.closeTo(2 / 3, 5),
        citation: "terms.pdf, p. 2",
      },
    ]);
  });

  it("finds an answer to a whole question, although no passage has all its words", async () => {
    expect((await headings("How long is the warranty if the motor of my blender fails?"))[0]).toBe("Shop › Warranty");
    expect((await headings("how do I get my refund"))[0]).toBe("Shop › Returns");
  });

  it("finds other forms of a word", async () => expect((await headings("delivery"))[0]).toBe("Shop › Delivery"));

  it.each([
    ["warantee", "Shop › Warranty"],
    ["apliances", "Shop › Warranty"],
    ["is a refnd possible", "Shop › Returns"],
  ])("finds what was meant by “%s”", async (query, heading) => expect((await headings(query))[0]).toBe(heading));

  it.each([
    ["退款", "商店 › 退货"],
    ["怎么申请退款？", "商店 › 退货"],
    ["偏远地区多久发货", "商店 › 发货"],
    ["款", "商店 › 退货"],
  ])("finds Chinese: %s", async (query, heading) => expect((await headings(query))[0]).toBe(heading));

  it("understands quotes and minus signs", async () => {
    expect(await headings('"two working days"')).toContain("Shop › Delivery");
    expect((await headings('"two working days"'))[0]).toBe("Shop › Delivery");
    expect(await headings("two -deliveries")).toEqual(["Shop › Warranty"]);
  });

  it.each(["", "the", "'", "\\", "a'b\\c & | ! <-> :*", "((", "\u0000", "\ud800", "% _", "x".repeat(50_000)])(
    "takes %j for what it is",
    async (query) => {
      await expect(search(query)).resolves.toBeInstanceOf(Array);
    },
  );

  it("gives no more than was asked for, best first", async () => {
    const all = await search("two days refund warranty");
    expect(all.map(({ score }) => score)).toEqual(all.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(await search("two days refund warranty", 1)).toEqual(all.slice(0, 1));
  });

  it("looks into no other base and no other workspace", async () => {
    const { id: other } = await createBase(context, { name: "Other", description: "" });
    await addDocument(context, other, { name: "other.txt", bytes: bytes("Gift cards of another base.") });
    expect(await search("another base")).toEqual([]);
    const stranger = await testWorkspace(database.db);
    await expect(searchBase(stranger, { baseId, query: "gift", limit: 5 }, noEmbedder)).rejects.toMatchObject({ code: "not_found" });
    const work = openKnowledgeSearch(database.db, noEmbedder).search(stranger.workspaceId, { baseId, query: "gift", limit: 5 }, never);
    await expect(work).rejects.toMatchObject({ code: "base_missing" });
  });
});

describe("a search among thousands of passages", () => {
  it("goes by the indexes", async () => {
    const { id } = await createBase(context, { name: "Large", description: "" });
    const syllables = ["ka", "lo", "mi", "ru", "te", "so", "na", "vi", "du", "pe", "zo", "ga"];
    const word = (number: number) => [12 ** 3, 144, 12, 1].map((unit) => syllables[Math.floor(number / unit) % 12]).join("");
    const paragraphs = Array.from(
      { length: 6_000 },
      (_, index) => `## ${index}\n${Array.from({ length: 12 }, (_, place) => word(index * 31 + place * 977)).join(" ")}.`,
    );
    const { chunks } = await addDocument(context, id, { name: "large.md", bytes: bytes(paragraphs.join("\n\n")) });
    expect(chunks).toBe(6_000);
    await database.db.execute(sql`vacuum analyze knowledge_chunks`);
    const asked = { baseId: id, query: `${word(31)} ${word(62 + 977)} kalomiruu`, limit: 8 };
    const plan = await database.db.transaction(async (transaction) => {
      await transaction.execute(thresholdQuery());
      return transaction.execute(sql`explain (analyze, costs off, timing off) ${searchQuery(context, asked, null)}`);
    });
    const text = plan.map((row) => Object.values(row)[0]).join("\n");
    expect(text).toContain("knowledge_chunks_search_index");
    expect(text).toContain("knowledge_chunks_text_index");
    expect(text).not.toContain("Seq Scan on knowledge_chunks");
    const { passages } = await searchBase(context, asked, noEmbedder);
    expect(passages[0]?.text).toContain(word(31));
  });
});
