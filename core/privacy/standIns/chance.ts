import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** A keyed hash of words: HMAC-SHA-256, 32 bytes. */
export type Mac = (words: string) => Uint8Array;

export function macOf(key: string): Mac {
  const secret = utf8ToBytes(key);
  return (words) => hmac(sha256, secret, utf8ToBytes(words));
}

/** Choices that are the same for the same words under the same key, and tell nothing of them without it. */
export type Chance = { below(limit: number): number; pick<T>(list: readonly T[]): T; digits(count: number): string };

export function chanceOf(mac: Mac, words: string): Chance {
  let bytes = mac(words);
  let [place, round] = [0, 0];
  const below = (limit: number): number => {
    if (place + 4 > bytes.length) {
      round += 1;
      bytes = mac(`${words} ${round}`);
      place = 0;
    }
    const value = new DataView(bytes.buffer, bytes.byteOffset + place, 4).getUint32(0);
    place += 4;
    return value % limit;
  };
  return {
    below,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(""),
  };
}

/** A mark by which a stand-in is known again: so many digits that hang on the rest of it. */
export const markOf = (mac: Mac, words: string, length: number): string => chanceOf(mac, `mark ${words}`).digits(length);
