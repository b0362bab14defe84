import { spread } from "../statistics/hash";
import { jaccard, PLACES, setOf, signatureOf, similarity } from "./minhash";
import { shinglesOf } from "./shingles";

/**
 * Signatures are looked up by parts of so many places: texts that are just similar enough share a part in more than 99 of 100 cases
 * (1 - (1 - J^rows)^(PLACES / rows)), and others rarely.
 */
const rowsFor = (least: number): number => (least >= 0.85 ? 7 : least >= 0.7 ? 5 : 3);
/** Texts that share a part are compared, so many of each part at most: of instructions that are in every text there are many. */
const LOOKED_AT = 48;
/** Texts with fewer different shingles than this are compared by the shingles themselves: a signature says little of them. */
const SHORT = 160;

/** Numbers in a row, as many as are put in. */
function growing(): { push(value: number): void; at(index: number): number; readonly length: number } {
  let values = new Int32Array(1_024);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const larger = new Int32Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    at: (index) => values[index] ?? -1,
    get length() {
      return length;
    },
  };
}

type Kept = { signature: Uint32Array; set: Uint32Array | null };

/**
 * Tells texts that are nearly the same as one that was kept before. What is kept takes about 1 KB a text.
 * @param least Jaccard similarity of shingles from which on two texts count as the same, from 0.5
 * @param seed of the hashing; the same gives the same
 */
export function openNearDuplicates(least: number, seed: number): { isNew(text: string): boolean } {
  const rows = rowsFor(least);
  const bands = Math.floor(PLACES / rows);
  const kept: Kept[] = [];
  /** The last that was kept of each part, and of each what was kept before it. */
  const last = new Map<number, number>();
  const before = growing();

  const alike = (a: Kept, b: Kept): boolean =>
    (a.set !== null && b.set !== null ? jaccard(a.set, b.set) : similarity(a.signature, b.signature)) >= least;

  return {
    isNew(text) {
      const shingles = shinglesOf(text);
      const set = shingles.length < SHORT * 4 ? setOf(shingles) : null;
      const one: Kept = { signature: signatureOf(shingles, seed), set: set !== null && set.length < SHORT ? set : null };
      const parts = partsOf(one.signature, rows);
      const compared = new Set<number>();
      for (const part of parts) {
        let looked = 0;
        for (let at = last.get(part) ?? -1; at >= 0 && looked < LOOKED_AT; at = before.at(at), looked++) {
          const index = Math.floor(at / bands);
          if (compared.has(index)) continue;
          compared.add(index);
          const other = kept[index];
          if (other !== undefined && alike(one, other)) return false;
        }
      }
      const index = kept.length;
      kept.push(one);
      for (let band = 0; band < bands; band++) {
        const part = parts[band] ?? 0;
        before.push(last.get(part) ?? -1);
        last.set(part, index * bands + band);
      }
      return true;
    },
  };
}

function partsOf(signature: Uint32Array, rows: number): number[] {
  return Array.from({ length: Math.floor(PLACES / rows) }, (_, band) => {
    let hash = spread(band + 1);
    for (let row = 0; row < rows; row++) hash = spread(Math.imul(hash, 31) ^ (signature[band * rows + row] ?? 0));
    return hash;
  });
}
