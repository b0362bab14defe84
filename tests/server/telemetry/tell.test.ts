import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { readTraces, TracesData } from "@/core/ingest/formats/otlp";
import { defaultCuration } from "@/core/privacy/policy";
import { newId } from "@/db/id";
import { graphs } from "@/db/schema/graphs";
import { activations, modelCalls, runs } from "@/db/schema/runs";
import type { WorkspaceContext } from "@/server/context";
import { writeCuration } from "@/server/curation/policy";
import { parseDocument, storeDocument } from "@/server/graphs/read";
import { createGraph } from "@/server/graphs/write";
import { ingestSpans } from "@/server/ingest/intake";
import { sendOutbound } from "@/server/outbound/send";
import { readMetrics } from "@/server/telemetry/metrics";
import { readTarget, writeTarget } from "@/server/telemetry/target";
import { tellTelemetry } from "@/server/telemetry/tell";
import { testDatabase } from "../../helpers/database";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../../helpers/documents";
import { testWorkspace } from "../../helpers/workspace";

process.env.MINNOW_SECRET = "a secret of a test, long enough to be one";
const { db } = await testDatabase();

/** A collector that keeps what it is sent. */
const sent: { headers: IncomingHttpHeaders; body: unknown }[] = [];
let answer = 200;
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
  if (answer === 200) sent.push({ headers: request.headers, body: JSON.parse(text) });
  response.writeHead(answer, { "content-type": "application/json" }).end(answer === 200 ? "{}" : "no room");
});
await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
afterAll(() => void collector.close());
const host = `127.0.0.1:${(collector.address() as AddressInfo).port}`;

let context: WorkspaceContext;
let clock: number;
beforeEach(async () => {
  context = await testWorkspace(db);
  sent.length = 0;
  answer = 200;
  clock = Date.now();
});

const document = graphOf(
  [inputNode("question"), templateNode("frame", "Question: {{question}}"), modelNode("reply", "{{text}}"), outputNode("answer")],
  ["input.question -> frame.question", "frame.text -> reply.text", "reply.output -> output.answer"],
);

/** A run that ended, as the journal has it. */
async function ended(ago: number, trigger: "api" | "import" = "api", graphId?: string): Promise<{ id: string; graphId: string }> {
  const id = newId();
  const { workspaceId } = context;
  const graph = graphId ?? (await createGraph(context, { name: "Oracle", document })).id;
  const documentHash = await storeDocument(db, context, document);
  const at = (ms: number) => new Date(clock - ago - 1_000 + ms);
  await db.insert(runs).values({
    ...{ id, workspaceId, graphId: graph, documentHash, trigger, version: 1 },
    ...{ status: "succeeded", input: { question: "How deep?" }, output: { answer: "Very." } },
    ...{ createdAt: at(0), startedAt: at(0), finishedAt: at(1_000) },
  });
  const of = { runId: id, workspaceId, graphId: graph, status: "succeeded" as const };
  await db.insert(activations).values([
    { ...of, path: "input", nodeId: "input", kind: "input", outputs: { question: "How deep?" }, startedAt: at(0), finishedAt: at(1) },
    {
      ...of,
      ...{ path: "frame", nodeId: "frame", kind: "template", startedAt: at(2), finishedAt: at(3) },
      ...{ inputs: { question: "How deep?" }, outputs: { text: "Question: How deep?" } },
    },
    {
      ...of,
      ...{ path: "reply", nodeId: "reply", kind: "model", startedAt: at(4), finishedAt: at(990) },
      ...{ inputs: { text: "Question: How deep?" }, outputs: { output: "Very." } },
    },
    { ...of, path: "output", nodeId: "output", kind: "output", inputs: { answer: "Very." }, startedAt: at(991), finishedAt: at(992) },
  ]);
  await db.insert(modelCalls).values({
    ...{ id: newId(), workspaceId, graphId: graph, runId: id, activation: "reply", nodeId: "reply", fingerprint: "f" },
    ...{ model: "ollama/qwen3:4b", modelClass: "slm", simulated: false, outputText: "Very.", inputTokens: 12, outputTokens: 2 },
    request: { model: "qwen3:4b", messages: [{ role: "user", content: "Question: How deep?" }], temperature: 0.5 },
    ...{ latencyMs: 900, firstTokenMs: 120, cost: 0.001, startedAt: at(50) },
  });
  return { id, graphId: graph };
}

const tell = (here = context) =>
  tellTelemetry(
    here.db,
    (_, request, signal) => sendOutbound(request, { allowedHosts: [host] }, signal),
    new AbortController().signal,
    () => clock,
  );
const target = (contents: boolean) =>
  writeTarget(context, { endpoint: `http://${host}/v1/traces`, headers: { "x-key": "secret" }, contents });
const spansSent = () => sent.flatMap(({ body }) => readTraces(TracesData.parse(body)).spans);

it("metrics count what has ended once, however often they are read", async () => {
  const { graphId } = await ended(5_000);
  await ended(4_000, "import", graphId);
  const lines = async () => (await readMetrics(context, () => clock)).split("\n");
  const first = await lines();
  const labels = 'graph="oracle",node="reply",model="ollama/qwen3:4b",class="slm",simulated="false"';
  expect(first).toEqual(
    expect.arrayContaining([
      'minnow_runs_total{graph="oracle",status="succeeded",trigger="api"} 1',
      `minnow_model_calls_total{${labels}} 1`,
      `minnow_model_input_tokens_total{${labels}} 12`,
      `minnow_model_call_seconds_bucket{${labels},le="0.5"} 0`,
      `minnow_model_call_seconds_bucket{${labels},le="1"} 1`,
      `minnow_model_call_seconds_count{${labels}} 1`,
      'minnow_runs_under_way{status="queued"} 0',
    ]),
  );
  clock += 60_000;
  await ended(5_000, "api", graphId);
  const [second] = await Promise.all([lines(), lines()]);
  expect(second).toContain(`minnow_model_calls_total{${labels}} 2`);
  expect(await lines()).toEqual(second);
  expect(await readMetrics(await testWorkspace(db), () => clock)).not.toContain("oracle");
});

describe("telemetry", () => {
  it("tells a collector of runs that ended since it was named, each once, and not of those that ran elsewhere", async () => {
    const { graphId } = await ended(60_000);
    await target(true);
    await tell();
    expect(sent).toEqual([]);
    clock += 120_000;
    const { id } = await ended(5_000, "api", graphId);
    await ended(5_000, "import", graphId);
    await tell();
    clock += 10_000;
    await tell();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers["x-key"]).toBe("secret");
    const spans = spansSent();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([id.replaceAll("-", "")]));
    expect(spans.map(({ kind, name, node }) => `${kind} ${node?.id ?? name}`)).toEqual([
      "agent Oracle",
      "step input",
      "step frame",
      "step reply",
      "model chat ollama/qwen3:4b",
      "step output",
    ]);
    const call = spans.find(({ kind }) => kind === "model")?.call;
    expect(call).toMatchObject({
      ...{ provider: "ollama", model: "qwen3:4b", text: "Very.", inputTokens: 12, outputTokens: 2, firstTokenMs: 120, cost: 0.001 },
      ...{ messages: [{ role: "user", content: "Question: How deep?" }], sampling: { temperature: 0.5 } },
    });
    expect(await readTarget(context)).toMatchObject({ headerNames: ["x-key"], error: null });
  });

  it("says nothing of what people and models said unless that is wanted", async () => {
    await target(false);
    clock += 60_000;
    await ended(5_000);
    await tell();
    expect(JSON.stringify(sent)).not.toMatch(/How deep|Very\./);
    expect(JSON.stringify(sent)).toContain("qwen3:4b");
  });

  it("waits longer and longer for a collector that refuses, says why, and loses nothing", async () => {
    await target(true);
    clock += 60_000;
    await ended(5_000);
    answer = 503;
    await tell();
    expect((await readTarget(context)).error).toEqual({ code: "telemetry_refused", params: { status: 503, answer: "no room" } });
    answer = 200;
    await tell();
    expect(sent).toEqual([]);
    clock += 11_000;
    await tell();
    expect(spansSent()).toHaveLength(6);
    expect((await readTarget(context)).error).toBeNull();
  });

  it("has personal data taken out where the workspace wants that", async () => {
    await writeCuration(context, { ...defaultCuration, exports: true, words: ["How deep"] });
    await target(true);
    clock += 60_000;
    await ended(5_000);
    await tell();
    expect(JSON.stringify(sent)).not.toContain("How deep");
    expect(JSON.stringify(sent)).toMatch(/<OWN_\w{8}>/);
  });

  it("can be read back: what is told of a graph draws the same graph", async () => {
    await target(true);
    clock += 60_000;
    const { graphId } = await ended(5_000);
    await ended(4_000, "api", graphId);
    await tell();
    const elsewhere = await testWorkspace(db);
    await ingestSpans(elsewhere, spansSent(), null);
    const [drawn] = await db
      .select({ draft: graphs.draft })
      .from(graphs)
      .where(and(eq(graphs.workspaceId, elsewhere.workspaceId), eq(graphs.name, "Oracle")));
    const { nodes, edges } = parseDocument(drawn?.draft);
    const nameOf = (id: string) => nodes.find((node) => node.id === id)?.name;
    const inner = edges.map(({ source, target }) => `${nameOf(source.node)} -> ${nameOf(target.node)}`);
    expect(inner).toEqual(expect.arrayContaining(["input -> frame", "frame -> reply", "reply -> output"]));
    expect(nodes.filter(({ kind }) => kind === "model").map(({ name }) => name)).toEqual(["reply"]);
  });
});
