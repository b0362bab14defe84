import "server-only";
import { MinnowError } from "@/core/errors";
import type { ServedModel } from "./adapter";
import { googleRoot } from "./adapters/google";
import { ollamaFetch, library as ollamaLibrary, ollamaRoot } from "./adapters/ollama";
import { embeddingConfiguration, library } from "./adapters/openai";
import { keyOf } from "./key";
import { wayOf } from "./way";

type Embed = (served: ServedModel, texts: string[], signal: AbortSignal) => Promise<unknown>;

/** Google answers for embeddings on OpenAI's wire too, beside its own. */
const throughGoogle: Embed = (served, texts, signal) => {
  const { endpoint, apiVersion } = googleRoot(served.connection.baseUrl);
  const connection = { ...served.connection, kind: "openai" as const, baseUrl: `${endpoint}/${apiVersion}/openai` };
  return throughOpenAI({ ...served, connection }, texts, signal);
};

const throughOpenAI: Embed = async (served, texts, signal) => {
  const { connection, model, allowedHosts } = served;
  const { OpenAIEmbeddings } = await library();
  const client = new OpenAIEmbeddings({
    model: model.name,
    apiKey: keyOf(connection) ?? "none",
    maxRetries: 0,
    batchSize: texts.length,
    stripNewLines: false,
    // What every server knows; the client's own choice, base64, is not.
    encodingFormat: "float",
    configuration: embeddingConfiguration(served, wayOf(connection, allowedHosts), signal),
  });
  return client.embedDocuments(texts);
};

const throughOllama: Embed = async ({ connection, model, allowedHosts }, texts, signal) => {
  const { OllamaEmbeddings } = await ollamaLibrary();
  const client = new OllamaEmbeddings({
    model: model.name,
    baseUrl: ollamaRoot(connection.baseUrl),
    fetch: ollamaFetch(connection, wayOf(connection, allowedHosts), signal),
    maxRetries: 0,
    // A text that is too long is cut like on the other wire.
    truncate: true,
  });
  return client.embedDocuments(texts);
};

const ways: Partial<Record<ServedModel["connection"]["kind"], Embed>> = {
  openai: throughOpenAI,
  azure: throughOpenAI,
  google: throughGoogle,
  ollama: throughOllama,
};

/**
 * Vectors of texts, each of length 1, so that their inner product is their cosine. Asks once.
 * @throws MinnowError `not_embeddings`, of the `provider_` family, and what the client throws
 */
export async function embed(served: ServedModel, texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
  const { connection, model, capabilities } = served;
  const ask = ways[connection.kind];
  if (ask === undefined || !capabilities.embeddings) throw new MinnowError("not_embeddings", { model: model.key });
  const vectors = await ask(served, [...texts], signal);
  return unitVectors(vectors, texts.length) ?? refuse(connection.name);
}

const refuse = (connection: string): never => {
  throw new MinnowError("provider_failed", { connection, status: 200, reason: "the vectors are missing, empty or of different lengths" });
};

/** Null when these are not as many vectors as wanted, all of one length. */
function unitVectors(told: unknown, count: number): number[][] | null {
  if (!Array.isArray(told) || told.length !== count) return null;
  const units: number[][] = [];
  for (const vector of told) {
    if (!Array.isArray(vector) || vector.length === 0 || vector.length !== told[0].length) return null;
    const norm = Math.hypot(...vector);
    if (!Number.isFinite(norm) || norm === 0) return null;
    units.push(vector.map((value: number) => value / norm));
  }
  return units;
}
