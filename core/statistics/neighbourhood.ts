import { dot, type Points } from "./points";

/** Of each point its nearest others, nearest first: `each` of them one after the other. */
export type Neighbours = { each: number; near: Int32Array };

/** The nearest others of every point of length 1 by cosine, all pairs looked at. Of equally near ones the earlier. */
export function nearestOthers({ count, size, values }: Points, wanted: number): Neighbours {
  const each = Math.max(0, Math.min(wanted, count - 1));
  const near = new Int32Array(count * each);
  const cosine = new Float64Array(count);
  const heap = new Int32Array(each);
  const isFurther = (a: number, b: number) => (cosine[a] as number) < (cosine[b] as number) || (cosine[a] === cosine[b] && a > b);
  for (let point = 0; point < count; point++) {
    let held = 0;
    for (let other = 0; other < count; other++) {
      if (other === point) continue;
      cosine[other] = dot(values, point * size, values, other * size, size);
      // The furthest held is on top.
      if (held < each) {
        let at = held++;
        heap[at] = other;
        for (let up = (at - 1) >> 1; at > 0 && isFurther(heap[at] as number, heap[up] as number); up = (at - 1) >> 1) {
          [heap[at], heap[up]] = [heap[up] as number, heap[at] as number];
          at = up;
        }
      } else if (each > 0 && isFurther(heap[0] as number, other)) {
        heap[0] = other;
        for (let at = 0; ; ) {
          const [left, right] = [2 * at + 1, 2 * at + 2];
          let most = at;
          if (left < held && isFurther(heap[left] as number, heap[most] as number)) most = left;
          if (right < held && isFurther(heap[right] as number, heap[most] as number)) most = right;
          if (most === at) break;
          [heap[at], heap[most]] = [heap[most] as number, heap[at] as number];
          at = most;
        }
      }
    }
    near.set(
      heap.subarray(0, held).toSorted((a, b) => (isFurther(a, b) ? 1 : -1)),
      point * each,
    );
  }
  return { each, near };
}

const FEWEST_NEIGHBOURS = 5;

/**
 * How well each group keeps to itself: the share of its points' nearest others that are in it, beyond what chance would give. 1 when all
 * are, 0 when no more than in a group drawn at random. A group is asked about as many neighbours as are half of it, at most.
 * @returns of each group; 1 for an empty one
 */
export function groupPurity({ each, near }: Neighbours, label: Int32Array, groups: number): Float64Array {
  const sizes = new Float64Array(groups);
  for (const group of label) sizes[group] = (sizes[group] as number) + 1;
  const kept = new Float64Array(groups);
  for (let point = 0; point < label.length; point++) {
    const group = label[point] as number;
    const asked = Math.min(each, Math.max(FEWEST_NEIGHBOURS, Math.floor((sizes[group] as number) / 2)));
    let inside = 0;
    for (let index = 0; index < asked; index++) if (label[near[point * each + index] as number] === group) inside += 1;
    kept[group] = (kept[group] as number) + inside / asked / (sizes[group] as number);
  }
  return kept.map((share, group) => {
    const chance = (sizes[group] as number) / label.length;
    return sizes[group] === 0 || chance === 1 ? 1 : (share - chance) / (1 - chance);
  });
}
