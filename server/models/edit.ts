import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { type ModelFacts, type NewModel, parametersInName } from "@/core/connections";
import { MinnowError } from "@/core/errors";
import type { Queryable } from "@/db/client";
import { models } from "@/db/schema/models";
import { within } from "../scope";
import { storedConnection } from "./connections";

type Scope = { db: Queryable; workspaceId: string };

/** Registers models of a connection. What nobody said of one is guessed from its name or left unknown. @throws MinnowError `model_taken` */
export async function addModels(scope: Scope, connectionId: string, added: readonly NewModel[]): Promise<{ keys: string[] }> {
  const { slug } = await storedConnection(scope, connectionId);
  const names = [...new Set(added.map(({ name }) => name))];
  if (names.length === 0) return { keys: [] };
  const [taken] = await scope.db
    .select({ name: models.name })
    .from(models)
    .where(within(scope, models, and(eq(models.connectionId, connectionId), inArray(models.name, names))));
  if (taken !== undefined) throw new MinnowError("model_taken", { model: taken.name });
  const rows = names.map((name) => {
    const facts = added.find((model) => model.name === name);
    const { label = name, parameters = parametersInName(name) } = facts ?? {};
    return { ...facts, name, label, parameters, workspaceId: scope.workspaceId, connectionId, key: `${slug}/${name}` };
  });
  await scope.db.insert(models).values(rows);
  return { keys: rows.map(({ key }) => key) };
}

/** @throws MinnowError `not_found` */
export async function updateModel(scope: Scope, { key, simulation, ...facts }: ModelFacts & { key: string }): Promise<void> {
  const [stored] = await scope.db
    .select({ simulation: models.simulation })
    .from(models)
    .where(within(scope, models, eq(models.key, key)));
  if (stored === undefined) throw new MinnowError("not_found", { thing: "model" });
  await scope.db
    .update(models)
    .set({ ...facts, ...(stored.simulation !== null && simulation !== null && { simulation }) })
    .where(within(scope, models, eq(models.key, key)));
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
