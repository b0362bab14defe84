import "server-only";
import { eq } from "drizzle-orm";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { modelsOf } from "@/core/graph/kind";
import { answering } from "@/core/models";
import { rankByStake } from "@/core/replacement/rank";
import type { SeriesReport, Suggestion } from "@/core/replacement/report";
import { graphs } from "@/db/schema/graphs";
import { kinds } from "@/nodes/definitions";
import type { WorkspaceContext } from "../context";
import { amongDrawn, parseDocument } from "../graphs/read";
import { listModels } from "../models/registry";
import { readFindings } from "./findings";
import { reportSeries } from "./report";
import { readSeries } from "./series";
import { readTasks } from "./tasks";

type Unranked = Omit<Suggestion, "weight">;

/**
 * Nodes whose current task is served by a large model: those with a score first, by score times the money and waiting at
 * stake, then those that need more calls, by money. Tasks that were edited since and nodes that are gone don't come up.
 * @param now milliseconds since 1970
 */
export async function suggestions(context: WorkspaceContext, graphId: string | null = null, now = Date.now()): Promise<Suggestion[]> {
  const [rows, series, models] = await Promise.all([
    context.db
      .select({ id: graphs.id, name: graphs.name, draft: graphs.draft })
      .from(graphs)
      .where(amongDrawn(context, graphId === null ? undefined : eq(graphs.id, graphId))),
    readSeries(context, graphId, {}),
    listModels(context).then(answering),
  ]);
  const drawn = rows.map(({ id, name, draft }) => ({ id, name, document: parseDocument(draft) }));
  const drafts = new Map(drawn.map(({ id, document }) => [id, document]));
  const [tasks, findingsOf] = await Promise.all([
    readTasks(context, series, drafts, new Map()),
    readFindings(context, graphId, series, {}),
  ]);
  const surroundings = { tasks, findingsOf, models, series, until: now };

  const unranked = drawn.flatMap(({ id, name, document }) =>
    document.nodes.flatMap((node): Unranked[] => {
      const fingerprint = nodeFingerprint(node.config);
      const [assigned] = modelsOf(node, kinds);
      const one = series.find((s) => s.graphId === id && s.nodeId === node.id && s.fingerprint === fingerprint && s.model === assigned);
      if (one === undefined) return [];
      const report = reportSeries(one, surroundings);
      if (report.modelClass !== "llm" || report.saving === null) return [];
      return [{ graphId: id, graphName: name, nodeId: node.id, nodeName: node.name, series: report, saving: report.saving }];
    }),
  );
  const scored = unranked.flatMap((one) => {
    if (one.series.card.state !== "scored") return [];
    return [{ ...one, score: one.series.card.score, money: moneyOf(one), waiting: one.saving.latency.waitingPerMonth }];
  });
  const waiting = unranked
    .filter(({ series: { card } }) => card.state === "too_few")
    .toSorted((a, b) => (moneyOf(b) ?? 0) - (moneyOf(a) ?? 0));
  return [
    ...rankByStake(scored).map(({ score: _, money: __, waiting: ___, ...one }) => one),
    ...waiting.map((one) => ({ ...one, weight: null })),
  ];
}

/** What the large model costs per month at the rate seen, which is the most a small one could save. */
const moneyOf = ({ saving }: { saving: NonNullable<SeriesReport["saving"]> }) => saving.perMonth.now;
