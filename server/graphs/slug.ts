import "server-only";
import { like } from "drizzle-orm";
import { slugOf } from "@/core/slug";
import type { Queryable } from "@/db/client";
import { graphs } from "@/db/schema/graphs";
import { within } from "../scope";

/** A slug no other graph of the workspace has. */
export async function freeSlug(db: Queryable, context: { workspaceId: string }, name: string): Promise<string> {
  const wanted = slugOf(name, { otherwise: "graph" });
  const rows = await db
    .select({ slug: graphs.slug })
    .from(graphs)
    .where(within(context, graphs, like(graphs.slug, `${wanted}%`)));
  const taken = new Set(rows.map(({ slug }) => slug));
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
