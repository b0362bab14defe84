import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorText } from "@/core/messages";
import { appRouter } from "@/server/api/root";
import type { WorkspaceContext } from "@/server/context";
import { requireLlama } from "@/server/models/files/llama";
import { openModelGateway } from "@/server/models/open";
import { testDatabase } from "../../helpers/database";
import { idleServices } from "../../helpers/services";
import { tinyGguf } from "../../helpers/tinyGguf";
import { testWorkspace } from "../../helpers/workspace";
import { request, serveModel, user } from "./gateway";

const database = await testDatabase();
const gateway = openModelGateway({ database });
const never = new AbortController().signal;
const installed = await requireLlama().then(
  () => true,
  () => false,
);
let ctx: WorkspaceContext;
let api: ReturnType<typeof appRouter.createCaller>["models"];
let folder: string;

beforeAll(async () => {
  ctx = await testWorkspace(database.db);
  api = appRouter.createCaller({ services: idleServices(database), workspace: ctx }).models;
  folder = await mkdtemp(join(tmpdir(), "minnow-models-"));
  process.env.MINNOW_MODELS = folder;
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const modelOf = async (name: string) => (await serveModel(ctx, { kind: "gguf", maxConcurrent: 2, model: { name } })).model;
const failure = async (name: string) => {
  const outcome = await gateway.call(ctx.workspaceId, request(await modelOf(name)), never);
  if (outcome.ok) throw new Error("It was answered");
  return { code: outcome.error.code, text: errorText("en", outcome.error.code, outcome.error.params) };
};

describe("the folder of model files", () => {
  it("may be missing", async () => {
    process.env.MINNOW_MODELS = join(folder, "nowhere");
    const { id } = await api.addConnection({ kind: "gguf", name: "No files" });
    expect(await api.discoverModels({ id })).toEqual([]);
    process.env.MINNOW_MODELS = folder;
  });

  it("lists what lies in it, as the files say of themselves", async () => {
    await mkdir(join(folder, "small"));
    await writeFile(join(folder, "small/tiny.gguf"), tinyGguf({ contextTokens: 4_096 }).bytes);
    await writeFile(join(folder, "large-00001-of-00002.gguf"), tinyGguf({ name: "Large", template: null }).bytes);
    await writeFile(join(folder, "large-00002-of-00002.gguf"), "further weights");
    await writeFile(join(folder, "damaged.gguf"), "no model");
    await writeFile(join(folder, "notes.txt"), "no model either");
    const outside = await mkdtemp(join(tmpdir(), "minnow-outside-"));
    await writeFile(join(outside, "secret.gguf"), tinyGguf({ name: "Secret" }).bytes);
    await symlink(join(outside, "secret.gguf"), join(folder, "link.gguf"));
    const { id } = await api.addConnection({ kind: "gguf", name: "Files" });
    expect(await api.discoverModels({ id })).toMatchObject([
      { name: "large-00001-of-00002.gguf", label: "Large F32", capabilities: { tools: false, jsonSchema: true } },
      {
        name: "small/tiny.gguf",
        label: "Tiny Minnow F32",
        parameters: 0.0000269,
        contextTokens: 4_096,
        quantisation: "F32",
        sources: { parameters: { from: "file" }, quantisation: { from: "file" }, tools: { from: "file" } },
        inputPrice: 0,
        capabilities: { tools: true },
      },
    ]);
    await rm(outside, { recursive: true });
  });

  it.each(["../../etc/passwd", "/etc/passwd", "small/../small/tiny.gguf", "gone.gguf", "link.gguf"])(
    "has no %s, whatever lies there",
    async (name) => {
      expect(await failure(name)).toMatchObject({ code: "gguf_missing" });
    },
  );
});

describe.skipIf(installed)("without node-llama-cpp", () => {
  it("a model file can't be run, and how it could is said", async () => {
    const { code, text } = await failure("small/tiny.gguf");
    expect(code).toBe("gguf_not_installed");
    expect(text).toMatch(/npm install --prefix \S+ node-llama-cpp@3\.22\.1/);
    const { id } = await api.addConnection({ kind: "gguf", name: "Not installed" });
    expect(await api.testConnection({ id })).toMatchObject({ ok: false, code: "gguf_not_installed" });
  });
});

describe.runIf(installed)("where node-llama-cpp is installed, a model file of random weights", () => {
  const ask = async (extra: Parameters<typeof request>[1] = {}, signal = never) => {
    const outcome = await gateway.call(ctx.workspaceId, request(await modelOf("small/tiny.gguf"), extra), signal);
    if (!outcome.ok) throw outcome.error;
    return outcome;
  };

  it("streams an answer, counts exactly, and says the same again by the same seed", async () => {
    const pieces: string[] = [];
    const sampling = { temperature: 0.8, seed: 7, maxTokens: 20 };
    const first = await ask({ sampling, onText: (delta) => pieces.push(delta) });
    expect(pieces.join("").startsWith(first.answer.text)).toBe(true);
    expect(pieces.length).toBeGreaterThan(1);
    expect(first.record).toMatchObject({ outputTokens: 20, tokensEstimated: false, response: { stopReason: "maxTokens" } });
    const again = await ask({ sampling });
    expect(again.answer.text).toBe(first.answer.text);
    // It read nothing new: the prompt is the one before.
    expect(again.record.inputTokens).toBe(first.record.inputTokens);
    expect(again.record.cachedTokens).toBeGreaterThan(0);
    const other = await ask({ sampling: { ...sampling, seed: 8 } });
    expect(other.answer.text).not.toBe(first.answer.text);
  });

  it("obeys a schema token by token", async () => {
    const outputSchema = {
      type: "object",
      properties: { kind: { enum: ["fish", "bird"] }, deep: { type: "boolean" } },
      required: ["kind", "deep"],
      additionalProperties: false,
    };
    const outcome = await ask({ outputSchema, sampling: { temperature: 0, maxTokens: 300 } });
    expect(outcome.record.schemaValid).toBe(true);
    expect(outcome.answer.json).toMatchObject({ kind: expect.stringMatching(/^(?:fish|bird)$/), deep: expect.any(Boolean) });
  });

  it("takes a conversation with calls of tools in it", async () => {
    const tools = [{ name: "search", description: "Searches.", parameters: { type: "object", properties: { query: { type: "string" } } } }];
    const toolCalls = [{ id: "a", name: "search", arguments: { query: "depth" } }];
    const messages = [
      { role: "system" as const, content: "Be brief." },
      ...user("How deep?"),
      { role: "assistant" as const, content: "", toolCalls },
      { role: "tool" as const, content: "10,935 m", callId: "a" },
    ];
    const { record } = await ask({ tools, messages, sampling: { temperature: 0, maxTokens: 5 } });
    expect(record.outputTokens).toBeGreaterThan(0);
  });

  it("stops when it is aborted", async () => {
    const abort = new AbortController();
    const call = ask({ sampling: { temperature: 1 }, onText: () => abort.abort(new Error("cancelled")) }, abort.signal);
    await expect(call).rejects.toThrow("cancelled");
  });

  it("refuses what does not fit its context instead of forgetting its beginning", async () => {
    await expect(ask({ messages: user("fish ".repeat(1_000)) })).rejects.toMatchObject({ code: "gguf_too_long", params: { limit: 4_096 } });
  });

  it("answers several at once, and works when it is tested", async () => {
    const answers = await Promise.all([1, 2, 3].map((seed) => ask({ sampling: { temperature: 1, seed, maxTokens: 5 } })));
    for (const { record } of answers) expect(record.outputTokens).toBeGreaterThan(0);
    const { id } = await api.addConnection({ kind: "gguf", name: "Installed" });
    expect(await api.testConnection({ id })).toMatchObject({ ok: true, models: 2 });
  });
});
