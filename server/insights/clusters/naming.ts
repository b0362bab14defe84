import "server-only";
import { z } from "zod";
import type { Assignment } from "@/core/clustering/assign";
import type { ClusterModel } from "@/core/clustering/model";
import { textOf } from "@/core/clustering/terms";
import type { ModelGateway } from "../../models/gateway";
import type { TellCall } from "./protocol";
import type { ClusteringRow } from "./store";

/** Calls that are shown to a model that names a cluster, and how much of each. Characters. */
const [EXAMPLES, EXCERPT] = [6, 400];
const LONGEST = 60;

const Named = z.object({ name: z.string().trim().min(1).max(LONGEST) });
const schema = {
  type: "object",
  properties: { name: { type: "string", maxLength: LONGEST } },
  required: ["name"],
  additionalProperties: false,
};

const instructions =
  "You name groups of requests that were sent to one step of an AI agent. Answer with a name of two to five words for the task that the " +
  "group's requests have in common, in the language most of them are in. Name what is asked for, not the people or things in it.";

/**
 * Lets a model name the clusters that nobody has named. One that fails to answer leaves a cluster to its terms: a name is never worth a
 * fit. What a person called a cluster stays.
 */
export async function nameClusters(
  gateway: ModelGateway,
  { id, workspaceId, namingModel }: Pick<ClusteringRow, "id" | "workspaceId" | "namingModel">,
  model: ClusterModel,
  calls: readonly TellCall[],
  assignments: readonly Assignment[],
  signal: AbortSignal,
  told: (done: number, of: number) => Promise<void>,
): Promise<ClusterModel> {
  if (namingModel === null) return model;
  const nameless = model.clusters.filter(({ named }) => named === null);
  if (nameless.length === 0) return model;
  const members = new Map<string, { closeness: number; text: string }[]>();
  for (const [index, { cluster, closeness }] of assignments.entries()) {
    const call = calls[index]?.call;
    if (cluster !== null && call !== undefined)
      members.set(cluster, [...(members.get(cluster) ?? []), { closeness, text: textOf(call.variables) }]);
  }
  const names = new Map<string, string>();
  for (const [done, { id: cluster, terms }] of nameless.entries()) {
    await told(done, nameless.length);
    const examples = (members.get(cluster) ?? []).toSorted((a, b) => b.closeness - a.closeness).slice(0, EXAMPLES);
    const content = `Words that tell the group: ${terms.join(", ")}\n\n${examples.map(({ text }) => `<request>\n${text.slice(0, EXCERPT)}\n</request>`).join("\n")}`;
    const outcome = await gateway.call(
      workspaceId,
      {
        model: namingModel,
        messages: [
          { role: "system", content: instructions },
          { role: "user", content },
        ],
        sampling: { temperature: 0 },
        outputSchema: schema,
      },
      signal,
      id,
    );
    const named = outcome.ok ? Named.safeParse(outcome.answer.json) : null;
    if (named?.success) names.set(cluster, named.data.name);
  }
  return {
    ...model,
    clusters: model.clusters.map((cluster) => {
      const name = names.get(cluster.id);
      return name === undefined ? cluster : { ...cluster, named: { name, by: "model" as const } };
    }),
  };
}
