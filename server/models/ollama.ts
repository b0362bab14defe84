import "server-only";
import { z } from "zod";
import type { NewModel } from "@/core/connections";

/** The part of Ollama's `/api/show` that is read: the exact size, the context and what a model can do. */
const Shown = z.looseObject({
  model_info: z.record(z.string(), z.unknown()).default({}),
  capabilities: z.array(z.string()).default([]),
});

const MOST = 40;

/** What Ollama itself says of its models; those it says nothing of are left out. Its own addresses lie beside `/v1`. */
export async function ollamaFacts(
  baseUrl: string,
  names: readonly string[],
  call: typeof fetch,
  signal: AbortSignal,
): Promise<Map<string, Partial<NewModel>>> {
  const address = new URL("/api/show", baseUrl).href;
  const shown = await Promise.allSettled(
    names.slice(0, MOST).map(async (model): Promise<[string, Partial<NewModel>]> => {
      const response = await call(address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model }),
        signal,
      });
      return [model, factsOf(Shown.parse(await response.json()))];
    }),
  );
  return new Map(shown.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])));
}

function factsOf({ model_info: info, capabilities }: z.infer<typeof Shown>): Partial<NewModel> {
  const size = info["general.parameter_count"];
  const context = Object.entries(info).find(([key]) => key.endsWith(".context_length"))?.[1];
  return {
    ...(typeof size === "number" && size > 0 && { parameters: Number((size / 1e9).toPrecision(3)) }),
    ...(typeof context === "number" && Number.isInteger(context) && context > 0 && { contextTokens: context }),
    // Ollama holds any model to a JSON Schema while it decodes.
    capabilities: {
      tools: capabilities.includes("tools"),
      jsonSchema: true,
      streaming: true,
      logprobs: false,
      embeddings: capabilities.includes("embedding"),
    },
  };
}
