import { normalRandom, seededRandom } from "./random";

/** Rows with few entries: of row r those from `starts[r]` up to `starts[r + 1]`, by column. */
export type SparseRows = { columns: number; starts: Uint32Array; column: Uint32Array; value: Float32Array };

const OVERSAMPLING = 8;
const POWER_STEPS = 3;

/**
 * The leading right singular vectors of a sparse matrix with their singular values, by random projection and power steps
 * (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1). The same for the same seed.
 * @param rank how many at most; fewer when the matrix has fewer rows or columns
 * @returns `vectors` with `columns` rows of `rank` numbers each, and `values`, largest first
 */
export function randomisedSvd(rows: SparseRows, rank: number, seed = 1): { rank: number; vectors: Float32Array; values: Float64Array } {
  const count = rows.starts.length - 1;
  const width = Math.min(rank + OVERSAMPLING, count, rows.columns);
  const normal = normalRandom(seededRandom(seed));
  // Y spans the rows' leading space: columns × width, made by (AᵀA) on a random start.
  let basis = Float64Array.from({ length: rows.columns * width }, normal);
  for (let step = 0; step < POWER_STEPS; step++) {
    basis = transposedTimes(rows, times(rows, basis, width), width);
    orthonormalise(basis, width);
  }
  const image = times(rows, basis, width);
  const { values, vectors } = symmetricEigen(gram(image, width), width);
  const kept = Math.min(rank, width);
  const result = new Float32Array(rows.columns * kept);
  for (let column = 0; column < rows.columns; column++)
    for (let to = 0; to < kept; to++) {
      let sum = 0;
      for (let from = 0; from < width; from++) sum += (basis[column * width + from] as number) * (vectors[from * width + to] as number);
      result[column * kept + to] = sum;
    }
  return {
    rank: kept,
    vectors: result,
    values: Float64Array.from({ length: kept }, (_, index) => Math.sqrt(Math.max(0, values[index] as number))),
  };
}

/** A·M for M of `rows.columns` × `width`. */
function times({ starts, column, value }: SparseRows, matrix: Float64Array, width: number): Float64Array {
  const result = new Float64Array((starts.length - 1) * width);
  for (let row = 0; row + 1 < starts.length; row++)
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const from = (column[at] as number) * width;
      const factor = value[at] as number;
      for (let index = 0; index < width; index++)
        result[row * width + index] = (result[row * width + index] as number) + factor * (matrix[from + index] as number);
    }
  return result;
}

/** Aᵀ·M for M of rows × `width`. */
function transposedTimes({ starts, column, value, columns }: SparseRows, matrix: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(columns * width);
  for (let row = 0; row + 1 < starts.length; row++)
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const to = (column[at] as number) * width;
      const factor = value[at] as number;
      for (let index = 0; index < width; index++)
        result[to + index] = (result[to + index] as number) + factor * (matrix[row * width + index] as number);
    }
  return result;
}

function gram(matrix: Float64Array, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let row = 0; row < matrix.length; row += width)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++)
        result[a * width + b] = (result[a * width + b] as number) + (matrix[row + a] as number) * (matrix[row + b] as number);
  return result;
}

/** Modified Gram-Schmidt over the columns, twice, in place; a column that depends on those before becomes zero. */
function orthonormalise(matrix: Float64Array, width: number): void {
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let row = 0; row < matrix.length; row += width) sum += (matrix[row + a] as number) * (matrix[row + b] as number);
    return sum;
  };
  for (let column = 0; column < width; column++) {
    const before = Math.sqrt(dot(column, column));
    for (let round = 0; round < 2; round++)
      for (let other = 0; other < column; other++) {
        const share = dot(column, other);
        for (let row = 0; row < matrix.length; row += width)
          matrix[row + column] = (matrix[row + column] as number) - share * (matrix[row + other] as number);
      }
    const length = Math.sqrt(dot(column, column));
    const factor = length <= 1e-9 * before || length === 0 ? 0 : 1 / length;
    for (let row = 0; row < matrix.length; row += width) matrix[row + column] = (matrix[row + column] as number) * factor;
  }
}

const SWEEPS = 60;

/**
 * Eigenvalues and vectors of a symmetric matrix by cyclic Jacobi rotations, largest first; vectors are columns.
 * Signs are chosen so that the largest part of each vector is positive.
 */
export function symmetricEigen(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  const at = (row: number, column: number) => a[row * size + column] as number;
  for (let index = 0; index < size; index++) v[index * size + index] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    let all = 0;
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        all += at(row, column) ** 2;
        if (row !== column) off += at(row, column) ** 2;
      }
    if (off <= 1e-22 * all) break;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, size, p, q, c, t * c, true);
        rotate(v, size, p, q, c, t * c, false);
      }
  }
  const order = Array.from({ length: size }, (_, index) => index).sort((x, y) => at(y, y) - at(x, x));
  const vectors = new Float64Array(size * size);
  for (const [to, from] of order.entries()) {
    let largest = 0;
    for (let row = 0; row < size; row++) {
      const value = v[row * size + from] as number;
      if (Math.abs(value) > Math.abs(largest) + 1e-12) largest = value;
    }
    for (let row = 0; row < size; row++) vectors[row * size + to] = (largest < 0 ? -1 : 1) * (v[row * size + from] as number);
  }
  return { values: Float64Array.from(order, (index) => at(index, index)), vectors };
}

/** Columns p and q turned; with `both`, rows too. */
function rotate(m: Float64Array, size: number, p: number, q: number, c: number, s: number, both: boolean): void {
  for (let row = 0; row < size; row++) {
    const [x, y] = [m[row * size + p] as number, m[row * size + q] as number];
    m[row * size + p] = c * x - s * y;
    m[row * size + q] = s * x + c * y;
  }
  if (!both) return;
  for (let column = 0; column < size; column++) {
    const [x, y] = [m[p * size + column] as number, m[q * size + column] as number];
    m[p * size + column] = c * x - s * y;
    m[q * size + column] = s * x + c * y;
  }
}
