import { eq } from "drizzle-orm";
import * as Y from "yjs";
import { type EvaluationPlan, versions } from "@/core/evaluation/plan";
import { firstTask, Task } from "@/core/graph/task";
import { encodeBytes } from "@/core/live/bytes";
import { defaultCuration } from "@/core/privacy/policy";
import { FeedbackGiven } from "@/core/runs/feedback";
import { newId } from "@/db/id";
import { evaluationCandidates, evaluations } from "@/db/schema/evaluations";
import { graphVersions } from "@/db/schema/graphs";
import { connections, models } from "@/db/schema/models";
import { activations, approvals, runEvents, runs } from "@/db/schema/runs";
import { testResults, testRuns } from "@/db/schema/testing";
import { createKey } from "@/server/auth/keys";
import type { WorkspaceContext } from "@/server/context";
import { addCorrection } from "@/server/curation/corrections";
import { startPass } from "@/server/curation/passes";
import { publishGraph } from "@/server/graphs/versions";
import { createGraph } from "@/server/graphs/write";
import { addDocument, createBase } from "@/server/knowledge/write";
import { runPrompt } from "@/server/playground/run";
import { giveFeedback } from "@/server/runs/feedback";
import type { Services } from "@/server/services";
import { putSecret } from "@/server/settings/secrets";
import { graphOf, inputNode, modelNode, outputNode } from "../../helpers/documents";
import { recordRun, storeGraph } from "../insights/record";

/** Ids of what a workspace holds; nobody outside may see or use one. */
export type Ids = {
  graphId: string;
  runId: string;
  keyId: string;
  connectionId: string;
  modelKey: string;
  baseId: string;
  documentId: string;
  testRunId: string;
  promptRunId: string;
  feedbackId: string;
  correctionId: string;
  passId: string;
  evaluatedId: string;
  evaluationId: string;
};

const document = graphOf([inputNode("question"), outputNode("answer")], ["input.question -> output.answer"]);

/** Puts one of everything into a workspace. */
export async function fillWorkspace(ctx: WorkspaceContext & { services: Services }): Promise<Ids> {
  const { workspaceId, db } = ctx;
  const { id: graphId } = await createGraph(ctx, { name: "Confidential triage", document });
  await publishGraph(ctx, { id: graphId, revision: 1, message: "" });
  const [version] = await db.select({ hash: graphVersions.documentHash }).from(graphVersions).where(eq(graphVersions.graphId, graphId));
  const runId = newId();
  await db.insert(runs).values({
    id: runId,
    workspaceId,
    graphId,
    version: 1,
    documentHash: version?.hash ?? "",
    trigger: "api",
    status: "running",
    input: { question: "?" },
  });
  await db
    .insert(activations)
    .values({ runId, path: "input", workspaceId, graphId, nodeId: "input", kind: "input", status: "succeeded", finishedAt: new Date() });
  const { id: feedbackId } = await giveFeedback(ctx, runId, FeedbackGiven.parse({ verdict: "bad", comment: "Confidential" }));
  await db.insert(approvals).values({
    runId,
    path: "approve",
    workspaceId,
    graphId,
    nodeId: "approve",
    request: { instructions: "Confidential?", value: null, mayEdit: false, timeoutMinutes: null },
  });
  await db.insert(runEvents).values({ runId, events: [{ type: "run.started", at: new Date().toISOString() }] });
  const { view } = await createKey(ctx, { name: "Confidential key", scopes: ["runs:read"], expiresInDays: null });
  const connectionId = newId();
  await db.insert(connections).values({
    id: connectionId,
    workspaceId,
    slug: "confidential",
    name: "Confidential",
    kind: "openai",
    baseUrl: "http://127.0.0.1:1/v1",
  });
  await db.insert(models).values({ workspaceId, connectionId, key: "confidential/model", name: "model", label: "Confidential model" });
  await putSecret(ctx, { name: "CONFIDENTIAL_TOKEN", value: "hush" });
  const { id: baseId } = await createBase(ctx, { name: "Confidential papers", description: "" });
  const { id: documentId } = await addDocument(ctx, baseId, { name: "papers.txt", bytes: new TextEncoder().encode("Confidential paper") });
  const testRunId = newId();
  await db.insert(testRuns).values({ id: testRunId, workspaceId, graphId, documentHash: version?.hash ?? "" });
  const example = { id: "case", name: "Confidential case", input: { question: "?" }, expected: { answer: "?" } };
  await db.insert(testResults).values({ testRunId, caseId: "case", workspaceId, graphId, place: 0, example, runId });
  const asked = { task: Task.parse(firstTask), inputs: { question: "Confidential?" }, models: ["confidential/model"] };
  const [prompt] = await runPrompt(ctx.services, ctx, asked);
  const { id: correctionId } = await addCorrection(ctx, { verdict: "missed", form: "value", text: "Confidential person", kind: "person" });
  const { id: passId } = await startPass(ctx, "corrected");
  const evaluated = graphOf(
    [inputNode("question"), modelNode("answer", "Confidential: {{question}}", "confidential/model")],
    ["input.question -> answer.question"],
  );
  const evaluatedId = await storeGraph(ctx, evaluated, "Confidential and evaluated");
  await recordRun(ctx, evaluatedId, evaluated, [{ nodeId: "answer", model: "confidential/model" }]);
  const evaluationId = newId();
  const about = { incumbent: "confidential/model", nodeId: "answer", nodeName: "Confidential answer", fingerprint: "task" };
  const planned = { model: "confidential/model", label: "Confidential model", parameters: null, simulated: false };
  const plan: EvaluationPlan = {
    ...{ incumbent: planned, candidates: [planned], tolerance: 0.02, alpha: 0.05, mostCalls: 100, mostMoney: 1, seed: 1, versions },
  };
  await db.insert(evaluations).values({ id: evaluationId, workspaceId, graphId: evaluatedId, plan, ...about });
  await db.insert(evaluationCandidates).values({ evaluationId, workspaceId, model: "confidential/model", position: 0 });
  return {
    graphId,
    runId,
    keyId: view.id,
    connectionId,
    modelKey: "confidential/model",
    baseId,
    documentId,
    testRunId,
    promptRunId: prompt?.runId ?? "",
    feedbackId,
    correctionId,
    passId,
    evaluatedId,
    evaluationId,
  };
}

const noEdits = encodeBytes(Y.encodeStateAsUpdateV2(new Y.Doc()));

/**
 * An input for every procedure, made of a workspace's ids wherever it takes one.
 * A new procedure needs its line here: the tests call each of them as a stranger, as every role and from another workspace.
 */
export const samples: Record<string, (ids: Ids) => unknown> = {
  "graphs.list": () => undefined,
  "graphs.get": ({ graphId }) => ({ id: graphId }),
  "graphs.open": ({ graphId }) => ({ id: graphId }),
  "graphs.push": ({ graphId }) => ({ id: graphId, update: noEdits }),
  "graphs.follow": ({ graphId }) => ({ id: graphId, client: "tab", vector: "" }),
  "graphs.present": ({ graphId }) => ({ id: graphId, presence: { client: "tab", cursor: null, selection: [] } }),
  "graphs.create": () => ({ name: "New", template: "empty" }),
  "graphs.import": () => ({ name: "Imported", description: "", document }),
  "graphs.save": ({ graphId }) => ({ id: graphId, revision: 1, document }),
  "graphs.rename": ({ graphId }) => ({ id: graphId, name: "Renamed", description: "" }),
  "graphs.publish": ({ graphId }) => ({ id: graphId, revision: 1, message: "" }),
  "graphs.saveVersion": ({ graphId }) => ({ id: graphId, revision: 1, name: "", message: "" }),
  "graphs.goLive": ({ graphId }) => ({ id: graphId, number: 1 }),
  "graphs.describeVersion": ({ graphId }) => ({ id: graphId, number: 1, name: "Renamed", message: "" }),
  "graphs.checkpoints": ({ graphId }) => ({ id: graphId }),
  "graphs.history": ({ graphId }) => ({ id: graphId, at: { version: 1 } }),
  "graphs.versions": ({ graphId }) => ({ id: graphId }),
  "graphs.raw": ({ graphId }) => ({ id: graphId }),
  "graphs.restore": ({ graphId }) => ({ id: graphId, at: { version: 1 } }),
  "graphs.interface": ({ graphId }) => ({ id: graphId }),
  "graphs.remove": ({ graphId }) => ({ id: graphId }),
  "graphs.duplicate": ({ graphId }) => ({ id: graphId }),
  "runs.start": ({ graphId }) => ({ graphId, version: 1, input: { question: "?" } }),
  "runs.get": ({ runId }) => ({ runId }),
  "runs.document": ({ runId }) => ({ runId }),
  "runs.list": () => ({}),
  "runs.modelClasses": ({ runId }) => ({ runId }),
  "runs.feedback": ({ runId }) => ({ runId }),
  "runs.giveFeedback": ({ runId }) => ({ runId, given: { verdict: "bad", comment: "Confidential" } }),
  "runs.takeFeedbackBack": ({ feedbackId }) => ({ id: feedbackId }),
  "runs.callSpans": ({ runId }) => ({ runId }),
  "runs.calls": ({ runId }) => ({ runId, path: "input" }),
  "runs.cancel": ({ runId }) => ({ runId }),
  "runs.pause": ({ runId }) => ({ runId }),
  "runs.resume": ({ runId }) => ({ runId }),
  "runs.again": ({ runId }) => ({ runId, nodeId: "output" }),
  "runs.setBreakpoints": ({ runId }) => ({ runId, nodeIds: [] }),
  "runs.startNode": ({ graphId }) => ({ graphId, nodeId: "answer", inputs: {} }),
  "runs.lastInputs": ({ graphId }) => ({ graphId, nodeId: "input" }),
  "runs.recentInputs": ({ graphId }) => ({ graphId, nodeId: "input" }),
  "runs.watchSeveral": ({ runId }) => ({ runs: [{ runId, after: 0 }] }),
  "runs.approvals": ({ runId }) => ({ runId }),
  "runs.answer": ({ runId }) => ({ runId, path: "approve", decision: "approve" }),
  "runs.watch": ({ runId }) => ({ runId }),
  "playground.run": ({ modelKey }) => ({ task: firstTask, inputs: { question: "?" }, models: [modelKey] }),
  "playground.history": () => undefined,
  "playground.prompt": ({ promptRunId }) => ({ runId: promptRunId }),
  "playground.targets": () => undefined,
  "playground.saveCase": ({ graphId }) => ({ graphId, name: "New", input: { question: "?" } }),
  "playground.sendToNode": ({ graphId, modelKey }) => ({ graphId, nodeId: null, name: "Model", task: firstTask, model: modelKey }),
  "testing.start": ({ graphId }) => ({ graphId, version: 1 }),
  "testing.stop": ({ testRunId }) => ({ testRunId }),
  "testing.list": ({ graphId }) => ({ graphId }),
  "testing.results": ({ graphId, testRunId }) => ({ graphId, testRunId }),
  "testing.watch": ({ graphId }) => ({ graphId }),
  "models.list": () => undefined,
  "models.connections": () => undefined,
  "models.offers": () => undefined,
  "models.acceptOffer": () => ({ id: "environment" }),
  "models.addConnection": () => ({ kind: "openai", name: "New", baseUrl: "http://localhost:1/v1", key: "sk-new" }),
  "models.updateConnection": ({ connectionId }) => ({
    id: connectionId,
    name: "Renamed",
    baseUrl: "http://localhost:1/v1",
    maxConcurrent: 2,
  }),
  "models.removeConnection": ({ connectionId }) => ({ id: connectionId }),
  "models.testConnection": ({ connectionId }) => ({ id: connectionId }),
  "models.discoverModels": ({ connectionId }) => ({ id: connectionId }),
  "models.addModels": ({ connectionId }) => ({ connectionId, models: [{ name: "another" }] }),
  "models.updateModel": ({ modelKey }) => ({
    key: modelKey,
    label: "Renamed",
    parameters: 3,
    classOverride: null,
    contextTokens: null,
    capabilities: {},
    simulation: null,
    enabled: false,
  }),
  "models.setPrices": ({ modelKey }) => ({
    key: modelKey,
    from: "2026-01-01T00:00:00.000Z",
    by: "person",
    prices: { inputPrice: 1, outputPrice: 2 },
  }),
  "models.removePrices": ({ modelKey }) => ({ key: modelKey, from: "2026-01-01T00:00:00.000Z" }),
  "models.importPrices": ({ modelKey }) => ({
    file: "prices.json",
    from: "2026-01-01T00:00:00.000Z",
    entries: [{ key: modelKey, entry: "gpt-4o-mini", prices: { inputPrice: 1, outputPrice: 2 } }],
  }),
  "models.connectionStates": () => undefined,
  "models.takeFromCatalogue": ({ modelKey }) => ({ key: modelKey }),
  "models.confirmSizes": ({ modelKey }) => ({ keys: [modelKey] }),
  "models.classify": ({ modelKey }) => ({ key: modelKey, class: "slm" }),
  "models.probe": ({ modelKey }) => ({ key: modelKey }),
  "models.removeModel": ({ modelKey }) => ({ key: modelKey }),
  "models.importRecordings": ({ connectionId }) => ({ connectionId, text: "", firstLine: 1 }),
  "knowledge.list": () => undefined,
  "knowledge.documents": ({ baseId }) => ({ baseId }),
  "knowledge.search": ({ baseId }) => ({ baseId, query: "paper", limit: 5 }),
  "knowledge.create": () => ({ name: "New" }),
  "knowledge.rename": ({ baseId }) => ({ id: baseId, name: "Renamed" }),
  "knowledge.chooseEmbeddings": ({ baseId }) => ({ id: baseId, model: null }),
  "knowledge.remove": ({ baseId }) => ({ id: baseId }),
  "knowledge.removeDocument": ({ documentId }) => ({ id: documentId }),
  "insights.statistics": ({ graphId }) => ({ graphId }),
  "insights.overTime": ({ graphId }) => ({ graphId, by: "model" }),
  "insights.evidence": ({ graphId }) => ({ graphId }),
  "insights.suggestions": ({ graphId }) => ({ graphId }),
  "curation.findings": ({ graphId }) => ({ graphId }),
  "curation.corrections": () => undefined,
  "curation.correct": () => ({ verdict: "missed", text: "Confidential", kind: "person" }),
  "curation.undo": ({ correctionId }) => ({ id: correctionId }),
  "curation.pass": () => undefined,
  "curation.startPass": () => ({ scope: "corrected" }),
  "curation.stopPass": ({ passId }) => ({ id: passId }),
  "curation.tasks": ({ graphId }) => ({ graphId }),
  "curation.dataset": ({ graphId }) => ({ graphId, nodeId: "input", rules: {} }),
  "evaluations.propose": ({ evaluatedId }) => ({ graphId: evaluatedId, nodeId: "answer" }),
  "evaluations.start": ({ evaluatedId, modelKey }) => ({
    ...{ graphId: evaluatedId, nodeId: "answer", models: [modelKey], tolerance: 0.02, mostCalls: 100, mostMoney: 1 },
  }),
  "evaluations.list": ({ evaluatedId }) => ({ graphId: evaluatedId }),
  "evaluations.get": ({ evaluationId }) => ({ id: evaluationId }),
  "evaluations.pause": ({ evaluationId }) => ({ id: evaluationId }),
  "evaluations.resume": ({ evaluationId }) => ({ id: evaluationId }),
  "evaluations.cancel": ({ evaluationId }) => ({ id: evaluationId }),
  "evaluations.replace": ({ evaluationId }) => ({ id: evaluationId, message: "" }),
  "evaluations.takeBack": ({ evaluationId }) => ({ id: evaluationId, message: "" }),
  "evaluations.follow": ({ evaluationId }) => ({ id: evaluationId }),
  "clusters.nodes": ({ graphId }) => ({ graphId }),
  "clusters.of": ({ graphId }) => ({ graphId, nodeId: "read" }),
  "clusters.examples": ({ graphId }) => ({ graphId, nodeId: "read", cluster: "1" }),
  "clusters.sameJobs": ({ graphId }) => ({ graphId }),
  "clusters.fit": ({ graphId }) => ({ graphId, nodeId: "read" }),
  "clusters.chooseModels": ({ graphId, modelKey }) => ({ graphId, nodeId: "read", embeddingModel: null, namingModel: modelKey }),
  "clusters.rename": ({ graphId }) => ({ graphId, nodeId: "read", cluster: "1", name: "Mine" }),
  "clusters.merge": ({ graphId }) => ({ graphId, nodeId: "read", clusters: ["1", "2"] }),
  "clusters.split": ({ graphId }) => ({ graphId, nodeId: "read", cluster: "1" }),
  "settings.get": () => undefined,
  "settings.update": () => ({ name: "Renamed", slmPolicy: { by: "parameters", max: 4 }, allowedHosts: ["localhost"] }),
  "settings.curation.get": () => undefined,
  "settings.curation.update": () => ({ ...defaultCuration, exports: true, words: ["Confidential"] }),
  "settings.curation.mentions": () => ({ word: "Confidential" }),
  "settings.curation.erase": () => ({ word: "nothing that is there" }),
  "settings.curation.try": () => ({ policy: defaultCuration, text: "write to ann@example.com" }),
  "settings.telemetry.get": () => undefined,
  "settings.telemetry.update": () => ({
    endpoint: "https://collector.example.com/v1/traces",
    headers: { authorization: "Confidential" },
    contents: true,
  }),
  "settings.keys.list": () => undefined,
  "settings.keys.create": () => ({ name: "New", scopes: ["runs:read"], expiresInDays: 30 }),
  "settings.keys.revoke": ({ keyId }) => ({ id: keyId }),
  "settings.secrets.list": () => undefined,
  "settings.secrets.put": () => ({ name: "CONFIDENTIAL_TOKEN", value: "new" }),
  "settings.secrets.remove": () => ({ name: "CONFIDENTIAL_TOKEN" }),
  "settings.people.list": () => undefined,
  "settings.account.get": () => undefined,
  "settings.account.update": () => ({ name: "Ada", email: "ada@example.test", newPassword: "", currentPassword: "" }),
};
