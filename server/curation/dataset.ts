import "server-only";
import { setImmediate as breathe } from "node:timers/promises";
import type { DatasetAsked, DatasetCounts, RecordedTask } from "@/core/curation/dataset";
import { conversationOf, differingIn } from "@/core/curation/line";
import { openSelection } from "@/core/curation/select";
import { wordsOf } from "@/core/curation/shingles";
import { Json } from "@/core/graph/json";
import { redactTogether } from "@/core/privacy/together";
import { countIn } from "@/core/tallies/tally";
import type { WorkspaceContext } from "../context";
import { findGraph } from "../graphs/read";
import { clusterOfCalls } from "../insights/clusters/labels";
import { readCounted, together } from "../insights/rollups/read";
import { type CandidateRow, callsByIds, candidatesOf } from "./bodies";
import { nodeNamesOf } from "./names";
import { openCuration } from "./policy";

/** Calls that are looked at, the newest: what is kept of each takes about 1 KB while a selection is made. */
const MOST = 200_000;
const MOST_TASKS = 200;
/** Lines written at once. */
const PAGE = 100;

const jsonOf = (value: unknown): Json => Json.parse(value ?? null);

export type ChosenCalls = { ids: string[]; counts: DatasetCounts };

/**
 * Chooses among the recorded calls of a task, newest first: of calls that are alike the newest stays.
 * @throws MinnowError `not_found`
 */
export async function chooseCalls(
  context: WorkspaceContext,
  { graphId, nodeId, fingerprint, model, from, to, rules }: DatasetAsked,
  most = MOST,
): Promise<ChosenCalls> {
  await findGraph(context, graphId);
  const range = { from: from === undefined ? undefined : new Date(from), to: to === undefined ? undefined : new Date(to) };
  const selection = openSelection(rules);
  let [looked, left] = [0, false];
  for await (const rows of candidatesOf(context, { graphId, nodeId, fingerprint, model, ...range })) {
    const clusters =
      rules.balance === "cluster"
        ? await clusterOfCalls(
            context,
            rows.map(({ id }) => id),
          )
        : new Map<string, string>();
    for (const row of rows.slice(0, most - looked)) {
      selection.take(candidate(row, clusters.get(row.id) ?? null));
      // Others are answered meanwhile.
      if (++looked % 50 === 0) await breathe();
    }
    left = looked >= most;
    if (left) break;
  }
  const { ids, counts } = selection.end();
  return { ids, counts: { ...counts, left } };
}

function candidate({ id, request, variables, outputHash, simulated, endedWell, verdict }: CandidateRow, cluster: string | null) {
  const { given, turn } = differingIn(request as Json, (variables ?? null) as Json);
  return { ...{ id, endedWell, simulated, verdict, turn, cluster }, text: wordsOf(given), output: outputHash };
}

/**
 * The chosen calls as JSON lines: each a conversation that ends with its answer, the variables, and where it comes from. Without what the
 * workspace has taken out of exports.
 */
export async function* datasetLines(context: WorkspaceContext, asked: DatasetAsked): AsyncGenerator<string> {
  const { ids } = await chooseCalls(context, asked);
  const { policy, redaction } = await openCuration(context);
  const curated = <T extends Json>(value: T): T => (policy.exports ? redactTogether(value, redaction) : value);
  for (let from = 0; from < ids.length; from += PAGE) {
    const part = ids.slice(from, from + PAGE);
    const [calls, clusters] = await Promise.all([callsByIds(context, part), clusterOfCalls(context, part)]);
    const lines = calls.map(({ call, said }) => {
      const { id, runId, activation, nodeId, model, modelClass, simulated, startedAt, outputText, variables } = call;
      const request = jsonOf(call.request);
      const response = jsonOf(call.response);
      const feedback = said.map(({ path, verdict, score, correction, comment }) => ({
        ...{ of: path === "" ? "run" : "node", verdict, score, comment },
        ...(correction !== null && { correction: jsonOf(correction) }),
      }));
      const cluster = clusters.get(id);
      const text = curated({
        conversation: conversationOf(request, outputText, response) ?? { request, response },
        variables: jsonOf(variables),
        feedback,
      });
      const about = { call: id, run: runId, activation, node: nodeId, model, modelClass, simulated, at: startedAt.toISOString() };
      return JSON.stringify({
        ...text.conversation,
        variables: text.variables,
        about: { ...about, ...(cluster !== undefined && { cluster }), feedback: text.feedback },
      });
    });
    yield `${lines.join("\n")}\n`;
  }
}

/** The tasks of a graph that a data set can be made of, those with most calls first. @throws MinnowError `not_found` */
export async function recordedTasks(context: WorkspaceContext, graphId: string): Promise<RecordedTask[]> {
  const graph = await findGraph(context, graphId);
  const counted = await readCounted(context, { graphId, subjects: ["call"], shapes: false }, {});
  const names = nodeNamesOf(graph.draft);
  return [...Map.groupBy(counted, ({ nodeId, fingerprint }) => JSON.stringify([nodeId, fingerprint])).values()]
    .flatMap((models) => {
      const [first] = models;
      if (first === undefined) return [];
      const { nodeId, fingerprint } = first;
      const tally = together(models);
      const lastAt = new Date(tally.latest.lastAt ?? 0).toISOString();
      return [{ nodeId, fingerprint, name: names.get(nodeId) ?? nodeId, calls: countIn(tally, "calls"), lastAt }];
    })
    .sort((a, b) => b.calls - a.calls)
    .slice(0, MOST_TASKS);
}
