import "server-only";
import { eq } from "drizzle-orm";
import type { ModelCapabilities, Simulation } from "@/core/models";
import { TokenPrices } from "@/core/prices";
import type { Queryable } from "@/db/client";
import { connections, models } from "@/db/schema/models";
import { within } from "../scope";

type SimulatedModel = {
  name: string;
  label: string;
  parameters: number;
  contextTokens: number;
  inputPrice: number;
  outputPrice: number;
  simulation: Simulation;
};

/** Invented models: no figure here is a measurement or anybody's price list. Prices in US dollars per million tokens. */
const simulatedModels: SimulatedModel[] = [
  {
    name: "guppy-1b",
    label: "Guppy 1B",
    parameters: 1,
    contextTokens: 8_192,
    inputPrice: 0.02,
    outputPrice: 0.04,
    simulation: { firstTokenMs: 60, tokensPerSecond: 420, quality: 0.8 },
  },
  {
    name: "guppy-3b",
    label: "Guppy 3B",
    parameters: 3,
    contextTokens: 32_768,
    inputPrice: 0.05,
    outputPrice: 0.1,
    simulation: { firstTokenMs: 90, tokensPerSecond: 300, quality: 0.9 },
  },
  {
    name: "tetra-8b",
    label: "Tetra 8B",
    parameters: 8,
    contextTokens: 65_536,
    inputPrice: 0.1,
    outputPrice: 0.2,
    simulation: { firstTokenMs: 140, tokensPerSecond: 220, quality: 0.95 },
  },
  {
    name: "marlin-70b",
    label: "Marlin 70B",
    parameters: 70,
    contextTokens: 131_072,
    inputPrice: 0.9,
    outputPrice: 1.8,
    simulation: { firstTokenMs: 350, tokensPerSecond: 110, quality: 0.98 },
  },
  {
    name: "orca-400b",
    label: "Orca 400B",
    parameters: 400,
    contextTokens: 200_000,
    inputPrice: 3,
    outputPrice: 12,
    simulation: { firstTokenMs: 500, tokensPerSecond: 90, quality: 0.99 },
  },
];

const capabilities: ModelCapabilities = { tools: true, jsonSchema: true, streaming: true, logprobs: true, embeddings: false };

/** Gives a workspace the built-in simulated models, which need no server and no key. Safe to call again. */
export async function seedSimulatedConnection(db: Queryable, workspaceId: string): Promise<void> {
  await db
    .insert(connections)
    .values({ workspaceId, slug: "simulated", name: "Simulated (built in)", kind: "simulated", maxConcurrent: 200 })
    .onConflictDoNothing();
  const [connection] = await db
    .select({ id: connections.id })
    .from(connections)
    .where(within({ workspaceId }, connections, eq(connections.slug, "simulated")));
  if (connection === undefined) return;
  await db
    .insert(models)
    .values(
      simulatedModels.map(({ inputPrice, outputPrice, ...model }) => ({
        ...model,
        prices: [{ ...TokenPrices.parse({ inputPrice, outputPrice }), from: new Date().toISOString(), origin: { by: "invented" } }],
        workspaceId,
        connectionId: connection.id,
        key: `simulated/${model.name}`,
        capabilities,
      })),
    )
    .onConflictDoNothing();
}
