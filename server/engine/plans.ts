import "server-only";
import { and, eq } from "drizzle-orm";
import { type Level, sizeOf } from "@/core/engine/level";
import { compile } from "@/core/engine/plan";
import type { Kinds } from "@/core/graph/kind";
import type { Database } from "@/db/client";
import { documents } from "@/db/schema/graphs";
import { parseDocument } from "../graphs/read";
import { subgraphsOf } from "../graphs/subgraphs";

/** Nodes of the plans that are kept, all together. */
const KEPT_NODES = 50_000;

/** Plans of documents by their content, those used last kept: a document never changes, so neither does its plan. */
export function openPlans(db: Database, kinds: Kinds): (workspaceId: string, hash: string) => Promise<Level> {
  const kept = new Map<string, Level>();
  let nodes = 0;
  const keep = (key: string, plan: Level) => {
    if (!kept.has(key)) nodes += sizeOf(plan);
    kept.delete(key);
    kept.set(key, plan);
    for (const [oldest, old] of kept) {
      if (nodes <= KEPT_NODES || oldest === key) break;
      kept.delete(oldest);
      nodes -= sizeOf(old);
    }
    return plan;
  };
  return async (workspaceId, hash) => {
    const key = `${workspaceId} ${hash}`;
    const known = kept.get(key);
    if (known !== undefined) return keep(key, known);
    const [stored] = await db
      .select({ body: documents.body })
      .from(documents)
      .where(and(eq(documents.workspaceId, workspaceId), eq(documents.hash, hash)));
    const document = parseDocument(stored?.body);
    const inside = await subgraphsOf(db, workspaceId, document);
    return keep(key, compile(document, kinds, { documentOf: (inner) => inside.get(inner) }));
  };
}
