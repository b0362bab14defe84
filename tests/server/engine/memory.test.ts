import { afterAll, describe, expect, it } from "vitest";
import type { JsonObject } from "@/core/graph/json";
import { openCapabilities } from "@/server/engine/capabilities";
import { openSandbox } from "@/server/sandbox/sandbox";
import { testDatabase } from "../../helpers/database";
import { noEmbedder } from "../../helpers/services";
import { runNode, situation } from "../../helpers/situation";
import { testWorkspace } from "../../helpers/workspace";

const { db } = await testDatabase();
const sandbox = openSandbox({ threads: 1 });
afterAll(() => sandbox.close());

const config = (more: JsonObject): JsonObject => ({
  action: "read",
  store: "support",
  role: "user",
  maxMessages: 20,
  maxCharacters: 1_000,
  ...more,
});

/** A memory node in a workspace; `step` is the activation it runs as. */
async function conversation() {
  const { workspaceId } = await testWorkspace(db);
  const { context } = situation({ sandbox, capabilities: openCapabilities(db, noEmbedder)(workspaceId) });
  const run = (more: JsonObject, inputs: JsonObject, step = "node") =>
    runNode("memory", config(more), inputs, { context: { ...context, activation: step } });
  const add = (message: string, step: string, more: JsonObject = {}) => run({ action: "add", ...more }, { key: "ann", message }, step);
  const read = (more: JsonObject = {}, key = "ann") => run(more, { key });
  return { run, add, read };
}

describe("a memory", () => {
  it("gives back what was added under its key, in order, as a list and as text", async () => {
    const { add, read } = await conversation();
    await add("Hello", "a");
    await add("Hi, how can I help?", "b", { role: "assistant" });
    expect(await read()).toEqual({
      messages: [
        { role: "user", content: "Hello" },
        { role: "assistant", content: "Hi, how can I help?" },
      ],
      text: "user: Hello\n\nassistant: Hi, how can I help?",
      count: 2,
    });
    expect(await read({}, "bob")).toMatchObject({ count: 0 });
    expect(await read({ store: "sales" })).toMatchObject({ count: 0 });
  });

  it("adds a message once for the same step of a run, however often that is tried", async () => {
    const { add, read } = await conversation();
    await Promise.all([add("Hello", "a"), add("Hello", "a")]);
    await add("Hello", "b");
    expect(await read()).toMatchObject({ count: 2 });
  });

  it("gives no more than fits its size, the latest first of all", async () => {
    const { add, read } = await conversation();
    for (const step of ["1", "2", "3", "4"]) await add(step.repeat(60), step);
    expect(await read({ maxMessages: 2 })).toMatchObject({ messages: [{ content: "3".repeat(60) }, { content: "4".repeat(60) }] });
    expect(await read({ maxCharacters: 100 })).toMatchObject({ messages: [{ content: "4".repeat(60) }] });
    await add("x".repeat(500), "5");
    expect(await read({ maxCharacters: 100 })).toMatchObject({ messages: [{ content: "x".repeat(100) }] });
  });

  it("forgets, and belongs to its workspace", async () => {
    const { add, read, run } = await conversation();
    await add("Hello", "a");
    expect(await (await conversation()).read()).toMatchObject({ count: 0 });
    await run({ action: "forget" }, { key: "ann" });
    expect(await read()).toMatchObject({ count: 0 });
    await expect(read({}, " ")).rejects.toMatchObject({ code: "memory_key" });
  });
});
