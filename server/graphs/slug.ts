import "server-only";
import { like } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { graphs } from "@/db/schema/graphs";
import { within } from "../scope";

/** The part of an address made from a name: letters, digits and hyphens; `otherwise` where none is left of it. */
export function slugOf(name: string, otherwise = "graph"): string {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return slug === "" ? otherwise : slug;
}

/** A slug no other graph of the workspace has. */
export async function freeSlug(db: Queryable, context: { workspaceId: string }, name: string): Promise<string> {
  const wanted = slugOf(name);
  const rows = await db
    .select({ slug: graphs.slug })
    .from(graphs)
    .where(within(context, graphs, like(graphs.slug, `${wanted}%`)));
  const taken = new Set(rows.map(({ slug }) => slug));
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
