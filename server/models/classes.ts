import "server-only";
import type { ModelClass } from "@/core/models";
import { classOf } from "@/core/slmPolicy";
import type { Queryable } from "@/db/client";
import { models } from "@/db/schema/models";
import { within } from "../scope";
import { slmPolicy } from "./registry";

/**
 * The class a recorded call counts for, here and nowhere else: its model's under today's policy, so that a policy counts for
 * the past as well; of a model that has left the registry, the class it was called with.
 */
export async function classesToday(scope: {
  db: Queryable;
  workspaceId: string;
}): Promise<(model: string, whenCalled: ModelClass) => ModelClass> {
  const [policy, registered] = await Promise.all([
    slmPolicy(scope),
    scope.db
      .select({ key: models.key, parameters: models.parameters, classOverride: models.classOverride })
      .from(models)
      .where(within(scope, models)),
  ]);
  const classes = new Map(registered.map((model) => [model.key, classOf(model, policy)]));
  return (model, whenCalled) => classes.get(model) ?? whenCalled;
}
