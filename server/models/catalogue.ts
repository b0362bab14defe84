import "server-only";
import { eq } from "drizzle-orm";
import { matchCatalogue } from "@/core/catalogue/match";
import type { ModelFacts } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import { type FactName, FactSources, sourcesFor } from "@/core/modelFacts";
import type { DatabaseClient, Queryable } from "@/db/client";
import { models } from "@/db/schema/models";
import { within } from "../scope";

type Scope = { db: DatabaseClient["db"]; workspaceId: string };
type Facts = Pick<ModelFacts, "parameters" | "contextTokens" | "licence">;

/**
 * Takes over what the catalogue knows of a model and nobody has said yet; what somebody has said stays.
 * @returns its facts afterwards
 * @throws MinnowError `not_found` when there is no such model, or it is not in the catalogue
 */
export async function takeFromCatalogue({ db, workspaceId }: Scope, key: string): Promise<Facts> {
  return db.transaction(async (transaction: Queryable) => {
    const scope = { db: transaction, workspaceId };
    const [row] = await transaction
      .select({
        id: models.id,
        name: models.name,
        sources: models.sources,
        present: { parameters: models.parameters, contextTokens: models.contextTokens, licence: models.licence },
      })
      .from(models)
      .where(within(scope, models, eq(models.key, key)))
      .for("update");
    const entry = row === undefined ? null : matchCatalogue(row.name);
    if (row === undefined || entry === null) throw new MinnowError("not_found", { thing: "model" });
    const { present, sources } = row;
    const known = { parameters: entry.parameters, contextTokens: entry.contextTokens, licence: entry.licence?.name ?? null };
    const taken = (["parameters", "contextTokens", "licence"] as const).filter((name) => present[name] === null && known[name] !== null);
    const facts = { ...present, ...Object.fromEntries(taken.map((name) => [name, known[name]])) };
    const said = sourcesFor(taken satisfies FactName[], { from: "catalogue", at: new Date().toISOString() });
    if (taken.length > 0)
      await transaction
        .update(models)
        .set({ ...facts, sources: { ...FactSources.parse(sources), ...said } })
        .where(within(scope, models, eq(models.id, row.id)));
    return facts;
  });
}
