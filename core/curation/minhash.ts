import { spread } from "../statistics/hash";

/** Places of a signature. The error of an estimate is about sqrt(J (1 - J) / PLACES) where texts have more shingles than that. */
export const PLACES = 128;
const PLACE_BITS = Math.log2(PLACES);
const EMPTY = 0xffffffff;

/**
 * A MinHash signature by one permutation: each shingle falls into one place, which keeps the least; places that got none take what others
 * have, in an order that is the same for all texts (Shrivastava, Optimal Densification for Fast and Accurate Minwise Hashing, ICML 2017).
 * Two signatures agree in a place with the probability that is the Jaccard similarity of the texts' shingles.
 * @param shingles see shinglesOf
 * @param seed another one gives another signature; only those of one seed can be compared
 */
export function signatureOf(shingles: Uint32Array, seed: number): Uint32Array {
  const own = new Uint32Array(PLACES).fill(EMPTY);
  const salt = spread(seed);
  let filled = 0;
  for (let index = 0; index < shingles.length; index++) {
    const hash = spread((shingles[index] ?? 0) ^ salt);
    const place = hash & (PLACES - 1);
    const value = hash >>> PLACE_BITS;
    const before = own[place] ?? EMPTY;
    if (before === EMPTY) filled += 1;
    if (value < before) own[place] = value;
  }
  if (filled === 0 || filled === PLACES) return own;
  const signature = own.slice();
  for (let place = 0; place < PLACES; place++) {
    if (own[place] !== EMPTY) continue;
    for (let attempt = 1; ; attempt++) {
      const from = spread(place * 0x9e3779b1 + attempt * 0x7feb352d + salt) % PLACES;
      if (own[from] === EMPTY) continue;
      signature[place] = own[from] ?? EMPTY;
      break;
    }
  }
  return signature;
}

/** Estimated Jaccard similarity of the texts of two signatures, from 0 to 1. */
export function similarity(a: Uint32Array, b: Uint32Array): number {
  let same = 0;
  for (let place = 0; place < PLACES; place++) if (a[place] === b[place]) same += 1;
  return same / PLACES;
}

/** The different shingles of a text, in order. */
export const setOf = (shingles: Uint32Array): Uint32Array => Uint32Array.from(new Set(shingles)).sort();

/** Jaccard similarity of two sets in order: what both have of what either has. Of two empty ones 1. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [left, right, both] = [0, 0, 0];
  while (left < a.length && right < b.length) {
    const [one, other] = [a[left] ?? 0, b[right] ?? 0];
    if (one === other) both += 1;
    if (one <= other) left += 1;
    if (other <= one) right += 1;
  }
  const either = a.length + b.length - both;
  return either === 0 ? 1 : both / either;
}
