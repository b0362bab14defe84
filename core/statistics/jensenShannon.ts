/**
 * Jensen-Shannon distance of two distributions given by counts: the square root of the divergence to their middle, in base 2.
 * A metric: 0 when shares are equal, 1 when nothing is in both.
 * @param first counts by what they are of; need not add up to 1
 * @returns null when either is of nothing, where there are no shares to compare
 * @see Endres & Schindelin (2003), A new metric for probability distributions, IEEE Transactions on Information Theory 49
 */
export function jensenShannonDistance(first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>): number | null {
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
  const [p, q] = [sum(first), sum(second)];
  if (p === 0 || q === 0) return null;
  let divergence = 0;
  for (const key of new Set([...first.keys(), ...second.keys()])) {
    const [a, b] = [(first.get(key) ?? 0) / p, (second.get(key) ?? 0) / q];
    const middle = (a + b) / 2;
    if (a > 0) divergence += (a * Math.log2(a / middle)) / 2;
    if (b > 0) divergence += (b * Math.log2(b / middle)) / 2;
  }
  return Math.sqrt(Math.min(1, Math.max(0, divergence)));
}
