import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "@/core/graph/json";
import { runs } from "@/db/schema/runs";
import { answerWithKey } from "@/server/api/rest/keyRoute";
import { failureResponse } from "@/server/api/rest/problem";
import { getRun, postRun } from "@/server/api/rest/runs";
import { ApiRun } from "@/server/api/rest/schemas";
import { createKey } from "@/server/auth/keys";
import type { WorkspaceContext } from "@/server/context";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import type { Services } from "@/server/services";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, outputNode } from "../../helpers/documents";
import { idleServices } from "../../helpers/services";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const database = await testDatabase();
const idle = idleServices(database);
/** Ends a run as soon as someone waits for it. */
const answering: Services = {
  ...idle,
  runEvents: {
    subscribe: (runId) => ({
      next: async () => {
        await database.db
          .update(runs)
          .set({ status: "succeeded", output: { answer: "42" }, simulated: true, startedAt: new Date(), finishedAt: new Date() })
          .where(eq(runs.id, runId));
      },
      close: () => {},
    }),
  },
};

let ctx: WorkspaceContext & { services: Services };
let key: string;
beforeAll(async () => {
  ctx = { ...(await testWorkspace(database.db)), services: idle };
  const document = graphOf([inputNode("question"), outputNode("answer")], ["input.question -> output.answer"]);
  const { id } = await createGraph(ctx, { name: "Oracle", document });
  await publishGraph(ctx, { id, revision: 1, message: "" });
  await createGraph(ctx, { name: "Draft only", document });
  key = (await createKey(ctx, { name: "All", scopes: ["runs:read", "runs:write"], expiresInDays: null })).key;
});

type Asked = { key?: string | null; headers?: Record<string, string>; query?: string; slug?: string; services?: Services };

async function start(body: unknown, asked: Asked = {}): Promise<Response> {
  const headers = new Headers({ ...(asked.key === null ? {} : { authorization: `Bearer ${asked.key ?? key}` }), ...asked.headers });
  const request = new Request(`http://localhost:3000/api/v1/graphs/${asked.slug ?? "oracle"}/runs${asked.query ?? ""}`, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const services = asked.services ?? idle;
  const path = "/api/v1/graphs/[slug]/runs";
  return answerWithKey({ path, method: "POST", request, params: { slug: asked.slug ?? "oracle" }, services }, postRun).catch(
    (error: unknown) => failureResponse(error, headers),
  );
}

async function read(id: string, asked: Asked = {}): Promise<Response> {
  const headers = new Headers({ "x-api-key": asked.key ?? key, ...asked.headers });
  const request = new Request(`http://localhost:3000/api/v1/runs/${id}`, { headers });
  return answerWithKey({ path: "/api/v1/runs/[id]", method: "GET", request, params: { id }, services: idle }, getRun).catch(
    (error: unknown) => failureResponse(error, headers),
  );
}

const question: { input: JsonObject } = { input: { question: "What is the answer?" } };

describe("starting a run by REST", () => {
  it("answers 202 with the run and where to read it", async () => {
    const response = await start(question);
    expect(response.status).toBe(202);
    const run = ApiRun.strict().parse(await response.json());
    expect(run).toMatchObject({ graph: "oracle", version: 1, status: "queued", input: question.input, output: null, simulated: false });
    expect(response.headers.get("location")).toBe(`/api/v1/runs/${run.id}`);
    expect(ApiRun.parse(await (await read(run.id)).json())).toEqual(run);
  });

  it("waits for the output when asked to, and says when it is simulated", async () => {
    const response = await start(question, { query: "?wait=true", services: answering });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "succeeded", output: { answer: "42" }, simulated: true, error: null });
  });

  it("starts one run for one idempotency key, however often and at once it is sent", async () => {
    const headers = { "idempotency-key": "order-1" };
    const answers = await Promise.all(Array.from({ length: 6 }, () => start(question, { headers })));
    const ids = await Promise.all(answers.map(async (answer) => ApiRun.parse(await answer.json()).id));
    expect(new Set(ids).size).toBe(1);
  });

  it("refuses an idempotency key that was used for another request", async () => {
    const headers = { "idempotency-key": "order-2" };
    await start(question, { headers });
    const response = await start({ input: { question: "Another?" } }, { headers });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "idempotency_mismatch" });
  });

  it.each([
    ["not JSON", "{", "", 400, "bad_request"],
    ["no input", {}, "", 400, "bad_request"],
    ["input that is no object", { input: "hello" }, "", 400, "bad_request"],
    ["an unknown property", { input: { question: "?" }, version: 2 }, "", 400, "bad_request"],
    ["an unknown wait", question, "?wait=forever", 400, "bad_request"],
    ["input that does not fit the graph", { input: {} }, "", 422, "input_invalid"],
    ["too much", { input: { question: "x".repeat(2 * 1024 ** 2) } }, "", 413, "payload_too_large"],
  ])("refuses %s", async (_, body, query, status, code) => {
    const response = await start(body, { query });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status, code, type: `urn:minnow:problem:${code}` });
  });

  it("says that a graph has no published version, or does not exist", async () => {
    expect(await (await start(question, { slug: "draft-only" })).json()).toMatchObject({ status: 409, code: "graph_unpublished" });
    expect(await (await start(question, { slug: "nothing" })).json()).toMatchObject({ status: 404, code: "not_found" });
  });
});

describe("an API key at the REST door", () => {
  it("is needed, and must be right", async () => {
    const missing = await start(question, { key: null });
    expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="minnow"']);
    expect(await (await start(question, { key: "mw_madeup" })).json()).toMatchObject({ status: 401, code: "key_invalid" });
  });

  it("does only what its scopes say", async () => {
    const readOnly = await createKey(ctx, { name: "Read", scopes: ["runs:read"], expiresInDays: null });
    const writeOnly = await createKey(ctx, { name: "Write", scopes: ["runs:write"], expiresInDays: null });
    expect(await (await start(question, { key: readOnly.key })).json()).toMatchObject({
      status: 403,
      code: "key_scope",
      params: { scope: "runs:write" },
    });
    const { id } = ApiRun.parse(await (await start(question, { key: writeOnly.key })).json());
    expect((await read(id, { key: writeOnly.key })).status).toBe(403);
    expect((await read(id, { key: readOnly.key })).status).toBe(200);
  });

  it("sees nothing of another workspace", async () => {
    const other = { ...(await testWorkspace(database.db)), services: idle };
    const foreign = await createKey(other, { name: "Other", scopes: ["runs:read", "runs:write"], expiresInDays: null });
    const { id } = ApiRun.parse(await (await start(question)).json());
    expect((await read(id, { key: foreign.key })).status).toBe(404);
    expect((await start(question, { key: foreign.key })).status).toBe(404);
  });
});

describe("a problem", () => {
  it("is told in the language that is asked for, by weight", async () => {
    const detail = async (languages: string) => {
      const response = await start(question, { key: "mw_madeup", headers: { "accept-language": languages } });
      return [response.headers.get("content-language"), ((await response.json()) as { detail: string }).detail];
    };
    expect((await detail("zh-CN,zh;q=0.9,en;q=0.8"))[0]).toBe("zh");
    expect((await detail("fr, zh;q=0.2, en;q=0.7"))[0]).toBe("en");
    expect((await detail("de"))[0]).toBe("en");
    expect((await detail("zh"))[1]).toMatch(/密钥/);
  });

  it("tells nothing of a bug but a reference to the log", async () => {
    const written = console.error;
    const lines: unknown[] = [];
    console.error = (...parts: unknown[]) => lines.push(parts);
    const response = failureResponse(new Error("password=hunter2"), new Headers());
    console.error = written;
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("hunter2");
    expect(lines).toHaveLength(1);
  });
});
