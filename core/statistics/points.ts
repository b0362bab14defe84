/** Points of `size` numbers each, one after the other. */
export type Points = { count: number; size: number; values: Float32Array };

/** Inner product of `size` numbers of `a` from place `from` with as many of `b` from `other`. */
export function dot(a: Float32Array, from: number, b: Float32Array, other: number, size: number): number {
  let sum = 0;
  for (let index = 0; index < size; index++) sum += (a[from + index] as number) * (b[other + index] as number);
  return sum;
}

/** Some of the points, in the order asked for. */
export function pick({ size, values }: Points, which: ArrayLike<number>): Points {
  const picked = new Float32Array(which.length * size);
  for (let to = 0; to < which.length; to++)
    picked.set(values.subarray((which[to] as number) * size, ((which[to] as number) + 1) * size), to * size);
  return { count: which.length, size, values: picked };
}
