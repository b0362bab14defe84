import "server-only";
import { textOf } from "@/core/clustering/terms";
import type { Embedder } from "../../models/gateway";
import type { StoredCall } from "./calls";
import type { TellCall } from "./protocol";

/** Texts of one call of a model. */
const BATCH = 64;

/** Calls as the fitting process wants them; with vectors when a model is to make these. @param told hears how many are done */
export async function withVectors(
  embedder: Embedder,
  workspaceId: string,
  model: string | null,
  calls: readonly StoredCall[],
  signal: AbortSignal,
  told: (done: number) => Promise<void> = async () => {},
): Promise<TellCall[]> {
  const plain = calls.map(({ id, variables, response, outputText }) => ({ id, variables, response, outputText }));
  if (model === null) return plain.map((call) => ({ call }));
  const made: TellCall[] = [];
  for (let from = 0; from < plain.length; from += BATCH) {
    const some = plain.slice(from, from + BATCH);
    // Servers refuse texts without anything in them.
    const texts = some.map(({ variables }) => textOf(variables).toWellFormed().trim() || "-");
    const vectors = await embedder.embed(workspaceId, model, texts, signal);
    made.push(...some.map((call, index) => ({ call, embedding: Float32Array.from(vectors[index] ?? []) })));
    await told(made.length);
  }
  return made;
}
