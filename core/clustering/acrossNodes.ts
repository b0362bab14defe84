import { dot } from "../statistics/points";
import type { FitCall } from "./fit";
import { fittedOf } from "./fit";
import { fitSpace, place, sizeOf } from "./space";

/** A cluster of a node, with some of its calls. */
export type Job = { node: string; cluster: string; calls: readonly FitCall[] };

/** Two clusters of different nodes and how alike their calls are: the cosine of their middles. */
export type SameJob = { first: Pick<Job, "node" | "cluster">; second: Pick<Job, "node" | "cluster">; alike: number };

/** From this on, two nodes' clusters count as the same job. */
const ALIKE = 0.8;
const MOST_CALLS = 200;

/**
 * Which nodes do the same job: clusters of different nodes whose calls lie together in one space made from all of them. It says what they
 * are asked, not what they are told to do with it.
 * @returns most alike first
 */
export function sameJobs(jobs: readonly Job[], embeddedBy: string | null = null): SameJob[] {
  const sampled = jobs.map((job) => ({ ...job, calls: fittedOf(job.calls, MOST_CALLS) }));
  if (sampled.length < 2) return [];
  const space = fitSpace(
    fittedOf(
      sampled.flatMap(({ calls }) => calls),
      Number.POSITIVE_INFINITY,
    ),
    embeddedBy,
  );
  const size = sizeOf(space);
  const centres = sampled.map(({ calls }) => {
    const centre = new Float32Array(size);
    for (const call of calls)
      for (const [index, value] of place(space, call).vector.entries()) centre[index] = (centre[index] as number) + value;
    const length = Math.sqrt(dot(centre, 0, centre, 0, size));
    return length === 0 ? centre : centre.map((value) => value / length);
  });
  const pairs: SameJob[] = [];
  for (const [a, first] of sampled.entries())
    for (const [b, second] of sampled.entries()) {
      if (b <= a || first.node === second.node) continue;
      const alike = dot(centres[a] as Float32Array, 0, centres[b] as Float32Array, 0, size);
      if (alike >= ALIKE) pairs.push({ first: pickJob(first), second: pickJob(second), alike: Math.min(1, alike) });
    }
  return pairs.sort((x, y) => y.alike - x.alike);
}

const pickJob = ({ node, cluster }: Job) => ({ node, cluster });
