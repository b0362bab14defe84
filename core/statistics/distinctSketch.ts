import { z } from "zod";

/** 2048 registers: the standard error of a count is 1.04 / √2048, 2.3 %. */
const BITS = 11;
const REGISTERS = 2 ** BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/**
 * How many different values were seen, from their hashes: the highest rank that each register has met. Adding and merging take
 * maxima, so neither their order nor how the values were parted, nor seeing one again, changes anything.
 * @see Flajolet, Fusy, Gandouet & Meunier (2007), HyperLogLog; Heule, Nunkesser & Hall (2013) for few values
 */
export type DistinctSketch = Uint8Array;

/** As stored: a character for each register, `#` for none; empty when nothing was seen. */
export const StoredDistinct = z.string().regex(new RegExp(`^(?:[#-[]{${REGISTERS}})?$`));
export type StoredDistinct = z.infer<typeof StoredDistinct>;
const ZERO = "#".charCodeAt(0);

export const emptyDistinct = (): DistinctSketch => new Uint8Array(REGISTERS);

/** @param hash 64 uniform bits as 16 hexadecimal digits; more are not looked at */
export function addHash(sketch: DistinctSketch, hash: string): void {
  const high = Number.parseInt(hash.slice(0, 8), 16);
  const register = high >>> (32 - BITS);
  const rest = (high << BITS) >>> 0;
  const rank = (rest === 0 ? 32 - BITS + Math.clz32(Number.parseInt(hash.slice(8, 16), 16)) : Math.clz32(rest)) + 1;
  if (rank > (sketch[register] ?? 0)) sketch[register] = rank;
}

/** Adds all that `other` has seen to `sketch`. */
export function mergeDistinct(sketch: DistinctSketch, other: DistinctSketch): void {
  for (let register = 0; register < REGISTERS; register++)
    if ((other[register] ?? 0) > (sketch[register] ?? 0)) sketch[register] = other[register] ?? 0;
}

export const storeDistinct = (sketch: DistinctSketch): StoredDistinct =>
  sketch.every((rank) => rank === 0) ? "" : String.fromCharCode(...sketch.map((rank) => rank + ZERO));

export function readDistinct(stored: StoredDistinct): DistinctSketch {
  const sketch = emptyDistinct();
  for (let register = 0; register < stored.length; register++) sketch[register] = stored.charCodeAt(register) - ZERO;
  return sketch;
}

/** @returns about how many different values were seen */
export function distinctOf(sketch: DistinctSketch): number {
  let [sum, empty] = [0, 0];
  for (const rank of sketch) {
    sum += 2 ** -rank;
    if (rank === 0) empty++;
  }
  const estimate = (ALPHA * REGISTERS * REGISTERS) / sum;
  return estimate <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : estimate;
}
