/**
 * Adjusted Rand index of two partitions of the same items: 1 when they are the same whatever their parts are called, about 0 when they
 * agree as chance would, below 0 when less.
 * (Σ C(n_ij,2) - e) / ((Σ C(a_i,2) + Σ C(b_j,2))/2 - e) with e = Σ C(a_i,2) Σ C(b_j,2) / C(n,2).
 * @param first part of each item, in the order of `second`
 * @returns 1 when both put all items in one part, or each in its own, where the formula is 0/0
 * @throws RangeError when they are not of the same items
 * @see Hubert & Arabie (1985), Comparing partitions, Journal of Classification 2
 */
export function adjustedRandIndex(first: readonly (string | number)[], second: readonly (string | number)[]): number {
  if (first.length !== second.length) throw new RangeError(`no partitions of the same items: ${first.length} and ${second.length}`);
  const pairs = (counts: Iterable<number>) => {
    let sum = 0;
    for (const count of counts) sum += (count * (count - 1)) / 2;
    return sum;
  };
  const [rows, columns, cells] = [new Map<string | number, number>(), new Map<string | number, number>(), new Map<string, number>()];
  for (const [index, row] of first.entries()) {
    const column = second[index] as string | number;
    const cell = JSON.stringify([row, column]);
    rows.set(row, (rows.get(row) ?? 0) + 1);
    columns.set(column, (columns.get(column) ?? 0) + 1);
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  const [inRows, inColumns] = [pairs(rows.values()), pairs(columns.values())];
  const all = pairs([first.length]);
  const expected = all === 0 ? 0 : (inRows * inColumns) / all;
  const most = (inRows + inColumns) / 2;
  return most === expected ? 1 : (pairs(cells.values()) - expected) / (most - expected);
}
