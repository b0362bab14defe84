import "server-only";
import { z } from "zod";
import type { NewModel } from "@/core/connections";
import { saidAll } from "./sources";

/** The part of Ollama's `/api/show` that is read: the exact size, the context, the quantisation, the licence and what a model can do. */
const Shown = z.looseObject({
  model_info: z.record(z.string(), z.unknown()).default({}),
  details: z.looseObject({ quantization_level: z.string().optional() }).default({}).catch({}),
  license: z.string().default("").catch(""),
  /** Versions of old leave it out. */
  capabilities: z.array(z.string()).optional(),
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

function factsOf({ model_info: info, details, license, capabilities }: z.infer<typeof Shown>): Partial<NewModel> {
  const size = info["general.parameter_count"];
  const context = Object.entries(info).find(([key]) => key.endsWith(".context_length"))?.[1];
  const quantisation = quantisationOf(details.quantization_level);
  const licence = licenceOf(info["general.license"], license);
  const told = {
    ...(typeof size === "number" && size > 0 && { parameters: Number((size / 1e9).toPrecision(3)) }),
    ...(typeof context === "number" && Number.isInteger(context) && context > 0 && { contextTokens: context }),
    ...(quantisation !== null && { quantisation }),
    ...(licence !== null && { licence }),
  };
  return {
    ...told,
    // Ollama holds any model to a JSON Schema while it decodes.
    capabilities: {
      tools: capabilities?.includes("tools") ?? false,
      jsonSchema: true,
      streaming: true,
      logprobs: false,
      embeddings: capabilities?.includes("embedding") ?? false,
    },
    sources: saidAll("server", told, capabilities === undefined ? [] : ["tools", "embeddings"]),
  };
}

/** Ollama writes "unknown" where a file doesn't say. */
export const quantisationOf = (level: string | undefined): string | null => {
  const told = level?.trim() ?? "";
  return told === "" || told.toLowerCase() === "unknown" ? null : told.slice(0, 40);
};

/** The file's own word for its licence where it has one, else the first line of its text. */
function licenceOf(word: unknown, text: string): string | null {
  const told = typeof word === "string" ? word : "";
  const line = [told, ...text.split("\n")].map((part) => part.trim()).find((part) => part !== "");
  return line?.slice(0, 120) ?? null;
}
