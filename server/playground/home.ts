import "server-only";
import { and, eq } from "drizzle-orm";
import { emptyDocument } from "@/core/graph/document";
import type { Queryable } from "@/db/client";
import { graphs } from "@/db/schema";
import { within } from "../scope";

/** No graph that people draw can have it: theirs are made of letters, digits and hyphens. */
const SLUG = "~playground";

type Scope = { db: Queryable; workspaceId: string };

/** The graph that the workspace's prompts hang on; null while none has been run. */
export async function findHome(scope: Scope): Promise<string | null> {
  const [row] = await scope.db
    .select({ id: graphs.id })
    .from(graphs)
    .where(within(scope, graphs, and(eq(graphs.slug, SLUG), eq(graphs.kind, "playground"))));
  return row?.id ?? null;
}

/** The same, made when it is first needed. */
export async function openHome(scope: Scope): Promise<string> {
  const { db, workspaceId } = scope;
  const known = await findHome(scope);
  if (known !== null) return known;
  await db
    .insert(graphs)
    .values({ workspaceId, kind: "playground", slug: SLUG, name: "Playground", draft: emptyDocument() })
    .onConflictDoNothing({ target: [graphs.workspaceId, graphs.slug] });
  const made = await findHome(scope);
  if (made === null) throw new Error("the playground's graph was not made");
  return made;
}
