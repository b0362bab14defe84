import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { MinnowError } from "@/core/errors";
import { type DatedPrices, hardwarePrices, type NewPrices, PriceList, type PriceMapImport, withPrices } from "@/core/prices";
import type { DatabaseClient, Queryable } from "@/db/client";
import { models } from "@/db/schema/models";
import { within } from "../scope";

type Scope = { db: DatabaseClient["db"]; workspaceId: string };

/**
 * Gives a model prices from a moment on. Calls of before keep what they cost: that was recorded with them.
 * @throws MinnowError `not_found`
 */
export const setPrices = (scope: Scope, { key, from, ...said }: NewPrices): Promise<void> =>
  changePrices(scope, [key], (list) =>
    withPrices(
      list,
      said.by === "hardware"
        ? { ...hardwarePrices(said.use), from, origin: { by: "hardware", use: said.use } }
        : { ...said.prices, from, origin: { by: "person" } },
    ),
  );

/** Takes prices out of a model's list. @throws MinnowError `not_found` */
export const removePrices = (scope: Scope, { key, from }: { key: string; from: string }): Promise<void> =>
  changePrices(scope, [key], (list) => list.filter((prices) => Date.parse(prices.from) !== Date.parse(from)));

/** Gives models the prices of a map's entries. All or none. @throws MinnowError `not_found` */
export function importPrices(scope: Scope, { file, from, entries }: PriceMapImport): Promise<void> {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  return changePrices(scope, [...byKey.keys()], (list, key) => {
    const entry = byKey.get(key);
    if (entry === undefined) return list;
    return withPrices(list, { ...entry.prices, from, origin: { by: "map", file, entry: entry.entry } });
  });
}

/** A list is read and written under a lock, so that two people who set prices at once lose none. */
async function changePrices(
  { db, workspaceId }: Scope,
  keys: readonly string[],
  change: (list: readonly DatedPrices[], key: string) => readonly DatedPrices[],
): Promise<void> {
  await db.transaction(async (transaction: Queryable) => {
    const scope = { db: transaction, workspaceId };
    const rows = await transaction
      .select({ key: models.key, prices: models.prices })
      .from(models)
      .where(within(scope, models, inArray(models.key, [...keys])))
      .orderBy(models.key)
      .for("update");
    if (rows.length < keys.length) throw new MinnowError("not_found", { thing: "model" });
    for (const { key, prices } of rows)
      await transaction
        .update(models)
        .set({ prices: change(PriceList.parse(prices), key) })
        .where(within(scope, models, and(eq(models.key, key))));
  });
}
