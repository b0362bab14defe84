import "server-only";
import { MinnowError } from "@/core/errors";
import { guardedFetch } from "../outbound/guard";
import type { ServedModel } from "./adapter";
import { keyOf } from "./key";
import { library } from "./openai";
import { patiently } from "./tries";

/**
 * Vectors of texts, by a server that speaks OpenAI's wire: each of length 1, so that their inner product is their cosine.
 * @throws MinnowError of the `provider_` family, `not_embeddings`
 */
export async function embedOpenAI(served: ServedModel, texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
  const { connection, model, allowedHosts } = served;
  if (connection.kind !== "openai" || !served.capabilities.embeddings) throw new MinnowError("not_embeddings", { model: model.key });
  const { OpenAIEmbeddings } = await library();
  const call = guardedFetch({ allowedHosts });
  const { answer } = await patiently(served, signal, async () => {
    const client = new OpenAIEmbeddings({
      model: model.name,
      apiKey: keyOf(connection) ?? "none",
      maxRetries: 0,
      batchSize: texts.length,
      stripNewLines: false,
      // What every server knows; the client's own choice, base64, is not.
      encodingFormat: "float",
      configuration: {
        baseURL: connection.baseUrl,
        fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) => call(input, { ...init, signal }),
        logLevel: "off",
      },
    });
    const vectors: unknown = await client.embedDocuments([...texts]);
    return unitVectors(vectors, texts.length) ?? refuse(connection.name);
  });
  return answer;
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
