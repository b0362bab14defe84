import "server-only";
import { eq, sql } from "drizzle-orm";
import { matchCatalogue } from "@/core/catalogue/match";
import type { CatalogueModel } from "@/core/catalogue/model";
import type { ObservedCall } from "@/core/ingest/observed";
import { type FactSources, sourcesFor } from "@/core/modelFacts";
import { ModelCapabilities, type ModelClass } from "@/core/models";
import { callCost, PriceList, pricesAt, TokenPrices } from "@/core/prices";
import { classOf } from "@/core/slmPolicy";
import { slugOf } from "@/core/slug";
import type { Transaction } from "@/db/client";
import { connections, models } from "@/db/schema/models";
import type { WorkspaceContext } from "../context";
import { slmPolicy } from "../models/registry";
import { within } from "../scope";

/** A model that served a call elsewhere, as the registry has it. */
export type ServingModel = { key: string; class: ModelClass; costOf(call: ObservedCall, at: number): Pick<Cost, "cost" | "prices"> };
type Cost = { cost: number | null; prices: TokenPrices | null };

type Row = { model: typeof models.$inferSelect; slug: string };
const nameOf = ({ provider, model }: ObservedCall): string => `${provider?.toLowerCase() ?? ""} ${model}`;

/**
 * The registry's models of calls that were made elsewhere. One that isn't there yet is put into a connection of its provider's name that
 * calls nobody: with the size that the catalogue knows, so that it has a class, and without prices.
 * @returns by the call
 */
export async function servingModels(
  transaction: Transaction,
  context: Pick<WorkspaceContext, "workspaceId">,
  calls: readonly ObservedCall[],
): Promise<(call: ObservedCall) => ServingModel> {
  const { workspaceId } = context;
  const policy = await slmPolicy({ db: transaction, workspaceId });
  const known = await transaction
    .select({ model: models, slug: connections.slug })
    .from(models)
    .innerJoin(connections, eq(connections.id, models.connectionId))
    .where(within(context, models));
  const byName = Map.groupBy(known, ({ model }) => model.name);
  const found = new Map<string, ServingModel>();
  const missing = new Map<string, ObservedCall>();
  for (const call of calls) {
    const name = nameOf(call);
    if (found.has(name) || missing.has(name)) continue;
    const row = closest(byName.get(call.model) ?? [], call.provider);
    if (row === undefined) missing.set(name, call);
    else found.set(name, servedBy(row.model, policy));
  }
  for (const [name, { provider, model }] of missing) {
    found.set(name, servedBy(await register(transaction, workspaceId, provider, model), policy));
  }
  return (call) => {
    const served = found.get(nameOf(call));
    if (served === undefined) throw new Error(`${call.model} was asked for without having been named`);
    return served;
  };
}

/** Of several models of one name, the provider's; the only one there is, when the log names no provider. */
function closest(rows: readonly Row[], provider: string | null): Row | undefined {
  if (provider === null) return rows[0];
  const slug = slugOf(provider, { otherwise: "imported" });
  return rows.find((row) => row.slug === slug) ?? rows.find((row) => row.slug.startsWith(slug));
}

function servedBy(model: typeof models.$inferSelect, policy: Parameters<typeof classOf>[1]): ServingModel {
  const list = PriceList.parse(model.prices);
  return {
    key: model.key,
    class: classOf(model, policy),
    costOf({ cost, inputTokens, outputTokens, cachedTokens, reasoningTokens }, at) {
      const dated = pricesAt(list, at);
      const prices = dated === null ? null : TokenPrices.parse(dated);
      if (cost !== null) return { cost, prices: null };
      if (dated === null || inputTokens === null || outputTokens === null) return { cost: null, prices };
      return {
        cost: callCost(dated, { input: inputTokens, output: outputTokens, cached: cachedTokens, reasoning: reasoningTokens }),
        prices,
      };
    },
  };
}

/** What the catalogue knows is told as its word. */
function sourcesOf(facts: CatalogueModel | null): FactSources {
  const told = (["parameters", "contextTokens", "licence"] as const).filter((name) => (facts?.[name] ?? null) !== null);
  return sourcesFor(told, { from: "catalogue", at: new Date().toISOString() });
}

async function register(transaction: Transaction, workspaceId: string, provider: string | null, name: string) {
  const slug = slugOf(provider ?? "", { otherwise: "imported" });
  const facts = matchCatalogue(name);
  await transaction
    .insert(connections)
    .values({ workspaceId, slug, name: provider ?? "Imported logs", kind: "recorded" })
    .onConflictDoNothing();
  const [connection] = await transaction
    .select({ id: connections.id })
    .from(connections)
    .where(within({ workspaceId }, connections, eq(connections.slug, slug)));
  if (connection === undefined) throw new Error(`the connection ${slug} was inserted and is gone`);
  const [row] = await transaction
    .insert(models)
    .values({
      ...{ workspaceId, connectionId: connection.id, key: `${slug}/${name}`, name, label: name.slice(0, 80) },
      parameters: facts?.parameters ?? null,
      contextTokens: facts?.contextTokens ?? null,
      licence: facts?.licence?.name ?? null,
      sources: sourcesOf(facts),
      capabilities: ModelCapabilities.parse({}),
    })
    .onConflictDoUpdate({ target: [models.workspaceId, models.key], set: { name: sql`excluded.name` } })
    .returning();
  if (row === undefined) throw new Error(`the model ${name} was inserted without a row`);
  return row;
}
