import "server-only";
import { eq } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { FactSources } from "@/core/modelFacts";
import { ModelCapabilities, type ModelInfo, ServerKind } from "@/core/models";
import { ANSWER_TOKENS, afterProbes, type ProbeName, type ProbeResult, ProbeResults } from "@/core/probes";
import {
  type Finding,
  judgeFailure,
  judgeLogprobs,
  judgeSchema,
  judgeStreaming,
  judgeTools,
  type Observation,
  type Question,
  questions,
} from "@/core/probing";
import type { Database } from "@/db/client";
import { models } from "@/db/schema/models";
import { within } from "../scope";
import { storedConnection } from "./connections";
import type { Attempt, Prober } from "./gateway";
import { modelInfo, slmPolicy } from "./registry";

type Scope = { db: Database; workspaceId: string };
type Model = typeof models.$inferSelect;

/** A server may have to load its model for the first call. */
const FIRST_LIMIT_MS = 180_000;
const LIMIT_MS = 60_000;
const MOST_SAID = 200;

type Found = Finding & { said: string };

/**
 * Finds out by small calls what a model can do, and records it.
 * @throws MinnowError `not_found`, `probe_pointless` for models no server is asked for, and what is wrong with the connection itself:
 * then nothing is recorded
 */
export async function probeModel(prober: Prober, scope: Scope, key: string, signal: AbortSignal): Promise<ModelInfo> {
  const model = await storedModel(scope, key);
  const connection = await storedConnection(scope, model.connectionId);
  const capabilities = ModelCapabilities.parse(model.capabilities);
  if (capabilities.embeddings) throw new MinnowError("probe_pointless", { kind: "embeddings" });
  if (!ServerKind.safeParse(connection.kind).success) throw new MinnowError("probe_pointless", { kind: connection.kind });

  const found = await ask(
    (asked, assuming, limitMs) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
      return prober.attempt(scope.workspaceId, key, asked, assuming, limit).catch((error: unknown) => {
        signal.throwIfAborted();
        if (!limit.aborted) throw error;
        throw new MinnowError("provider_silent", { host: hostOf(connection.baseUrl), seconds: limitMs / 1_000 }, { cause: error });
      });
    },
    { ...capabilities, streaming: true, tools: true, jsonSchema: true, logprobs: true },
  );
  const at = new Date().toISOString();
  return record(scope, key, Object.fromEntries(Object.entries(found).map(([name, one]): [string, ProbeResult] => [name, { ...one, at }])));
}

const hostOf = (baseUrl: string | null): string => (baseUrl === null ? "" : new URL(baseUrl).host);

type Ask = (asked: Attempt, assuming: ModelCapabilities, limitMs: number) => Promise<Observation>;

/** All questions, one after another; the first also shows that the model answers at all. */
async function ask(attempt: Ask, assuming: ModelCapabilities): Promise<Record<ProbeName, Found>> {
  const first = await askFirst(attempt, assuming);
  const able = { ...assuming, streaming: first.streaming.verdict === "yes" };
  const put = async (name: Exclude<keyof typeof questions, "streaming">, judge: (seen: Observation) => Finding): Promise<Found> => {
    try {
      const seen = await attempt({ ...requestOf(questions[name]), ...(name === "logprobs" && { logprobs: true }) }, able, LIMIT_MS);
      return { ...judge(seen), said: "" };
    } catch (error) {
      return failure(name, error);
    }
  };
  return {
    ...first,
    tools: await put("tools", judgeTools),
    jsonSchema: await put("jsonSchema", judgeSchema),
    logprobs: await put("logprobs", judgeLogprobs),
  };
}

/** Streaming, and whether the tokens of what is streamed are counted. A server that refuses to stream is asked once more without. */
async function askFirst(attempt: Ask, assuming: ModelCapabilities): Promise<Record<"streaming" | "usage", Found>> {
  const asked = requestOf(questions.streaming);
  try {
    const { streaming, usage } = judgeStreaming(await attempt(asked, assuming, FIRST_LIMIT_MS));
    return { streaming: { ...streaming, said: "" }, usage: { ...usage, said: "" } };
  } catch (error) {
    if (!isAnswered(error)) throw error;
    // What it refuses either way is no matter of streaming.
    await attempt(asked, { ...assuming, streaming: false }, LIMIT_MS);
    const refused = failure("streaming", error);
    return { streaming: refused, usage: refused };
  }
}

const requestOf = ({ prompt, tool, schema }: Question): Attempt => ({
  messages: [{ role: "user", content: prompt }],
  sampling: { maxTokens: ANSWER_TOKENS },
  ...(tool !== undefined && { tools: [tool] }),
  ...(schema !== undefined && { outputSchema: schema }),
});

/** Did the server answer this very request, if only by refusing it? */
const isAnswered = (error: unknown): error is MinnowError =>
  error instanceof MinnowError && (error.code === "provider_rejected" || error.code === "provider_failed");

/** What a failed call tells of the question it asked. @throws the error where it is the connection's, or a bug */
function failure(name: keyof typeof questions, error: unknown): Found {
  if (isAnswered(error)) {
    const said = String(error.params.reason ?? "");
    return { ...judgeFailure(name, Number(error.params.status), said), said: said.slice(0, MOST_SAID) };
  }
  if (error instanceof MinnowError && /^provider_(?:silent|timeout|first_token_timeout|idle_timeout)$/.test(error.code))
    return { verdict: "unclear", reason: "late", said: "" };
  if (error instanceof MinnowError && error.code === "provider_stream_cut") return { verdict: "unclear", reason: "failed", said: "" };
  throw error;
}

async function storedModel({ db, workspaceId }: Scope, key: string): Promise<Model> {
  const [model] = await db
    .select()
    .from(models)
    .where(within({ workspaceId }, models, eq(models.key, key)));
  if (model === undefined) throw new MinnowError("not_found", { thing: "model" });
  return model;
}

/** Writes what was found beside what others said meanwhile. */
async function record(scope: Scope, key: string, found: ProbeResults): Promise<ModelInfo> {
  const policy = await slmPolicy(scope);
  return scope.db.transaction(async (transaction) => {
    const mine = within(scope, models, eq(models.key, key));
    const [stored] = await transaction.select().from(models).where(mine).for("update");
    if (stored === undefined) throw new MinnowError("not_found", { thing: "model" });
    const known = { capabilities: ModelCapabilities.parse(stored.capabilities), sources: FactSources.parse(stored.sources) };
    const probes = { ...ProbeResults.parse(stored.probes), ...ProbeResults.parse(found) };
    const [model = stored] = await transaction
      .update(models)
      .set({ ...afterProbes(known, found), probes })
      .where(mine)
      .returning();
    const connection = await storedConnection({ ...scope, db: transaction }, model.connectionId);
    return modelInfo({ model, connection }, policy);
  });
}
