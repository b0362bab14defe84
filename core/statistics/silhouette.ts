import { dot, type Points } from "./points";

/**
 * Mean silhouette of grouped points of length 1 by cosine distance: (b - a) / max(a, b), where a is a point's mean distance to the others
 * of its group and b that to the nearest other group. Exact, by the groups' sums instead of all pairs. A point alone in its group has 0.
 * @param label groups from 0 to `groups` - 1
 * @returns in [-1, 1]; 0 for a single group
 * @see Rousseeuw (1987), Silhouettes, Journal of Computational and Applied Mathematics 20
 */
export function meanSilhouette({ count, size, values }: Points, label: Int32Array, groups: number): number {
  const sums = new Float32Array(groups * size);
  const sizes = new Float64Array(groups);
  for (let point = 0; point < count; point++) {
    const group = label[point] as number;
    sizes[group] = (sizes[group] as number) + 1;
    for (let index = 0; index < size; index++)
      sums[group * size + index] = (sums[group * size + index] as number) + (values[point * size + index] as number);
  }
  if (groups < 2 || count === 0) return 0;
  let total = 0;
  for (let point = 0; point < count; point++) {
    const own = label[point] as number;
    const at = point * size;
    if ((sizes[own] as number) < 2) continue;
    const self = dot(values, at, values, at, size);
    const inside = 1 - (dot(values, at, sums, own * size, size) - self) / ((sizes[own] as number) - 1);
    let outside = Number.POSITIVE_INFINITY;
    for (let other = 0; other < groups; other++)
      if (other !== own && (sizes[other] as number) > 0)
        outside = Math.min(outside, 1 - dot(values, at, sums, other * size, size) / (sizes[other] as number));
    const most = Math.max(inside, outside);
    if (most > 1e-9 && Number.isFinite(outside)) total += (outside - inside) / most;
  }
  return total / count;
}
