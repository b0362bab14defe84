import { z } from "zod";

/** 2048 registers: the standard error of a count is 1.04 / √2048, 2.3 %. */
const BITS = 11;
const REGISTERS = 2 ** BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/**
 * How many different values were seen, from their hashes. Adding and merging take maxima, so neither their order nor how
 * the values were parted, nor seeing one again, changes anything.
 * @see Flajolet, Fusy, Gandouet & Meunier (2007), HyperLogLog; Heule, Nunkesser & Hall (2013) for few values
 */
export type DistinctSketch = Map<number, number>;

/** As stored: register and rank by turns, registers rising. */
export const StoredDistinct = z.array(z.number().int());
export type StoredDistinct = z.infer<typeof StoredDistinct>;

/** @param hash 64 uniform bits as 16 hexadecimal digits; more are not looked at */
export function addHash(sketch: DistinctSketch, hash: string): void {
  const high = Number.parseInt(hash.slice(0, 8), 16);
  const register = high >>> (32 - BITS);
  const rest = (high << BITS) >>> 0;
  const rank = (rest === 0 ? 32 - BITS + Math.clz32(Number.parseInt(hash.slice(8, 16), 16)) : Math.clz32(rest)) + 1;
  if (rank > (sketch.get(register) ?? 0)) sketch.set(register, rank);
}

/** Adds all that `other` has seen to `sketch`. */
export function mergeDistinct(sketch: DistinctSketch, other: DistinctSketch): void {
  for (const [register, rank] of other) if (rank > (sketch.get(register) ?? 0)) sketch.set(register, rank);
}

export const storeDistinct = (sketch: DistinctSketch): StoredDistinct => [...sketch].sort(([a], [b]) => a - b).flat();

export function readDistinct(stored: StoredDistinct): DistinctSketch {
  const sketch: DistinctSketch = new Map();
  for (let index = 0; index < stored.length; index += 2) sketch.set(stored[index] ?? 0, stored[index + 1] ?? 0);
  return sketch;
}

/** @returns about how many different values were seen */
export function distinctOf(sketch: DistinctSketch): number {
  const empty = REGISTERS - sketch.size;
  let sum = empty;
  for (const rank of sketch.values()) sum += 2 ** -rank;
  const estimate = (ALPHA * REGISTERS * REGISTERS) / sum;
  return estimate <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : estimate;
}
