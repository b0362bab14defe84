import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { type ModelFacts, type NewModel, parametersInName } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import { FactSources, sourcesAfter } from "@/core/modelFacts";
import { type ConnectionKind, ModelCapabilities } from "@/core/models";
import { type DatedPrices, TokenPrices } from "@/core/prices";
import type { Queryable } from "@/db/client";
import { models } from "@/db/schema/models";
import { within } from "../scope";
import { storedConnection } from "./connections";
import { saidAll, saidBy } from "./sources";

type Scope = { db: Queryable; workspaceId: string };

/** Registers models of a connection. What nobody said of one is unknown, whatever its name may say. @throws MinnowError `model_taken` */
export async function addModels(scope: Scope, connectionId: string, added: readonly NewModel[]): Promise<{ keys: string[] }> {
  const { slug, kind } = await storedConnection(scope, connectionId);
  const names = [...new Set(added.map(({ name }) => name))];
  if (names.length === 0) return { keys: [] };
  const [taken] = await scope.db
    .select({ name: models.name })
    .from(models)
    .where(within(scope, models, and(eq(models.connectionId, connectionId), inArray(models.name, names))));
  if (taken !== undefined) throw new MinnowError("model_taken", { model: taken.name });
  const rows = names.map((name) => {
    const facts = added.find((model) => model.name === name);
    const { label = name, sources = {}, inputPrice = null, outputPrice = null, ...told } = facts ?? {};
    // What came with no source somebody entered.
    const entered = saidAll("person", facts ?? {}, []);
    const about = { ...told, name, label, sources: { ...entered, ...sources } };
    const prices = inputPrice === null && outputPrice === null ? [] : [firstPrices({ inputPrice, outputPrice }, kind)];
    return { ...about, prices, workspaceId: scope.workspaceId, connectionId, key: `${slug}/${name}` };
  });
  await scope.db.insert(models).values(rows);
  return { keys: rows.map(({ key }) => key) };
}

/** Prices that came with a model: a server's, or those of a file, for whose tokens nothing is paid. */
const firstPrices = (prices: Pick<TokenPrices, "inputPrice" | "outputPrice">, kind: ConnectionKind): DatedPrices => ({
  ...TokenPrices.parse(prices),
  from: new Date().toISOString(),
  origin: { by: kind === "gguf" ? "file" : "server" },
});

/** Sets what a person says of a model; what they changed is theirs from then on. @throws MinnowError `not_found` */
export async function updateModel(scope: Scope, { key, simulation, ...facts }: ModelFacts & { key: string }): Promise<void> {
  const [stored] = await scope.db
    .select()
    .from(models)
    .where(within(scope, models, eq(models.key, key)));
  if (stored === undefined) throw new MinnowError("not_found", { thing: "model" });
  const before = { ...stored, capabilities: ModelCapabilities.parse(stored.capabilities) };
  const { quantisation = stored.quantisation, licence = stored.licence } = facts;
  const after = { ...facts, quantisation, licence };
  const sources = sourcesAfter(before, after, FactSources.parse(stored.sources), new Date().toISOString());
  await scope.db
    .update(models)
    .set({ ...after, sources, ...(stored.simulation !== null && simulation !== null && { simulation }) })
    .where(within(scope, models, eq(models.key, key)));
}

/** Says whether a model counts as small or large, whatever its size. @throws MinnowError `not_found` */
export async function classifyModel(scope: Scope, { key, class: classOverride }: { key: string; class: "slm" | "llm" }): Promise<void> {
  const rows = await scope.db
    .update(models)
    .set({ classOverride })
    .where(within(scope, models, eq(models.key, key)))
    .returning({ id: models.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "model" });
}

/** Takes the sizes that models' names say, for those whose size nobody told. @returns how many that were @throws MinnowError `not_found` */
export async function confirmSizes(scope: Scope, keys: readonly string[]): Promise<{ confirmed: number }> {
  const rows = await scope.db
    .select({ id: models.id, name: models.name, present: models.parameters, sources: models.sources })
    .from(models)
    .where(within(scope, models, inArray(models.key, [...keys])));
  if (rows.length < new Set(keys).size) throw new MinnowError("not_found", { thing: "model" });
  const sized = rows.flatMap(({ id, name, present, sources }) => {
    const parameters = present === null ? parametersInName(name) : null;
    return parameters === null ? [] : [{ id, parameters, sources: { ...FactSources.parse(sources), ...saidBy("name", ["parameters"]) } }];
  });
  for (const { id, ...size } of sized)
    await scope.db
      .update(models)
      .set(size)
      .where(within(scope, models, and(eq(models.id, id), isNull(models.parameters))));
  return { confirmed: sized.length };
}

/** @throws MinnowError `not_found`, `connection_built_in` for a simulated model, which can be switched off instead */
export async function removeModel(scope: Scope, key: string): Promise<void> {
  const [stored] = await scope.db
    .select({ connectionId: models.connectionId })
    .from(models)
    .where(within(scope, models, eq(models.key, key)));
  if (stored === undefined) throw new MinnowError("not_found", { thing: "model" });
  if ((await storedConnection(scope, stored.connectionId)).kind === "simulated") throw new MinnowError("connection_built_in");
  await scope.db.delete(models).where(within(scope, models, eq(models.key, key)));
}
