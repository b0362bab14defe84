import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { NewCorrection } from "@/core/privacy/corrections";
import { FindingsAsked, type FindingsPage } from "@/core/privacy/findings";
import { defaultCuration } from "@/core/privacy/policy";
import { modelCalls } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { addCorrection, listCorrections, undoCorrection } from "@/server/curation/corrections";
import { eraseMentions } from "@/server/curation/erase";
import { lookThrough } from "@/server/curation/findings";
import { tryCuration, writeCuration } from "@/server/curation/policy";
import { testDatabase } from "../../helpers/database";
import { recordCalls } from "../../helpers/recordedCalls";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const { db } = await testDatabase();
let context: WorkspaceContext;
beforeEach(async () => {
  context = await testWorkspace(db);
});

const look = (asked: Partial<FindingsAsked> = {}, who = context) => lookThrough(who, FindingsAsked.parse(asked), null);
const counts = ({ kinds }: FindingsPage) =>
  Object.fromEntries(
    kinds.map(({ kind, there, takenOut, callsWith, callsWithout }) => [kind, [there.length, takenOut.length, callsWith, callsWithout]]),
  );
const marked = ({ examples }: FindingsPage) => examples.flatMap(({ text, marks }) => marks.map(({ start, end }) => text.slice(start, end)));
const correct = (correction: {
  verdict: "harmless" | "missed" | "kind";
  text: string;
  kind?: "person" | "own" | "card";
  form?: "pattern";
}) => addCorrection(context, NewCorrection.parse(correction));

it("recorded calls are looked through: values of each kind, calls with them, and examples with what was found marked", async () => {
  const { graphId } = await recordCalls(context, [
    { text: "I am ann@example.org, card 4111 1111 1111 1111", answer: "Hello ann@example.org" },
    { text: "ANN@example.org again", answer: "Thank you" },
    { text: "The lamp is broken", answer: "Sorry to hear that" },
  ]);
  const page = await look({ graphId });
  expect(page).toMatchObject({ calls: 3, total: 3, next: null });
  expect(counts(page)).toEqual({ email: [1, 0, 2, 0], card: [1, 0, 1, 0] });
  expect(marked(page).toSorted()).toEqual(["4111 1111 1111 1111", "ANN@example.org", "ann@example.org", "ann@example.org"]);
  expect((await look({ examples: "card" })).examples).toHaveLength(1);
  expect((await look({ examples: "nothing" })).examples.map(({ text }) => text)).toContain("The lamp is broken");
  expect(counts(await look({ nodeId: "other" }))).toEqual({});
  expect((await look({ from: "2026-10-01T00:02:00.000Z" })).calls).toBe(1);
});

it("what was taken out before storage is counted by its placeholder, by which the same value is the same everywhere", async () => {
  const [email] = (await tryCuration(context, defaultCuration, "ann@example.org")).text.match(/<EMAIL_\w+>/) ?? [];
  await recordCalls(context, [{ text: `I am ${email}` }, { text: "I am ann@example.org" }]);
  const page = await look();
  expect(counts(page)).toEqual({ email: [1, 1, 1, 1] });
  const [found] = page.kinds;
  expect(found?.there).toEqual(found?.takenOut);
});

it("somebody who may only look gets counts and no text", async () => {
  await recordCalls(context, [{ text: "I am ann@example.org" }]);
  const viewer: WorkspaceContext = { ...context, actor: { type: "user", id: context.actor.id, role: "viewer" } };
  const page = await look({}, viewer);
  expect(counts(page)).toEqual({ email: [1, 0, 1, 0] });
  expect(JSON.stringify(page)).not.toContain("ann@");
  expect(page.examples).toEqual([]);
});

it("many calls are looked through in parts that join without gaps, and a part takes only so long", async () => {
  const { callIds } = await recordCalls(
    context,
    Array.from({ length: 450 }, (_, index) => ({ text: `I am person${index}@example.org`, at: Math.floor(index / 3) })),
  );
  const values = new Set<string>();
  let [calls, parts] = [0, 0];
  // A clock that says after each look at it that 10 ms went by, however long it took.
  let time = 0;
  let cursor: Parameters<typeof lookThrough>[2] = null;
  do {
    const page = await lookThrough(context, FindingsAsked.parse({}), cursor, () => (time += 10));
    for (const { there } of page.kinds) for (const value of there) values.add(value);
    calls += page.calls;
    parts += 1;
    cursor = page.next === null ? null : { at: new Date(page.next.at), id: page.next.id };
  } while (cursor !== null);
  expect([calls, values.size]).toEqual([callIds.length, callIds.length]);
  expect(parts).toBeGreaterThan(3);
});

it("a correction counts at once wherever anything is taken out, says who made it, and can be undone", async () => {
  await recordCalls(context, [{ text: "Ask Wanda Quill at help@example.org" }]);
  const text = async () => (await tryCuration(context, defaultCuration, "Ask Wanda Quill at help@example.org")).text;
  expect(await text()).toMatch(/^Ask Wanda Quill at <EMAIL_\w{8}>$/);
  const { id } = await correct({ verdict: "missed", text: "wanda quill", kind: "person" });
  await correct({ verdict: "harmless", text: "help@example.org" });
  expect(await text()).toMatch(/^Ask <PERSON_\w{8}> at help@example.org$/);
  expect(counts(await look())).toEqual({ person: [1, 0, 1, 0] });
  // What is said of the same text later takes the place of what was said before.
  await correct({ verdict: "kind", text: "Wanda Quill", kind: "own" });
  expect(await text()).toMatch(/^Ask <OWN_\w{8}> at help@example.org$/);
  const list = await listCorrections(context);
  expect(list.map(({ text, kind, undone, by }) => [text, kind, undone !== null, by])).toEqual([
    ["Wanda Quill", "own", false, "Ada"],
    ["help@example.org", null, false, "Ada"],
    ["wanda quill", "person", true, "Ada"],
  ]);
  await undoCorrection(context, list[0]?.id ?? "");
  await undoCorrection(context, list[1]?.id ?? "");
  expect(await text()).toMatch(/^Ask Wanda Quill at <EMAIL_\w{8}>$/);
  await expect(undoCorrection(context, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await listCorrections(await testWorkspace(db))).toEqual([]);
});

it("erasing somebody erases what was noted of them too", async () => {
  await correct({ verdict: "missed", text: "Wanda Quill", kind: "person" });
  await eraseMentions(context, "Wanda Quill");
  expect(await listCorrections(context)).toEqual([]);
});

it("invented look-alikes are known again as taken out", async () => {
  await writeCuration(context, { ...defaultCuration, standIns: "all" });
  const { text } = await tryCuration(context, { ...defaultCuration, standIns: "all" }, "Mr. Thomas Weber, tom@weber.example");
  expect(text).not.toMatch(/Weber|<|weber/);
  await recordCalls(context, [{ text }]);
  expect(counts(await look())).toEqual({ person: [0, 1, 0, 1], email: [0, 1, 0, 1] });
  expect(await db.$count(modelCalls, eq(modelCalls.workspaceId, context.workspaceId))).toBe(1);
});
