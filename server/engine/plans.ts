import "server-only";
import { and, eq } from "drizzle-orm";
import { type Level, sizeOf } from "@/core/engine/level";
import { compile } from "@/core/engine/plan";
import { prioritise } from "@/core/engine/priorities";
import type { Kinds } from "@/core/graph/kind";
import type { Database } from "@/db/client";
import { documents } from "@/db/schema/graphs";
import { parseDocument } from "../graphs/read";
import { subgraphsOf } from "../graphs/subgraphs";
import { readDurations } from "./durations";

/** Nodes of the plans that are kept, all together. */
const KEPT_NODES = 50_000;
/** How long the durations that a plan is weighted by are good for. Milliseconds. */
const WEIGHED_MS = 600_000;

type About = { workspaceId: string; graphId: string; documentHash: string };
type Kept = { plan: Level; weighedAt: number };

/** Plans of documents by their content, those used last kept: a document never changes, so neither does its plan but for its weights. */
export function openPlans(db: Database, kinds: Kinds): (about: About) => Promise<Level> {
  const kept = new Map<string, Kept>();
  let nodes = 0;
  const keep = (key: string, entry: Kept) => {
    if (!kept.has(key)) nodes += sizeOf(entry.plan);
    kept.delete(key);
    kept.set(key, entry);
    for (const [oldest, old] of kept) {
      if (nodes <= KEPT_NODES || oldest === key) break;
      kept.delete(oldest);
      nodes -= sizeOf(old.plan);
    }
    return entry.plan;
  };
  /** Runs under way go on by the new weights: they only order what is ready. */
  const weigh = async (entry: Kept, graphId: string) => {
    entry.weighedAt = Date.now();
    prioritise(entry.plan, await readDurations(db, graphId));
  };
  return async ({ workspaceId, graphId, documentHash }) => {
    const key = `${graphId} ${documentHash}`;
    const known = kept.get(key);
    if (known !== undefined) {
      // Nobody waits for it: the old order is good enough for one more run.
      if (Date.now() - known.weighedAt > WEIGHED_MS) weigh(known, graphId).catch((error: unknown) => console.error("plans:", error));
      return keep(key, known);
    }
    const [stored] = await db
      .select({ body: documents.body })
      .from(documents)
      .where(and(eq(documents.workspaceId, workspaceId), eq(documents.hash, documentHash)));
    const document = parseDocument(stored?.body);
    const inside = await subgraphsOf(db, workspaceId, document);
    const entry = { plan: compile(document, kinds, { documentOf: (inner) => inside.get(inner) }), weighedAt: 0 };
    await weigh(entry, graphId);
    return keep(key, entry);
  };
}
