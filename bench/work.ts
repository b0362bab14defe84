import { z } from "zod";
import { seededRandom } from "@/core/statistics/random";

/** The work that every engine is given: nodes that take so many milliseconds, and which of them wait for which. */
export type Dag = { nodes: { id: string; ms: number }[]; edges: [string, string][] };

/** A random graph of which about three nodes in ten are slow, as a large model's, and the others fast, as a small one's. */
export function heterogeneousDag(seed: number, size = 30): Dag {
  const random = seededRandom(seed);
  const dag: Dag = { nodes: [], edges: [] };
  for (let index = 0; index < size; index++) {
    dag.nodes.push({ id: `n${index}`, ms: random() < 0.3 ? 400 : 40 });
    const wanted = index === 0 ? 0 : 1 + Math.floor(random() * 2);
    const parents = new Set(Array.from({ length: wanted }, () => Math.max(0, index - 1 - Math.floor(random() * 6))));
    for (const parent of index === 0 ? [] : parents) dag.edges.push([`n${parent}`, `n${index}`]);
  }
  return dag;
}

/** One slow node beside a chain of eight fast ones, brought together at the end. */
export function ladder(): Dag {
  const steps = Array.from({ length: 8 }, (_, index) => `step${index}`);
  return {
    nodes: [{ id: "start", ms: 0 }, { id: "slow", ms: 400 }, ...steps.map((id) => ({ id, ms: 40 })), { id: "end", ms: 0 }],
    edges: [
      ["start", "slow"],
      ["start", "step0"],
      ...steps.slice(1).map((id, index): [string, string] => [`step${index}`, id]),
      ["slow", "end"],
      ["step7", "end"],
    ],
  };
}

/** `levels` of `width` nodes that do nothing, each fed by two of the level before. */
export function lattice(levels: number, width: number): Dag {
  const id = (level: number, place: number) => `n${level}_${place % width}`;
  const dag: Dag = { nodes: [], edges: [] };
  for (let level = 0; level < levels; level++) {
    for (let place = 0; place < width; place++) {
      dag.nodes.push({ id: id(level, place), ms: 0 });
      for (const from of level === 0 ? [] : new Set([id(level - 1, place), id(level - 1, place + 1)]))
        dag.edges.push([from, id(level, place)]);
    }
  }
  return dag;
}

/** Length of the longest path in milliseconds: no schedule can be shorter. The nodes are in topological order. */
export function criticalPath({ nodes, edges }: Dag): number {
  const parents = Map.groupBy(edges, ([, target]) => target);
  const ends = new Map<string, number>();
  for (const { id, ms } of nodes) {
    const before = (parents.get(id) ?? []).map(([source]) => ends.get(source) ?? 0);
    ends.set(id, ms + Math.max(0, ...before));
  }
  return Math.max(...ends.values());
}

export const sleep = (ms: number): Promise<void> => (ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms)));

/** The runs of model calls: how many start together, and how many calls each makes, one after another. */
export const RUNS_AT_ONCE = 200;
export const CALLS_A_RUN = 5;

/** What travels through durable runs: 2 KB. */
export const PAYLOAD = "x".repeat(2_000);

const Completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) });

/** One model call with nothing around it. */
export async function askByFetch(baseUrl: string, content: string): Promise<string> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer none" },
    body: JSON.stringify({ model: "bench", temperature: 0, messages: [{ role: "user", content }] }),
  });
  return Completion.parse(await response.json()).choices[0]?.message.content ?? "";
}
