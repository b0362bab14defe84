import "server-only";
import { asc, eq } from "drizzle-orm";
import { ModelCapabilities, ModelInfo, Simulation } from "@/core/models";
import { PriceList, pricesAt, TokenPrices } from "@/core/prices";
import { classOf, defaultSlmPolicy, SlmPolicy } from "@/core/slmPolicy";
import type { Queryable } from "@/db/client";
import { connections, models } from "@/db/schema/models";
import { workspaceSettings } from "@/db/schema/settings";
import { within } from "../scope";

type Scope = { db: Queryable; workspaceId: string };

/** What the workspace calls an SLM. */
export async function slmPolicy({ db, workspaceId }: Scope): Promise<SlmPolicy> {
  const [row] = await db
    .select({ policy: workspaceSettings.slmPolicy })
    .from(workspaceSettings)
    .where(eq(workspaceSettings.workspaceId, workspaceId));
  return row === undefined ? defaultSlmPolicy : SlmPolicy.parse(row.policy);
}

const unpriced: TokenPrices = { inputPrice: null, outputPrice: null, cachedInputPrice: null, reasoningPrice: null };

/** The prices of today, and all there have been. */
function pricesOf({ prices: stored }: typeof models.$inferSelect): TokenPrices & { prices: PriceList } {
  const prices = PriceList.parse(stored);
  return { ...TokenPrices.parse(pricesAt(prices, Date.now()) ?? unpriced), prices };
}

type JoinedRow = { model: typeof models.$inferSelect; connection: typeof connections.$inferSelect };

/** A row of the registry as the browser may see it: nothing of the connection but its name and kind. */
export function modelInfo({ model, connection }: JoinedRow, policy: SlmPolicy): ModelInfo {
  return ModelInfo.parse({
    key: model.key,
    name: model.name,
    label: model.label,
    connectionId: connection.id,
    connectionName: connection.name,
    connectionKind: connection.kind,
    parameters: model.parameters,
    class: classOf(model, policy),
    classOverride: model.classOverride,
    contextTokens: model.contextTokens,
    quantisation: model.quantisation,
    licence: model.licence,
    sources: model.sources,
    probes: model.probes,
    ...pricesOf(model),
    capabilities: ModelCapabilities.parse(model.capabilities),
    simulation: model.simulation === null ? null : Simulation.parse(model.simulation),
    enabled: model.enabled,
  });
}

/** The workspace's models, small ones first within a connection. */
export async function listModels(scope: Scope): Promise<ModelInfo[]> {
  const policy = await slmPolicy(scope);
  const rows = await scope.db
    .select({ model: models, connection: connections })
    .from(models)
    .innerJoin(connections, eq(connections.id, models.connectionId))
    .where(within(scope, models))
    .orderBy(asc(connections.createdAt), asc(models.parameters), asc(models.key));
  return rows.map((row) => modelInfo(row, policy));
}

/** Keys of the models a graph may use. */
export async function modelKeys(scope: Scope): Promise<ReadonlySet<string>> {
  const rows = await scope.db
    .select({ key: models.key })
    .from(models)
    .where(within(scope, models, eq(models.enabled, true)));
  return new Set(rows.map(({ key }) => key));
}
