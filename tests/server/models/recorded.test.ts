import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { errorText } from "@/core/messages";
import { recordings } from "@/db/schema/models";
import type { WorkspaceContext } from "@/server/context";
import { addConnection } from "@/server/models/connections";
import { importRecordings } from "@/server/models/importRecordings";
import { openModelGateway } from "@/server/models/open";
import { listModels } from "@/server/models/registry";
import { testDatabase } from "../../helpers/database";
import { testWorkspace } from "../../helpers/workspace";
import { request, serveModel, user } from "./gateway";

const database = await testDatabase();
const gateway = openModelGateway({ database });
const never = new AbortController().signal;
let ctx: WorkspaceContext;
let connectionId: string;

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  ({ id: connectionId } = await addConnection(ctx, { kind: "recorded", name: "Archive" }));
});

const line = (question: string, answer: string, extra: object = {}, more: object = {}) =>
  JSON.stringify({
    request: { model: "llama-8b", messages: user(question), temperature: 0, ...extra },
    response: {
      id: "x",
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }],
      ...more,
    },
  });
const schema = { type: "object", properties: { label: { type: "string" } }, required: ["label"] };
const ask = (question: string, outputSchema?: typeof schema) =>
  gateway.call(ctx.workspaceId, request("archive/llama-8b", { messages: user(question), outputSchema }), never);

describe("a recorded connection", () => {
  it("takes a JSONL, tells bad lines by number and reason, and registers the models in it", async () => {
    const report = await importRecordings(ctx, connectionId, [
      line(
        "one?",
        "1",
        {},
        { usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13, prompt_tokens_details: { cached_tokens: 3 } } },
      ),
      "",
      "{ not json",
      '{"request": {"model": "llama-8b"}, "response": {}}',
      line("which?", '{"label": "a"}', { response_format: { type: "json_schema", json_schema: { name: "answer", schema } } }),
      JSON.stringify({ timestamp: 1, workload_id: "triage", client_id: "c", ...JSON.parse(line("three?", "3")) }),
      line("parts?", "joined", {
        messages: [
          { role: "developer", content: "Be brief." },
          { role: "user", content: [{ type: "text", text: "parts?" }] },
        ],
      }),
    ]);
    expect(report).toMatchObject({ imported: 4, newModels: ["llama-8b"] });
    expect(report.problems.map((problem) => problem.line)).toEqual([3, 4]);
    expect(report.problems[0]?.reason).toMatch(/JSON/);
    expect(report.problems[1]?.reason).toMatch(/^request\.messages/);
    expect((await listModels(ctx)).find(({ key }) => key === "archive/llama-8b")).toMatchObject({
      // Its name is no word of anybody's.
      ...{ parameters: null, class: "unknown", sources: {} },
    });
  });

  it("answers what was recorded, with the recorded tokens", async () => {
    expect(await ask("one?")).toMatchObject({
      ok: true,
      answer: { text: "1" },
      record: { inputTokens: 9, outputTokens: 4, cachedTokens: 3, tokensEstimated: false, simulated: false },
    });
    expect(await ask("three?")).toMatchObject({ ok: true, answer: { text: "3" }, record: { tokensEstimated: true } });
    expect(await ask("which?", schema)).toMatchObject({ ok: true, answer: { json: { label: "a" } }, record: { schemaValid: true } });
    const messages = [{ role: "system" as const, content: "Be brief." }, ...user("parts?")];
    const parts = await gateway.call(ctx.workspaceId, request("archive/llama-8b", { messages }), never);
    expect(parts).toMatchObject({ ok: true, answer: { text: "joined" } });
  });

  it("fails clearly on what was not", async () => {
    const outcome = await ask("never asked");
    if (outcome.ok) throw new Error("an answer came from nowhere");
    expect(outcome).toMatchObject({ error: { code: "recording_missing", retryable: false }, record: { response: null } });
    expect(errorText("en", outcome.error.code, outcome.error.params)).toMatch(/not in it: never asked/);
  });

  it("answers with what was imported last", async () => {
    const report = await importRecordings(ctx, connectionId, [line("again?", "first"), line("again?", "second")]);
    expect(report.newModels).toEqual([]);
    expect(await ask("again?")).toMatchObject({ answer: { text: "second" } });
    await importRecordings(ctx, connectionId, [line("again?", "third")], 100);
    expect(await ask("again?")).toMatchObject({ answer: { text: "third" } });
  });

  it("counts lines from where a part of a file begins, and takes large files", async () => {
    const lines = Array.from({ length: 450 }, (_, index) => line(`question ${index}`, `answer ${index}`));
    const report = await importRecordings(ctx, connectionId, [...lines, "bad"], 1_001);
    expect(report).toMatchObject({ imported: 450, problems: [{ line: 1_451 }] });
    expect(await ask("question 449")).toMatchObject({ answer: { text: "answer 449" } });
  });

  it("is the only kind that takes recordings", async () => {
    const served = await serveModel(ctx, { baseUrl: "http://localhost:1/v1" });
    await expect(importRecordings(ctx, served.connectionId, [])).rejects.toMatchObject({ code: "bad_request" });
    const stranger = await testWorkspace(database.db);
    await expect(importRecordings(stranger, connectionId, [line("x", "y")])).rejects.toMatchObject({ code: "not_found" });
    const rows = await database.db.select().from(recordings).where(eq(recordings.workspaceId, stranger.workspaceId));
    expect(rows).toEqual([]);
  });
});
