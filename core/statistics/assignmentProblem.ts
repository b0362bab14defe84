/**
 * Pairs rows with columns so that the sum of what pairs are worth is largest (the Hungarian method with potentials, O(n³);
 * Kuhn 1955, Jonker & Volgenant 1987). Every row is paired when there are as many columns.
 * @param worth rows of equal length
 * @returns the column of each row; -1 for a row without one
 */
export function bestPairs(worth: readonly (readonly number[])[]): number[] {
  const rows = worth.length;
  const size = Math.max(rows, worth[0]?.length ?? 0);
  const cost = (row: number, column: number) => -(worth[row - 1]?.[column - 1] ?? 0);
  const [rowPotential, columnPotential] = [new Float64Array(size + 1), new Float64Array(size + 1)];
  const rowOf = new Int32Array(size + 1);
  for (let row = 1; row <= size; row++) {
    const before = new Int32Array(size + 1);
    const slack = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const seen = new Uint8Array(size + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      seen[column] = 1;
      const from = rowOf[column] as number;
      let [least, next] = [Number.POSITIVE_INFINITY, 0];
      for (let other = 1; other <= size; other++) {
        if (seen[other] === 1) continue;
        const reduced = cost(from, other) - (rowPotential[from] as number) - (columnPotential[other] as number);
        if (reduced < (slack[other] as number)) {
          slack[other] = reduced;
          before[other] = column;
        }
        if ((slack[other] as number) < least) [least, next] = [slack[other] as number, other];
      }
      for (let other = 0; other <= size; other++)
        if (seen[other] === 1) {
          const paired = rowOf[other] as number;
          rowPotential[paired] = (rowPotential[paired] as number) + least;
          columnPotential[other] = (columnPotential[other] as number) - least;
        } else slack[other] = (slack[other] as number) - least;
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = before[column] as number) rowOf[column] = rowOf[before[column] as number] as number;
  }
  const pairs = Array.from({ length: rows }, () => -1);
  for (let column = 1; column <= (worth[0]?.length ?? 0); column++)
    if ((rowOf[column] as number) <= rows) pairs[(rowOf[column] as number) - 1] = column - 1;
  return pairs;
}
